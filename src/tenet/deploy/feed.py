"""What an exported model is given: raw columns, what no graph can make of them, and the lengths of rows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import numpy as np

from tenet.data.arrays import Array, Indices, Ragged, Values
from tenet.frozen import frozen
from tenet.types.dim import bind
from tenet.types.parse import parse


@frozen
class Feed:
    """The inputs of a model by name.

    Attributes:
        nodes: the node of the pipeline that an input takes.
        sizes: for each size that differs from row to row, such as `T`, the node of a sequence as long.
        lengths: which of these an input tells.
    """

    nodes: Mapping[str, int]
    sizes: Mapping[str, int]
    lengths: Mapping[str, str]

    def of(self, values: Sequence[Values], rows: Indices | slice) -> dict[str, Array]:
        """The inputs for some rows, of the values of a pipeline's nodes; sequences are padded."""
        made: dict[str, Array] = {}
        for name, node in self.nodes.items():
            value = values[node][rows]
            made[name] = value.padded() if isinstance(value, Ragged) else value
        told = self._told(values, rows)
        return made | {name: told[size] for name, size in self.lengths.items()}

    def lengths_of(self, size: str, values: Sequence[Values], rows: Indices | slice) -> Indices:
        """How long some rows are along an axis such as `T - 1`."""
        told = self._told(values, rows)
        count = len(next(iter(told.values())))
        dim = parse(size)
        return np.array(
            [bind(dim, {name: int(each[i]) for name, each in told.items()}) for i in range(count)],
            np.int64,
        )

    def _told(self, values: Sequence[Values], rows: Indices | slice) -> dict[str, Indices]:
        """How long some rows are, for each size."""
        known = {size: values[node] for size, node in self.sizes.items()}
        return {n: value.lengths[rows] for n, value in known.items() if isinstance(value, Ragged)}

    def to_json(self) -> str:
        """As the model keeps it."""
        parts = {"nodes": self.nodes, "sizes": self.sizes, "lengths": self.lengths}
        return json.dumps({name: dict(part) for name, part in parts.items()})

    @classmethod
    def from_json(cls, text: str) -> Feed:
        """What was written; raises ValueError or KeyError for anything else."""
        held = json.loads(text)
        return cls(held["nodes"], held["sizes"], held["lengths"])
