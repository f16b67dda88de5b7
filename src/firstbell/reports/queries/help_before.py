"""What people solve without a ticket."""

from __future__ import annotations

from firstbell.guides.queries import WalksOfCard, walks_by_card
from firstbell.helpdesk.queries.reports import Pair, Span
from firstbell.reports.queries.parts import MOST_LINES, count_figure, share, share_figure
from firstbell.reports.queries.reach import Asked
from firstbell.reports.queries.shapes import Column, Figure, Line, Table


def _walks(asked: Asked, span: Span) -> list[WalksOfCard]:
    return walks_by_card(asked.scope, span.start, span.end)


def walk_figures(asked: Asked) -> list[Figure]:
    now, before = _walks(asked, asked.counted.now), _walks(asked, asked.counted.before)
    solved = Pair(sum(one.solved for one in now), sum(one.solved for one in before))
    over = Pair(sum(one.handed_over for one in now), sum(one.handed_over for one in before))
    left = Pair(sum(one.left for one in now), sum(one.left for one in before))
    return [
        share_figure("share", "Solved without a ticket", solved, solved + over),
        count_figure("solved", "Walks that solved it", solved),
        count_figure("handed_over", "Handed over", over),
        count_figure("left", "Left", left),
    ]


def walk_tables(asked: Asked) -> list[Table]:
    columns = (
        Column("ended", "Solved or handed over", role="base", is_drawn=False),
        Column("solved", "Solved", role="part"),
        Column("handed_over", "Handed over", role="part"),
        Column("share", "Solved, in per cent", "percent", is_drawn=False),
        Column("left", "Left", is_drawn=False),
    )
    found = _walks(asked, asked.counted.now)
    lines = [_line(f"{one.code} {one.title}", [one]) for one in found[:MOST_LINES]]
    if rest := found[MOST_LINES:]:
        lines.append(_line(f"{len(rest)} other cards", rest))
    return [Table("card", "By fix card", "Card", columns, tuple(lines), drawn="stacked")]


def _line(label: str, walks: list[WalksOfCard]) -> Line:
    solved, over = sum(one.solved for one in walks), sum(one.handed_over for one in walks)
    return Line(label, (solved + over, solved, over, share(solved, solved + over), sum(one.left for one in walks)))
