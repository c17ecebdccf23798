"""Arrays by name."""

from __future__ import annotations

from tenet.data.sources.package import Path
from tenet.data.transform import TableSource


class Npz(TableSource):
    """A file of numpy's arrays, as `numpy.savez` writes it; a row is one place along the first axis of all of them.

    An array `[N]` is a column by its name. One of more axes is a column for each of its elements in a row, numbered
    from 0, the last axis first: of `image` `[N, 8, 8]`, `columns("image_*") -> reshape(1, 8, 8)` are the pictures.
    NaN is missing. Nothing is unpickled.
    """

    path: Path
    """The file, from the folder of the spec, or in a package."""
