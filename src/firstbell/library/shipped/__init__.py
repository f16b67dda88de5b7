"""What the catalogue begins with, as data: words, topics, texts. Each file says where it is from."""

from importlib.resources import files


def read(name: str) -> str:
    """The text of a shipped file."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
