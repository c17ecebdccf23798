"""Name the columns of a file of a package: as its name ends."""

from __future__ import annotations

from pathlib import Path

from tenet.data.ending import by_ending
from tenet.data.implementation import implementation
from tenet.data.sources.package import Package


def package(source: Package, path: Path) -> tuple[str, ...]:
    """The names in what the file is; raises Unreadable."""
    table = by_ending(source)
    names: tuple[str, ...] = implementation("tenet.data.header", table.term())(table, path)
    return names
