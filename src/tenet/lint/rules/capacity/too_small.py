"""A hidden layer through which only one number passes."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.data.profile import ColumnProfile, FieldProfile, Profile
from tenet.diagnostics import Diagnostic, Fix, Severity
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import write
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import detector, network, regressor

XOR = Profile(
    rows=4000,
    train=2800,
    fields={"target": FieldProfile(related=(("a", 0.004), ("b", 0.002)), linear=-0.001)},
    columns={"a": ColumnProfile(distinct=900), "b": ColumnProfile(distinct=900)},
)
TWO = {"x": 'columns(["a", "b"]) -> standardize'}
RULE = Practice(
    code="CAP002",
    name="too-small-for-the-task",
    reason="All that a network knows of its inputs passes through one number, or it is linear where nothing is.",
    why=(
        "Behind a hidden layer of one unit the network is a function of one projection of its inputs: two"
        " rows that agree in it are the same to all later layers. And a single layer is linear in"
        " its inputs, so that it cannot tell what no linear combination of them tells, as the"
        " exclusive or of two inputs."
    ),
    source="Minsky and Papert (1969); Goodfellow, Bengio and Courville (2016), sec. 6.1",
    severity=Severity.WARNING,
    bad=(
        Sample(
            detector("y = x -> dense(1) -> relu -> dense(1) -> sigmoid"),
            at="-> «dense(1)» -> relu",
        ),
        Sample(regressor("y = x -> dense(1)", "x: f32[2]", data=TWO), at="dense(1)", profile=XOR),
    ),
    good=(
        Sample(detector("y = x -> dense(2) -> tanh -> dense(1) -> sigmoid")),
        Sample(detector("y = x -> dense(8) -> relu -> dropout(10%) -> dense(1) -> sigmoid")),
        Sample(
            network(
                "x: f32[16, 8] in 0..1",
                "weight = x -> dense(1) -> softmax(axis=0)",
                "y = (weight * x) -> sum(axis=0) -> dense(4)",
            )
        ),
        Sample(
            network("x: f32[8] in 0..1", "y = x -> dense(1) -> tanh -> dense(8) -> sigmoid"),
        ),
        Sample(
            network(
                "x: f32[16, 8, 8] in 0..1",
                "gate = x -> global_avg_pool -> dense(1) -> relu -> dense(16) -> sigmoid",
                "y = (gate -> reshape(16, 1, 1)) * x -> global_avg_pool -> dense(4)",
            )
        ),
        Sample(
            regressor("y = x -> dense(8) -> relu -> dense(1)", "x: f32[2]", data=TWO), profile=XOR
        ),
    ),
)
WORTHLESS = 0.005
"""The share of a target's variance that is as good as none."""
PLAIN = ("input", "sigmoid", "softmax", "flatten", "concat", "dropout", "squeeze")
"""Operations beside its layer that leave a network linear up to its output."""
ENOUGH = 200
"""Rows from which a share of variance so small is no accident."""


def find(case: Case) -> Iterator[Diagnostic]:
    """A hidden layer of one unit on the only way, and a linear model of a target that is not linear."""
    for node in case.called("dense"):
        after = _next(case, node) if node.output.type.shape == (1,) else None
        if after is not None and _is_only_way(case, node, after):
            width = node.inputs[0].type.shape[-1]
            yield RULE.at(
                node.span,
                f"all that `{after.path}` sees of {width} inputs is the one number of `{node.path}`",
                help="give the hidden layer more units: 8 to 64 is a beginning",
                fix=_wider(case, node),
            )
    yield from _linear(case)


def _next(case: Case, node: Node) -> Node | None:
    """The dense layer that reads a layer through an activation, where nothing else does."""
    at, bent = case.reader(node), False
    while at is not None and (at.op.feeds is not None or at.op.carries) and len(at.inputs) == 1:
        bent = bent or at.op.feeds is not None
        at = case.reader(at)
    return at if bent and at is not None and at.op.term() == "dense" else None


def _is_only_way(case: Case, node: Node, after: Node) -> bool:
    """Whether all that is given comes this way, of several numbers, and is no reconstruction of them."""
    inputs = node.inputs[0].type.shape
    given = [value.type.shape for value in case.graph.inputs.values()]
    decoded = any(value.type.shape in given for value in case.graph.outputs.values())
    at: Node | None = after
    while at is not None and not case.is_output(at):
        at = case.reader(at)
        if at is not None and len([value for value in at.inputs if value.type.batched]) > 1:
            return False
    return at is not None and len(inputs) == 1 and inputs != (1,) and not decoded


def _wider(case: Case, node: Node) -> Fix | None:
    """Sixteen units in place of one, where the text says `dense(1)`."""
    at = case.at(node, "units")
    return write(at, "16") if at.text == "1" else None


def _linear(case: Case) -> Iterator[Diagnostic]:
    only = case.layers[0] if len(case.layers) == 1 else None
    hidden = [node for node in case.graph.nodes if not (node.op.carries or node.op.relays)]
    if only is None or only.op.term() != "dense" or (case.rows or 0) < ENOUGH:
        return
    if any(node.op.term() not in PLAIN and node is not only for node in hidden):
        return
    for target in case.targets:
        seen = case.seen(target)
        if seen is not None and seen.linear is not None and seen.linear < WORTHLESS:
            yield RULE.at(
                only.span,
                f"the network is linear, and no linear map of the other columns explains `{target}`"
                f" ({max(seen.linear, 0):.1%} of its variance)",
                help="put a hidden layer before it, such as `dense(32) -> relu`",
            )
