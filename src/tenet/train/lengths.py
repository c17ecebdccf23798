"""How long the sequences of each row are, by the names that the network gives to lengths."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from tenet.data.arrays import Indices, Ragged, Values
from tenet.data.field import FieldType
from tenet.frozen import replace
from tenet.ir.graph import Graph, Value
from tenet.passes.beside import numbered
from tenet.source import Span
from tenet.train.mistakes import UNEVEN
from tenet.types.dim import Dim, bind, names


def lengths(
    objective: Graph, fields: Mapping[str, Values], most: Mapping[str, int]
) -> dict[str, Indices]:
    """The length of each row's sequences by size, such as `T`.

    Raises:
        TenetError: a size means two lengths in one row, is larger than declared, or no size but a number.
    """
    found: dict[str, Indices] = {}
    owners: dict[str, str] = {}
    for name, value in objective.inputs.items():
        field = fields.get(name)
        if isinstance(field, Ragged):
            size, span = str(value.type.shape[0]), objective.producers[value.number].span
            if isinstance(value.type.shape[0], int):
                _check_fixed(name, value, field, span)
                continue
            if size in found:
                _check_alike(name, owners[size], size, (field.lengths, found[size]), span)
            _check_most(name, size, field, most.get(size), span)
            found[size], owners[size] = field.lengths, name
    return found


def _check_fixed(name: str, value: Value, field: Ragged, span: Span) -> None:
    wrong = np.flatnonzero(field.lengths != value.type.shape[0])
    if len(wrong):
        declared = value.type.bare
        named_ = str(declared).replace(f"[{value.type.shape[0]}", "[T", 1)
        raise UNEVEN.error(
            span,
            f"`{name}` is declared {declared}, but has {_counted(field.lengths[wrong[0]])} in row {wrong[0] + 1:,}"
            f" ({len(wrong):,} of {len(field):,} rows)",
            help=f"give the length a name: `{named_}`",
        )


def _check_alike(
    name: str, other: str, size: str, both: tuple[Indices, Indices], span: Span
) -> None:
    wrong = np.flatnonzero(both[0] != both[1])
    if len(wrong):
        row = wrong[0]
        raise UNEVEN.error(
            span,
            f"`{other}` and `{name}` are both declared `{size}` long, but in row {row + 1:,} they have"
            f" {both[1][row]} and {_counted(both[0][row])} ({len(wrong):,} of {len(both[0]):,} rows)",
            help="give each length a name of its own, such as `T` and `S`",
        )


def _check_most(name: str, size: str, field: Ragged, limit: int | None, span: Span) -> None:
    row = int(field.lengths.argmax())
    if limit is not None and field.lengths[row] > limit:
        raise UNEVEN.error(
            span,
            f"`{name}` has {_counted(field.lengths[row])} in row {row + 1:,}, but `{size}` is at most {limit:,}",
            help=f"cut the sequences with `truncate({limit})`, or raise the limit",
        )


def _counted(places: int) -> str:
    return f"{places:,} place" if places == 1 else f"{places:,} places"


def fixed(
    networks: Iterable[Graph], fields: Mapping[str, Values], types: Mapping[str, FieldType]
) -> dict[str, FieldType]:
    """The fields whose length a parameter needs, with that length as a number.

    Raises:
        TenetError: rows have several.
    """
    found: dict[str, FieldType] = {}
    for graph in networks:
        needing = {n: p.path for p in graph.parameters.values() for d in p.shape for n in names(d)}
        for name, value in graph.inputs.items():
            field = fields[name]
            if not isinstance(field, Ragged) or str(value.type.shape[0]) not in needing:
                continue
            least, most = int(field.lengths.min()), int(field.lengths.max())
            if least < most:
                raise UNEVEN.error(
                    graph.producers[value.number].span,
                    f"`{needing[str(value.type.shape[0])]}` needs to know how long `{name}` is, but its rows have"
                    f" {least:,} to {most:,} places",
                    help="bring sequences to one vector before, with `last`, `mean(axis=0)` or `max(axis=0)`",
                )
            found[name] = replace(types[name], shape=(most, *types[name].shape[1:]), sequence=False)
    return found


def varying(objective: Graph, fields: Mapping[str, Values]) -> dict[str, str]:
    """The sequences that an objective reads whose rows may differ in length, each with its size, such as `T`."""
    return {
        name: str(value.type.shape[0])
        for name, value in objective.inputs.items()
        if isinstance(fields.get(name), Ragged) and not isinstance(value.type.shape[0], int)
    }


def sizes_in(objective: Graph, fields: Mapping[str, Values]) -> dict[str, Indices]:
    """The length of each row's sequences by size, of fields that `lengths` has found sound."""
    found = {size: fields[name] for name, size in varying(objective, fields).items()}
    return {size: field.lengths for size, field in found.items() if isinstance(field, Ragged)}


def shortened(field: Values, rows: Indices, most: int) -> Values:
    """Sequences of which some rows end after so many places, if they do not before."""
    assert isinstance(field, Ragged)
    lengths = field.lengths.copy()
    lengths[rows] = np.minimum(lengths[rows], most)
    return field.cut(field.starts, lengths)


def size_inputs(graph: Graph, sizes: Mapping[str, Indices]) -> dict[str, Indices]:
    """What a graph is told beside fields: the lengths of rows, by the names of its inputs."""
    numbers = {numbered("size", size): found for size, found in sizes.items()}
    return {n: numbers[v.number] for n, v in graph.inputs.items() if v.number in numbers}


def lengths_of(size: Dim, sizes: Mapping[str, Indices], rows: Indices) -> Indices | None:
    """How many places of an axis are real in some rows; none where they are the same in all."""
    known = sorted(names(size) & sizes.keys())
    if not known:
        return None
    told = np.stack([sizes[name][rows] for name in known], axis=1)
    distinct, inverse = np.unique(told, axis=0, return_inverse=True)
    found = [bind(size, dict(zip(known, map(int, row), strict=True))) for row in distinct]
    return np.array(found, np.int64)[inverse.reshape(-1)]
