"""A table of words and numbers in aligned columns, as wide as it needs to be."""

from __future__ import annotations

from collections.abc import Sequence

from tenet.diagnostics.render.cells import width

GAP = "  "


def table(head: Sequence[str], rows: Sequence[Sequence[str]], right: frozenset[int]) -> str:
    """The rows under their heads; columns in `right` are numbers and end at one place.

    >>> print(table(["name", "size"], [["a", "10"], ["bc", "2"]], frozenset({1})), end="")
    name  size
    a       10
    bc       2
    """
    everything = [head, *rows]
    widths = [max(width(row[column]) for row in everything) for column in range(len(head))]
    lines = []
    for row in everything:
        cells = []
        for column, cell in enumerate(row):
            padding = " " * (widths[column] - width(cell))
            cells.append(padding + cell if column in right else cell + padding)
        lines.append(GAP.join(cells).rstrip())
    return "".join(f"{line}\n" for line in lines)
