"""What the catalogue begins with, as data: words, topics, texts. Each file says where it is from."""

from pathlib import Path

_FOLDER = Path(__file__).parent


def read(name: str) -> str:
    """The text of a shipped file."""
    return (_FOLDER / name).read_text(encoding="utf-8")
