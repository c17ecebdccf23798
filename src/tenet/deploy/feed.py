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
class Told:
    """An input that tells how many places of each row are real.

    Attributes:
        size: what the network calls it, such as `T`.
        node: the node of the pipeline whose rows are as long.
    """

    size: str
    node: int


@frozen
class Feed:
    """The inputs of a model by name.

    Attributes:
        nodes: the node of the pipeline that an input takes.
        lengths: the inputs that tell how long rows are.
    """

    nodes: Mapping[str, int]
    lengths: Mapping[str, Told]

    def of(self, values: Sequence[Values], rows: Indices | slice) -> dict[str, Array]:
        """The inputs for some rows, of the values of a pipeline's nodes; sequences are padded."""
        made: dict[str, Array] = {}
        for name, node in self.nodes.items():
            value = values[node][rows]
            made[name] = value.padded() if isinstance(value, Ragged) else value
        for name, told in self.lengths.items():
            value = values[told.node]
            assert isinstance(value, Ragged)
            made[name] = value.lengths[rows]
        return made

    def lengths_of(self, size: str, values: Sequence[Values], rows: Indices | slice) -> Indices:
        """How long some rows are along an axis such as `T - 1`."""
        by_size = {told.size: told.node for told in self.lengths.values()}
        known = {name: values[node] for name, node in by_size.items()}
        told = {n: v.lengths[rows] for n, v in known.items() if isinstance(v, Ragged)}
        count = len(next(iter(told.values())))
        dim = parse(size)
        return np.array(
            [bind(dim, {name: int(each[i]) for name, each in told.items()}) for i in range(count)],
            np.int64,
        )

    def to_json(self) -> str:
        """As the model keeps it."""
        lengths = {name: [told.size, told.node] for name, told in self.lengths.items()}
        return json.dumps({"nodes": dict(self.nodes), "lengths": lengths})

    @classmethod
    def from_json(cls, text: str) -> Feed:
        """What was written; raises ValueError or KeyError for anything else."""
        held = json.loads(text)
        lengths = {name: Told(size, node) for name, (size, node) in held["lengths"].items()}
        return cls(held["nodes"], lengths)
