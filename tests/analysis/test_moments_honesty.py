"""Nothing is said where nothing is known, and every operation has a case or a reason."""

from __future__ import annotations

from math import isfinite

import pytest
from tests.analysis.predicted import Predicted

from tenet.analysis.moments import moments
from tenet.analysis.moments.table import CASES, NO_CASE, case_of
from tenet.catalogue.definition import snake_case
from tenet.catalogue.lookup import find, known
from tenet.catalogue.operation import Operation
from tenet.elaborate.experiment import elaborate
from tenet.frozen import replace
from tenet.ir.graph import Value
from tenet.policy.loss import Loss
from tenet.source import Source
from tenet.types.tensor import DType, TensorType

OPERATIONS: dict[str, type[Operation]] = known(Operation)


def above(kind: type[Operation]) -> list[str]:
    """The operation and the classes that it derives from, by name."""
    return [snake_case(base.__name__) for base in kind.__mro__]


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_every_operation_has_a_case_or_a_reason(name: str) -> None:
    """A new operation gets a case in the family that it belongs to, or a reason in `NO_CASE`."""
    named = [base for base in above(OPERATIONS[name]) if base in CASES or base in NO_CASE]
    assert named, f"{name} needs a case in analysis/moments, or a reason in table.NO_CASE"


def test_no_operation_has_both() -> None:
    assert not CASES.keys() & NO_CASE.keys()
    bases = {base for kind in OPERATIONS.values() for base in above(kind)}
    assert CASES.keys() | NO_CASE.keys() <= bases | {"loss"}


EXAMPLES = [
    pytest.param(name, text, id=f"{name}-{i}")
    for name, kind in sorted(OPERATIONS.items())
    for i, text in enumerate(kind.examples)
]


@pytest.mark.parametrize(("name", "text"), EXAMPLES)
def test_every_example_is_predicted_or_has_a_reason(name: str, text: str) -> None:
    network = elaborate(Source("example.tenet", text)).sound().network
    assert network is not None
    found = moments(network)
    for node in network.nodes:
        for value in node.outputs:
            moment, reason = found.of(value), found.why_unknown(value)
            assert (moment is None) == (reason is not None)
            if moment is None:
                assert reason
                continue
            assert case_of(node.op) is not None
            assert isfinite(moment.rms)
            assert moment.variance >= 0
            assert moment.low <= moment.rms <= moment.high
            if moment.gradient is not None:
                assert moment.gradient_low is not None
                assert moment.gradient_high is not None
                assert isfinite(moment.gradient)
                assert moment.gradient_low <= moment.gradient <= moment.gradient_high
            if moment.correlation is not None:
                assert -1.01 <= moment.correlation <= 1.01


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        ("(n -> cast(f32)) * a", "whole numbers"),
        ("a -> log", "no value"),
        ("a -> prod(axis=0)", "product"),
        ("a -> sparsemax", "closed form"),
        ("(a, a) -> matmul", "itself"),
        ("a -> norm(p=1)", "power"),
        ("a -> reciprocal", "diverges"),
    ],
)
def test_unknown_stays_unknown(call: str, reason: str) -> None:
    """Downstream too, and so does the gradient of what only reaches the output through it."""
    found = Predicted(
        f"network(x: f32[4, 4], n: i64) -> y {{ a = x -> dense(4)\n b = {call}\n"
        " y = (b -> relu) + (n -> cast(f32)) }"
    )
    assert found.found.of(found.value("y")) is None
    told = found.found.why_unknown(found.value("y"))
    assert told is not None
    assert reason in told
    assert found.of("a").gradient is None
    assert found.found.dead(found.node("relu")) is None
    assert found.found.saturated(found.node("relu")) is None


def test_a_norm_knows_what_it_gives_of_anything() -> None:
    """Its mean square is exact; what it divides gradients by, and correlations, stay unknown."""
    found = Predicted("network(x: f32[64]) -> y { y = x -> sparsemax -> layer_norm -> dense(64) }")
    assert found.of("y").rms == pytest.approx(1, rel=0.05)
    assert found.of("y").correlation is None
    assert found.of("x").gradient is None
    for norm in ("batch_norm", "group_norm(4)"):
        after = Predicted(f"network(x: f32[64]) -> y {{ y = x -> sparsemax -> {norm} -> relu }}")
        assert after.of("y").rms == pytest.approx(0.5**0.5, rel=0.05)
        assert after.found.dead(after.node("relu")) is None


def test_an_unknown_branch_leaves_the_other_known() -> None:
    found = Predicted(
        "network(x: f32[8]) -> y, z { a = x -> dense(8)\n y = a -> relu\n z = x -> sparsemax }"
    )
    assert found.of("y").gradient == pytest.approx(1, rel=0.02)
    assert found.of("a").gradient is not None
    assert found.of("x").gradient is None


def test_predictions_end_before_the_loss() -> None:
    """A gradient of 1 comes to what the loss reads."""
    network = Predicted("network(x: f32[8], t: f32[3]) -> a { a = t + (x -> dense(3)) }")
    node = network.node("add")
    loss = find(Loss, "mse")  # type: ignore[type-abstract]
    assert loss is not None
    made = Value(99, TensorType(DType.F32, (), batched=False), "loss")
    end = replace(node, op=loss(), inputs=(node.output, node.inputs[0]), output=made, path="loss")
    graph = replace(network.graph, nodes=(*network.graph.nodes, end), outputs={"loss": made})
    found = moments(graph)
    assert found.of(made) is None
    told = found.of(node.output)
    assert told is not None
    assert told.gradient == pytest.approx(1)


def test_what_no_gradient_reaches_has_none() -> None:
    found = Predicted("network(x: f32[8]) -> y { a = x -> dense(8)\n y = x + 0 * a }")
    assert found.of("a").gradient == 0


@pytest.mark.parametrize("std", [1e-6, 10.0])
@pytest.mark.parametrize("activation", ["relu", "tanh", "gelu", "exp", "layer_norm -> selu"])
def test_what_vanishes_or_explodes(activation: str, std: float) -> None:
    """A value is known as long as its numbers are finite; afterwards it is unknown, and none crashes."""
    found = Predicted(
        "network(x: f32[64]) -> y {\n"
        f" for _ in 1..300 {{ x = x -> dense(64, init=normal({std})) -> {activation} }}\n"
        " y = x -> dense(64) }"
    )
    for node in found.graph.nodes:
        moment = found.found.of(node.output)
        if moment is None:
            assert found.found.why_unknown(node.output)
            continue
        numbers = [moment.rms, moment.low, moment.high, moment.variance, moment.gradient or 0.0]
        assert all(map(isfinite, numbers))


def test_a_size_that_cannot_be_the_nominal_one() -> None:
    found = Predicted("network(x: f32[T, 3]) -> y { y = x -> conv(4, 99, padding=valid) }")
    told = found.found.why_unknown(found.value("y"))
    assert told is not None
    assert "cannot be 64" in told
