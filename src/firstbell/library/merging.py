"""What speaks against making two titles one, and what stays with the entry that goes."""

from __future__ import annotations

from collections.abc import Iterator

from firstbell.core.merging import Obstacle, keep_with_loser, merge_check
from firstbell.library.models import Title


@merge_check(Title.KIND_REF)
def check_titles(keeper: Title, other: Title) -> Iterator[Obstacle]:
    if keeper.pk == other.pk:
        yield Obstacle("That is the same entry.", "Choose another one.")
    for one in (keeper, other):
        if one.merged_into_id is not None:
            yield Obstacle(f"{one} has been merged already.", "Look at the title it became.")
    if keeper.format != other.format:
        text = f"One is “{keeper.get_format_display()}”, the other “{other.get_format_display()}”."
        yield Obstacle(text, "A book and its audiobook are two titles.", is_final=False)
    if keeper.year and other.year and keeper.year != other.year:
        text = f"They are of two years: {keeper.year}, {other.year}."
        yield Obstacle(text, "Another edition may deserve an entry of its own.", is_final=False)
    if keeper.language and other.language and keeper.language != other.language:
        text = f"They are in two languages: {keeper.language}, {other.language}."
        yield Obstacle(text, "A translation is a title of its own.", is_final=False)


# The other's record and all that is derived from it stay its own: should the two be taken apart, nothing has to be made again.
for _model in (
    "Record",
    "FormerRecord",
    "TitleNumber",
    "TitleHeading",
    "ReadingLevel",
    "Cover",
    "TitleDocument",
    "TitleGenre",
):
    keep_with_loser(f"library.{_model}", "title")
