"""Files as rows."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tenet.data.transform import TableSource

COLUMNS = ("path", "folder", "name")
"""What a file is told by."""


class Files(TableSource):
    """The files that a pattern names, a row each, in the order of their paths: `files("data/flowers/*/*.jpg")`.

    The columns are `path`, from the folder of the spec; `folder`, the name of the folder that the file is in;
    and `name`, the file's own. `*` stands for any text within a name, `**` for any folders.
    """

    pattern: Annotated[str, Field(min_length=1)]
    """Which files, from the folder of the spec and below it."""
