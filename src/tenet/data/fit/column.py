"""Selections as steps."""

from __future__ import annotations

from tenet.data.fitted import Fitted, Given
from tenet.data.steps.column import Column as RawColumn
from tenet.data.steps.concat import Concat
from tenet.data.steps.reshape import Reshape
from tenet.data.transforms.column import Column, Columns


def column(selection: Column, _given: Given) -> Fitted:
    """The raw column as one cell for each row; its content is settled by now."""
    raw = RawColumn(name=selection.name, content=selection.type or "number")
    return Fitted((Reshape(sizes=()),), selection, columns=(raw,))


def columns(selection: Columns, _given: Given) -> Fitted:
    """The raw columns side by side; their names and content are settled by now."""
    raw = tuple(
        RawColumn(name=name, content=selection.type or "number") for name in selection.pattern
    )
    return Fitted((Concat(),), selection, columns=raw)
