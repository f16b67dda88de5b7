"""``python -m firstbell`` is the same as ``firstbell``."""

from firstbell.config.cli import main

main()
