"""What is drawn anew in each epoch, and all that is made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tenet.data.applying import step_values
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
        values = {node: value[draws.rows] for node, value in self.held.items()}
        for index in self.nodes:
            node = self.pipeline.nodes[index]
            inputs = (values[i] for i in node.inputs)
            values[index] = step_values(node.step, *inputs, draws=draws)
        return {
            name: replaced(before, draws.rows, values[self.pipeline.fields[name].node])
            for name, before in self.judged.items()
        }


def live(pipeline: Pipeline, values: Sequence[Values]) -> Live:
    """What an epoch does again, of the values of all nodes as they are judged."""
    nodes: list[int] = []
    for index, node in enumerate(pipeline.nodes):
        if node.step.draws or any(i in nodes for i in node.inputs):
            nodes.append(index)
    held = {i: values[i] for n in nodes for i in pipeline.nodes[n].inputs if i not in nodes}
    judged = {n: values[f.node] for n, f in pipeline.fields.items() if f.node in nodes}
    return Live(pipeline, tuple(nodes), held, judged)
