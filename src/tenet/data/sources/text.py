"""Texts as rows."""

from __future__ import annotations

from typing import ClassVar, Literal

from tenet.data.sources.files import COLUMNS, Matching


class Text(Matching):
    """The texts of the files that a pattern names, in UTF-8, a row each: `text("data/corpus/*.txt")`.

    The column `text` holds them; beside it stand the columns `path`, `folder` and `name`, as of `files`.
    """

    columns: ClassVar[tuple[str, ...]] = (*COLUMNS, "text")

    each: Literal["file", "line"] = "file"
    """What a row is: a whole file, or a line of one that is not blank."""
