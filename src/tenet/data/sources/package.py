"""Tables that packages of Python bring along."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import Field, model_validator

from tenet.catalogue.setting import ByName
from tenet.data.transform import TableSource
from tenet.types.shape import Misfit

SHA256 = re.compile("[0-9a-f]{64}")


class Package(TableSource):
    """A file of an installed package: `package("scikit-learn", "datasets/data/digits.csv.gz")`. No code of it is run.

    Its name says what it is: `.parquet`, `.npz`, or else text between commas, or tabs of `.tsv`. Where that does not say
    how it is read, it stands in the place of a path: `csv(package(…), header=false)`.
    """

    kind = "package"

    distribution: Annotated[str, Field(min_length=1)]
    """The package, as it is called where it is installed from."""
    path: Annotated[str, Field(min_length=1)]
    """The file, from the folder of the package."""
    sha256: Annotated[str | None, ByName()] = None
    """The hash of the file's bytes, in 64 hexadecimal digits; another file is refused."""

    @model_validator(mode="after")
    def _is_a_hash(self) -> Package:
        if self.sha256 is not None and not SHA256.fullmatch(self.sha256):
            raise Misfit(
                f'takes the 64 hexadecimal digits of a SHA-256, in small letters, not "{self.sha256}"',
                "leave it out, and `tenet check --data --fix` writes it",
                setting="sha256",
            )
        return self


Path = Annotated[str, Field(min_length=1)] | Package
"""Where a file is: below the folder of the spec, or in a package."""
