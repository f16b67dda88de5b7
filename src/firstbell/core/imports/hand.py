"""The process behind :mod:`firstbell.core.imports.crew`: works off blocks until its standard input ends. Knows no database.

An argument names the file that says what to do; each line of input names a block, each line of output the number of its answer.
"""

from __future__ import annotations

import gc
import marshal
import sys
from importlib import import_module
from pathlib import Path


def main(setup: str) -> None:
    gc.set_threshold(200_000, 50, 1000)  # what is made here are plain values, which make no circles
    maker, arguments = marshal.loads(Path(setup).read_bytes())  # noqa: S302 - written by the process that started us
    module, _, name = maker.partition(":")
    work = getattr(import_module(module), name)(arguments)
    for line in sys.stdin:
        path = Path(line.rstrip("\n"))
        block = marshal.loads(path.read_bytes())  # noqa: S302 - as above
        path.unlink()
        value, rows = work(block)
        head = marshal.dumps((value, len(rows)))
        number = path.name.rpartition("-")[2]
        with path.with_name(f"answer-{number}").open("wb") as stream:
            stream.write(len(head).to_bytes(8, "big"))
            stream.write(head)
            stream.write(marshal.dumps(rows))
        del block, value, rows, head
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
