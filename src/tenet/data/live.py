"""What is drawn anew in each epoch, and all that is made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tenet.data.applying import in_parts
from tenet.data.arrays import Values, replaced
from tenet.data.drawing import Draws
from tenet.data.pipeline import Pipeline


@dataclass(frozen=True, slots=True, eq=False)
class Live:
    """The part of a pipeline that an epoch does again.

    Attributes:
        pipeline: the whole of it.
        nodes: what is done again, in order.
        held: what these take that stays as it is, by node.
        judged: the fields that change, as they are judged.
    """

    pipeline: Pipeline
    nodes: tuple[int, ...]
    held: Mapping[int, Values]
    judged: Mapping[str, Values]

    def drawn(self, draws: Draws) -> dict[str, Values]:
        """The fields that change for all rows; those that are drawn for as these draws have them."""
        nodes, fields = self.pipeline.nodes, self.pipeline.fields
        held = {node: value[draws.rows] for node, value in self.held.items()}
        made = in_parts(nodes, self.nodes, held, {fields[n].node for n in self.judged}, draws)
        return {
            name: replaced(before, draws.rows, made[fields[name].node])
            for name, before in self.judged.items()
        }


def live(pipeline: Pipeline, values: Mapping[int, Values]) -> Live:
    """What an epoch does again, of the values of nodes as they are judged."""
    nodes = pipeline.drawn
    held = {i: values[i] for n in nodes for i in pipeline.nodes[n].inputs if i not in nodes}
    judged = {n: values[f.node] for n, f in pipeline.fields.items() if f.node in nodes}
    return Live(pipeline, nodes, held, judged)
