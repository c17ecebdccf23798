"""What a file is, by how its name ends."""

from __future__ import annotations

from tenet.data.sources.csv import Csv
from tenet.data.sources.npz import Npz
from tenet.data.sources.package import Package
from tenet.data.sources.parquet import Parquet
from tenet.data.transform import TableSource


def by_ending(path: str | Package) -> TableSource:
    r"""The source that reads a file of this name: Parquet, arrays, or else text between commas or tabs.

    >>> by_ending("rows.tsv.gz").separator
    '\t'
    """
    name = path.path if isinstance(path, Package) else path
    if name.endswith(".parquet"):
        return Parquet(path=path)
    if name.endswith(".npz"):
        return Npz(path=path)
    return Csv(path=path, separator="\t" if name.removesuffix(".gz").endswith(".tsv") else ",")
