"""The entrance of `make bench`; `bench.main` is the program."""

import sys
from pathlib import Path

# Started as a file, Python knows the folder bench/ but not the one above it, where the package is.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.main import main

if __name__ == "__main__":
    sys.exit(main())
