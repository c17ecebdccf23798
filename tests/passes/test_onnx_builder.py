"""The ONNX graph in the making computes nothing twice, and nothing that is constant."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from onnx import NodeProto
from tests.passes.conftest import assert_same, by_runtime, compiled, inference, lowered
from tests.passes.networks import networks

from tenet.backends.onnx import builder as building
from tenet.backends.onnx.builder import Builder
from tenet.backends.onnx.folding import LARGEST

pytestmark = pytest.mark.target


def types_of(text: str, opset: int = 21) -> list[str]:
    """The operators of a network's model."""
    network = compiled(f"network{text}")
    model = lowered(inference(network), network.weights, opset)
    inputs = network.inputs(3)
    made, expected = by_runtime(model, inputs), network.torch(inputs)

    assert_same(made, expected, text, 1e-5)
    return [node.op_type for node in model.graph.node]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("(x: f32[4]) -> y { y = (x -> relu -> exp) + (x -> relu -> exp) }", "Relu Exp Add"),
        ("(x: f32[4]) -> y { y = (x -> elu(1)) * (x -> elu(2)) }", "Elu Elu Mul"),
        ("(x: f32[4]) -> a, b { a = x -> relu\n b = x -> relu }", "Relu Identity"),
        ("(x: f32[2, 4]) -> a, b { a, b = x -> top_k(2)\n }", "TopK"),
        ("(x: f32[4, 2]) -> y { y = x -> permute(1, 0) -> permute(1, 0) -> relu }", "Relu"),
        (
            "(x: f32[4, 2, 3]) -> y { y = x -> permute(1, 2, 0) -> permute(1, 2, 0) }",
            "Transpose",
        ),
        ("(x: f32[6, 3]) -> y { y = x -> conv(4) -> conv(4, 1) }", "Transpose Conv Conv Transpose"),
        ("(x: f32[6, 3]) -> y { y = x -> lstm(4) -> lstm(2) }",
         "Transpose LSTM Squeeze LSTM Squeeze Transpose"),
        ("(x: f32[6, 3]) -> y { y = x -> dense(4) }", "MatMul Add"),
        ("(x: f32[3]) -> y { y = x + (arange(3) -> cast(f32) -> exp) }", "Add"),
        ("(x: f32[4, 8]) -> y { y = x -> rotary }",
         "Reshape Split Mul Mul Sub Mul Mul Add Concat Reshape"),
        ("(x: f32[3, 4]) -> y { y = x -> layer_norm(affine=false) }", "LayerNormalization"),
        ("(x: f32[5]) -> y { y = x -> std(unbiased=true) }",
         "ReduceMean Sub Mul ReduceSum Div Sqrt"),
        ("(x: f32[3]) -> y { y = x -> dropout -> reshape(3) }", "Identity"),
    ],
)  # fmt: skip
def test_nothing_is_there_twice_or_in_vain(text: str, wanted: str) -> None:
    assert types_of(text) == wanted.split()


def test_random_numbers_are_not_reused() -> None:
    text = "network(x: f32[4]) -> y { y = x + (normal([4]) - normal([4])) }"
    network = compiled(text)
    model = lowered(inference(network), network.weights)

    (made,) = by_runtime(model, {"x": np.zeros((3, 4), np.float32)})

    assert np.abs(made).min() > 0


def test_constants_are_computed_up_to_a_size() -> None:
    build = Builder()
    one = build.constant(np.ones((), np.float32))

    def stretched(size: int) -> str:
        return build.node("Expand", [one, build.constant(np.array([size]))], name=f"of_{size}")

    small, large = stretched(LARGEST), stretched(LARGEST + 1)
    tiled = build.node("Tile", [small, build.constant(np.array([2]))], name="tiled")
    added = build.node("Add", [one, one], name="added")

    assert {small, added} <= build.initialisers.keys()
    assert [node.output[0] for node in build.nodes] == [large, tiled]
    assert build.node("Add", [one, one], name="again") == added


def test_parameters_are_no_constants() -> None:
    build = Builder()
    weight = build.weight("w", np.ones((2, 3), np.float32))

    build.node("Relu", [weight], name="y")

    assert len(build.nodes) == 1


@pytest.mark.parametrize("first", [False, True])
def test_a_matrix_is_stored_once(first: bool) -> None:
    build = Builder()
    value = np.arange(6, dtype=np.float32).reshape(2, 3)

    names = [build.weight("w", value, turned=turned) for turned in (first, not first, first)]

    assert names[0] == names[2] == ("w_transposed" if first else "w")
    assert [node.op_type for node in build.nodes] == ["Transpose"]
    assert len(build.initialisers) == 1


class Plain(Builder):
    """A builder that leaves everything as it is."""

    def several(self, *given: Any, **named: Any) -> tuple[str, ...]:
        """Every node anew."""
        self._made.clear()
        return super().several(*given, **named)

    def transposed(self, value: str, axes: tuple[int, ...], name: str) -> str:
        """Every transposition by itself."""
        return self.node("Transpose", [value], {"perm": list(axes)}, name=name)


def nothing(node: NodeProto, known: object, opset: int) -> None:
    """No result."""


@given(text=networks(8))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_network_means_the_same(text: str) -> None:
    network = compiled(text)
    graph, inputs = inference(network), network.inputs(3)
    made = by_runtime(lowered(graph, network.weights), inputs)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(building, "computed", nothing)
        plain = lowered(graph, network.weights, build=Plain)

    assert_same(made, by_runtime(plain, inputs), text, 1e-5)
