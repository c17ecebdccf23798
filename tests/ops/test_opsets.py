"""Every operation is written for every opset from 17 to 23, or says which it needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import onnxruntime as ort
import pytest
from onnx import checker
from tests.ops.conftest import shape_of
from tests.ops.test_examples import examples

from tenet.backends.onnx.emit import emit_model
from tenet.diagnostics import TenetError
from tenet.passes.pipeline import INFERENCE, run

pytestmark = pytest.mark.target

Compile = Callable[[str], Any]
OPSETS = (17, 20, 22, 23)
SHARED = """(x: f32[T, 8], z: f32[T, 4]) -> y {
    y = (x, z, z) -> attention(heads=2, kv_heads=1, causal=true)
}"""
REFUSED = {("normal", 22), ("normal", 23), ("uniform", 22), ("uniform", 23)}
"""The operations that an opset has no way to say, or ONNX Runtime none to run."""


def counted(network: Any, opset: int) -> Counter[str]:
    """The operators of a model. Effect: fails unless ONNX Runtime agrees with PyTorch."""
    model = emit_model(run(INFERENCE, network.graph), network.weights, opset)
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 4
    session = ort.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    inputs = network.inputs(3)
    names = [value.name for value in model.graph.input]
    made = session.run(None, dict(zip(names, inputs.values(), strict=True)))
    kinds = [value.type for value in network.graph.outputs.values()]

    checker.check_model(model, full_check=True)
    assert model.opset_import[0].version == opset
    for ours, theirs, kind in zip(made, network.torch(inputs), kinds, strict=True):
        scale = max(1.0, float(np.abs(theirs).max(initial=0)))
        assert ours.shape == shape_of(kind, 3)
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-5 * scale)
    return Counter(node.op_type for node in model.graph.node)


@pytest.mark.parametrize("text", [*examples()])
def test_targets_agree_at_every_opset(compiled: Compile, text: str) -> None:
    network = compiled(text)
    for opset in OPSETS:
        refused = [n.op.term() for n in network.graph.nodes if (n.op.term(), opset) in REFUSED]
        if not refused:
            counted(network, opset)
            continue
        with pytest.raises(TenetError) as caught:
            counted(network, opset)
        (found,) = caught.value.diagnostics
        assert found.rule.code == "LOW001"
        assert refused[0] in found.message
        assert "opset 21" in found.message


@pytest.mark.parametrize(
    ("text", "opset", "node"),
    [
        ("(x: f32[4]) -> y { y = x -> gelu }", 20, "Gelu"),
        ("(x: f32[4]) -> y { y = x -> gelu(approximate=true) }", 20, "Gelu"),
        ("(x: f32[4]) -> y { y = x -> rms_norm }", 23, "RMSNormalization"),
        ("(x: f32[3, 4]) -> y { y = x -> rms_norm(axes=2, affine=false) }", 23, "RMSNormalization"),
        (
            "(x: f32[3, 4], z: f32[5, 4]) -> y { y = (x, z, z) -> attention(heads=2) }",
            23,
            "Attention",
        ),
        (SHARED, 23, "Attention"),
    ],
)
def test_it_is_one_node_from_an_opset_on(
    compiled: Compile, text: str, opset: int, node: str
) -> None:
    network = compiled(f"network{text}")

    for newer in range(opset, 24):
        assert counted(network, newer) == {node: 1}
    for older in range(17, opset):
        assert node not in counted(network, older)
