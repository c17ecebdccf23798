"""Files as rows."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from tenet.data.transform import TableSource

COLUMNS: tuple[str, ...] = ("path", "folder", "name")
"""What a file is told by."""


class Matching(TableSource):
    """What the files are whose paths match a pattern."""

    columns: ClassVar[tuple[str, ...]] = COLUMNS
    """What is told of each row."""

    pattern: Annotated[str, Field(min_length=1)]
    """Which files, from the folder of the spec and below it."""


class Files(Matching):
    """The files that a pattern names, a row each, in the order of their paths: `files("data/flowers/*/*.jpg")`.

    The columns are `path`, from the folder of the spec; `folder`, the name of the folder that the file is in;
    and `name`, the file's own. `*` stands for any text within a name, `**` for any folders.
    """
