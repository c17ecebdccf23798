"""What the training rows teach: the values of a node in them, some rows at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from tenet.data.applying import in_parts
from tenet.data.arrays import Array, Indices, Values, places
from tenet.data.drawing import Draws
from tenet.data.field import Content
from tenet.data.pipeline import Node, ancestors
from tenet.data.steps.chunks import Carry, Cut
from tenet.data.steps.column import Column
from tenet.data.table import Table
from tenet.types.shape import Misfit


class Taught:
    """The rows of a table to learn from, and the nodes that were made so far, whose list may grow.

    Values are worked out when somebody asks, of the cells that are read then.
    """

    def __init__(self, nodes: Sequence[Node], table: Table, rows: Indices | None) -> None:
        self._nodes = nodes
        self._table = table
        self._rows = rows
        self._last: tuple[int, Array] = (-1, np.empty(0))
        """What was asked for last, of a table that is held."""

    def parts(self, index: int) -> Iterator[Array]:
        """The values of a node in the training rows, or at all places of them, some at a time.

        Raises:
            Misfit: which rows they are is not known yet.
        """
        if self._rows is None:
            raise Misfit(
                "learns from the training rows, but which these are is known after `chunks` only",
                "put it behind `chunks`",
            )
        if self._last[0] == index:
            yield self._last[1]
            return
        begun = 0
        for part in self._table.parts:
            low, high = np.searchsorted(self._rows, (begun, begun + part.count))
            made = places(self._chosen(index, part, self._rows[low:high] - begun, begun))
            begun += part.count
            if part is self._table:  # it is there anyway, and asked for more than once
                self._last = index, made
            yield made

    def _chosen(self, index: int, part: Table, rows: Indices, begun: int) -> Values:
        """The values of a node in some rows of a part, which begins after so many rows."""
        if part.cut is not None:
            own = rows if self._is_cut(index) else part.cut[rows]
            return self.made_of(index, part, slice(None), 0)[own]
        if any(self._nodes[i].step.across for i in ancestors(self._nodes, index)):
            return self.made_of(index, part, slice(None), begun)[rows]
        return self.made_of(index, part, rows, begun)

    def made_of(self, index: int, part: Table, rows: Indices | slice, begun: int) -> Values:
        """The values of a node, made of the cells in some rows of a part."""
        steps = {i: self._nodes[i].step for i in ancestors(self._nodes, index)}
        known = {
            i: part.given(step.name, Content(step.content))[rows]
            for i, step in steps.items()
            if isinstance(step, Column)
        }
        if index in known:
            return known[index]
        todo = [i for i in steps if i not in known]
        draws = Draws(begun + np.arange(part.count)[rows], folder=part.folder)
        return in_parts(self._nodes, todo, known, (index,), draws)[index]

    def _is_cut(self, index: int) -> bool:
        """Whether a node has a row for each stretch."""
        node = self._nodes[index]
        if not node.inputs:
            return not isinstance(node.step, Column)
        return isinstance(node.step, Cut | Carry) or any(map(self._is_cut, node.inputs))
