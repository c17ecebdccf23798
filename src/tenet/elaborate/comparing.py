"""Check that a loss compares what it can: probabilities of the right activation, classes of a field."""

from __future__ import annotations

from tenet.diagnostics import Diagnostic, Label
from tenet.diagnostics.diagnostic import Edit, Fix, Safety
from tenet.elaborate.mistakes import NOT_A_DISTRIBUTION, NOT_YET, OPEN_CONDITION
from tenet.ir.graph import Graph, Node
from tenet.ops.slice import Slice
from tenet.ops.source import Input
from tenet.policy.loss import Activation, Loss
from tenet.policy.losses.cross_entropy import OfClasses
from tenet.source import Span
from tenet.types.shape import axis_of

PROBABILITIES = ("softmax", "sigmoid")


def check_loss(objective: Graph, node: Node) -> None:
    """Check a node of an objective, if it is a loss; raises TenetError."""
    if not isinstance(node.op, Loss):
        return
    word = node.op.wanted(*node.types)
    if word is not None:
        _check_probabilities(objective, node, word, node.op.along(*node.types))
    if isinstance(node.op, OfClasses) and node.op.class_weights == "balanced":
        _check_counted(objective, node)


def uncounted(objective: Graph) -> list[Diagnostic]:
    """The losses whose classes are weighed by how often they occur, which only the data tells."""
    return [
        OPEN_CONDITION.at(node.span, "the weights of the classes are known when the data is read")
        for node in objective.nodes
        if isinstance(node.op, OfClasses) and node.op.class_weights == "balanced"
    ]


def _check_counted(objective: Graph, node: Node) -> None:
    """Check that the classes that are to be balanced are those of a field, which can be counted."""
    target = objective.producers[node.inputs[1].number]
    if not isinstance(target.op, Input):
        raise NOT_YET.error(
            node.span,
            f"`class_weights=balanced` counts the classes of a field, but `{target.op.term()}` makes"
            " this target; counting what is computed is not supported yet",
            help="write the weights in numbers, such as `class_weights=[1, 2.5]`",
        )


def _check_probabilities(objective: Graph, node: Node, word: Activation, along: int) -> None:
    found = made = objective.producers[node.inputs[0].number]
    between: list[Node] = []
    # A sigmoid looks at each number by itself, so that numbers may be laid out anew after it.
    while (word == "sigmoid" and made.op.relays) or isinstance(made.op, Slice):
        between.insert(0, made)
        made = objective.producers[made.inputs[0].number]
    if made.op.term() == word:
        if word == "sigmoid":
            return
        axis: int | None = axis_of(getattr(made.op, "axis", -1), made.output.type.rank)
        for step in between:
            axis = None if axis is None else step.op.kept_axis(axis, *step.types)
        if axis == along:
            return
    producer = made if isinstance(found.op, Slice) else found
    name = node.inputs[0].hint
    raise NOT_A_DISTRIBUTION.error(
        node.span,
        f"`{node.op.term()}` compares probabilities, but `{name}` comes from `{producer.op.term()}`",
        help=f"end it in `-> {word}`; training still uses the stable form of the two together",
        labels=(Label(producer.span, f"`{name}` comes from here"),),
        fix=_ending_in(word, producer),
    )


def _ending_in(word: str, producer: Node) -> Fix | None:
    """The fix that makes a value end in an activation, in place of the other one."""
    at = producer.span
    if isinstance(producer.op, Input):
        return None
    is_activation = producer.op.term() in PROBABILITIES or producer.op.feeds is not None
    if is_activation and at.text.partition("(")[0] == producer.op.term():
        return Fix(Safety.UNSAFE, (Edit(at, word),))
    return Fix(Safety.UNSAFE, (Edit(Span(at.source, at.end, at.end), f" -> {word}"),))
