#!/bin/sh
# Said by the Makefile when no fitting Python answers to a usual name.
echo "Firstbell needs Python 3.11, 3.12 or 3.13, and none was found as python3, python3.13, python3.12, python3.11 or python." >&2
echo "Debian or Ubuntu:  sudo apt install python3 python3-venv" >&2
echo "Or name the one you have:  make PYTHON=/path/to/python3.12 $*" >&2
exit 1
