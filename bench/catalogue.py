"""The library's catalogue: how soon and how well it finds, in a school's and in a large district's number of titles."""

from __future__ import annotations

import os
import statistics

from bench.children import Child, once
from bench.measures import Bench
from bench.sizes import QUICK

GROUP = "The library's catalogue"
#: Titles of a school and of a large district; in the quick run of a shelf and of a school.
SIZES, QUICK_SIZES = (11_000, 250_000), (400, 11_000)
QUESTIONS = 300
#: A known item may take so many times longer in the large catalogue; its index is a tree, its lists of titles are longer.
GROWTH = 5.0


def catalogue(bench: Bench) -> None:
    """Known items clean and with one typing error, topics with facets."""
    sizes = QUICK_SIZES if bench.size == QUICK else SIZES
    medians: list[float] = []
    for name, titles in zip(("shelf", "stacks"), sizes, strict=True):
        bench.engine.copy("empty", name)
        filled = once(
            bench.engine, name, "catalogue.fill", titles=titles, files=os.environ.get("FIRSTBELL_BENCH_MARC", "")
        )
        bench.engine.settle(name)
        bench.figure(
            GROUP, "written and indexed", f"{titles:,} titles", "titles/s", value=titles / filled["seconds"],
            detail=f"{filled['records']:,} records over and over; words learned in {filled['learned']:.0f} s",
        )  # fmt: skip
        with Child(bench.engine, name) as child:
            child.call("catalogue.topics")  # fills caches
            medians.append(_known(bench, child, titles))
            seconds = sorted(child.call("catalogue.topics")["seconds"])
            bench.figure(
                GROUP, "a topic with facets", f"{titles:,} titles", "ms", value=1000 * statistics.median(seconds),
                detail=f"at most {1000 * seconds[-1]:.0f} ms",
            )  # fmt: skip
    bench.figure(
        GROUP, "a known item", f"{sizes[1]:,} against {sizes[0]:,} titles", "x", value=medians[1] / medians[0],
        budget=GROWTH,
    )  # fmt: skip


def _known(bench: Bench, child: Child, titles: int) -> float:
    """The median of the clean ones, in seconds."""
    answer = child.call("catalogue.known", number=QUESTIONS)
    middle = 0.0
    for key, label in (("typed", "a known item with one typing error"), ("clean", "a known item")):
        seconds = sorted(one for one, _ in answer[key])
        middle = statistics.median(seconds)
        bench.figure(
            GROUP, label, f"{titles:,} titles", "MRR", value=statistics.fmean(rank for _, rank in answer[key]),
            detail=f"{1000 * middle:.1f} ms, p95 {1000 * seconds[int(len(seconds) * 0.95)]:.1f} ms",
        )  # fmt: skip
    return middle
