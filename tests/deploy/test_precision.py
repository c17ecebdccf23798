"""A model in half precision takes and gives f32, is safe, and is proved as far as its precision goes."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, numpy_helper
from tests.ops.conftest import Compiled, graph_of
from tests.ops.test_examples import examples

from tenet.backends.onnx.builder import Precision
from tenet.backends.onnx.emit import emit_model
from tenet.deploy import export as exporting
from tenet.deploy.export import certificate_path, export
from tenet.deploy.predict import predict
from tenet.deploy.session import NotLoaded, open_session
from tenet.diagnostics import TenetError
from tenet.passes.pipeline import INFERENCE, run
from tenet.train.fit import fit
from tenet.train.request import Request

pytestmark = pytest.mark.target

SPECS = Path(__file__).parents[2] / "specs"
HALF = {TensorProto.FLOAT16, TensorProto.BFLOAT16}


def trained(folder: Path, export_section: str) -> Path:
    """A short run of the digits, to be exported so."""
    text = (SPECS / "digits.tenet").read_text()
    for before, after in (
        ('csv("data/', f'csv("{SPECS}/data/'),
        ("epochs    = 20", "epochs = 2"),
        ("int in 4..256 = 32", "int in 4..256 = 8"),
        ("format = onnx(opset=21)", export_section),
    ):
        assert before in text
        text = text.replace(before, after)
    (folder / "digits.tenet").write_text(text)
    return fit(Request(folder / "digits.tenet", backend="torch", run=folder / "run"))


def test_digits_in_half_precision(tmp_path: Path) -> None:
    path = export(trained(tmp_path, "format = onnx(opset=21, precision=f16)"))
    certificate = json.loads(certificate_path(path).read_text())
    model = onnx.load(str(path))
    weights = {t.name: t.data_type for t in model.graph.initializer if len(t.dims) > 1}
    answers = predict(path, SPECS / "data" / "digits.csv").splitlines()

    assert certificate["verdict"] == "passed"
    assert (certificate["precision"], certificate["tolerance"]) == ("f16", 1e-2)
    assert 1e-5 < certificate["whole"]["absolute"] < 1e-2
    assert certificate["preprocessing"]["bit_equal"]
    assert set(weights.values()) == {TensorProto.FLOAT16}
    assert not {v.type.tensor_type.elem_type for v in model.graph.output} & HALF
    assert len(answers) == 1798


def test_a_tolerance_that_is_given_holds(tmp_path: Path) -> None:
    run = trained(tmp_path, "format = onnx(precision=f16)\n    tolerance = 1e-6")

    with pytest.raises(TenetError, match="is not what was trained") as caught:
        export(run)
    assert caught.value.diagnostics[0].rule.code == "EXP001"
    assert json.loads((run / "model.certificate.json").read_text())["tolerance"] == 1e-6


def test_what_cannot_be_run_is_refused(tmp_path: Path) -> None:
    run = trained(tmp_path, "format = onnx(precision=bf16)")

    with pytest.raises(TenetError, match="ONNX Runtime has no `Gemm` in bf16 on a CPU") as caught:
        export(run)
    assert caught.value.diagnostics[0].rule.code == "EXP003"
    assert not (run / "model.onnx").exists()


def test_any_other_reason_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def certify(*_: object) -> None:
        raise NotLoaded("protobuf parsing failed")

    monkeypatch.setattr(exporting, "certify", certify)

    with pytest.raises(TenetError, match="ONNX Runtime cannot run the exported model") as caught:
        export(trained(tmp_path, "format = onnx"))
    assert caught.value.diagnostics[0].help == "protobuf parsing failed"


def assert_close(text: str, precision: Precision, room: float, opset: int = 21) -> onnx.ModelProto:
    """The model of a text. Effect: fails unless it gives nearly what PyTorch gives in f32."""
    network = Compiled(graph_of(text, strictly=False))
    model = emit_model(run(INFERENCE, network.graph), network.weights, opset, precision)
    inputs = network.inputs(3)
    names = [value.name for value in model.graph.input]
    session = open_session(model.SerializeToString())
    made = session.run(None, dict(zip(names, inputs.values(), strict=True)))
    for ours, theirs in zip(made, network.torch(inputs), strict=True):
        scale = max(1.0, float(np.abs(theirs).max(initial=0)))
        assert np.asarray(ours).dtype.kind == theirs.dtype.kind
        assert np.asarray(ours).dtype.itemsize >= min(theirs.dtype.itemsize, 4)
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=room * scale)
    return model


LOOPS = ("scan", "generate")


@pytest.mark.parametrize("text", [e for e in examples() if e.id and not e.id.startswith(LOOPS)])
def test_every_operation_is_written_in_half_precision(text: str) -> None:
    assert_close(text, "f16", 1e-2)


def test_loops_are_refused() -> None:
    network = Compiled(
        graph_of("network(x: f32[5, 3]) -> y { y = x -> scan(dense(2)) }", strictly=False)
    )

    with pytest.raises(TenetError, match="a loop cannot be lowered to onnx in f16"):
        emit_model(run(INFERENCE, network.graph), network.weights, precision="f16")


@pytest.mark.parametrize(
    ("text", "narrow", "wide"),
    [
        ("x -> dense(4) -> relu -> dense(2)", "Gemm Relu Gemm", ""),
        ("x -> dense(4) -> softmax", "Gemm", "Softmax"),
        ("x -> dense(4) -> layer_norm -> dense(2)", "Gemm Gemm", "LayerNormalization"),
        ("x -> layer_norm -> relu -> dense(2)", "Gemm", "LayerNormalization Relu"),
        ("(x -> square) + x", "", "Mul Add"),
        ("x -> tanh -> exp -> sin", "Tanh", "Exp Sin"),
        ("(x -> relu) * 1e-12", "Relu", "Mul"),
        ("(x -> relu) * 1e9", "Relu", "Mul"),
        ("(x -> relu) * 0.5", "Relu Mul", ""),
        ("x -> celu", "", "Celu"),
    ],
)
def test_what_is_unsafe_stays(text: str, narrow: str, wide: str) -> None:
    model = assert_close(f"network(x: f32[5]) -> y {{ y = {text} }}", "f16", 1e-2)
    inferred = onnx.shape_inference.infer_shapes(model).graph
    kinds = {v.name: v.type.tensor_type.elem_type for v in (*inferred.value_info, *inferred.output)}
    made: dict[bool, list[str]] = {True: [], False: []}
    for node in model.graph.node:
        if node.op_type != "Cast":
            made[kinds[node.output[0]] == TensorProto.FLOAT16].append(node.op_type)

    assert made == {True: narrow.split(), False: wide.split()}


def test_weights_that_would_be_infinite_stay() -> None:
    network = Compiled(graph_of("network(x: f32[3]) -> y { y = x -> dense(2) }", strictly=False))
    weights = network.weights | {"dense.weight": np.full((2, 3), 1e6, np.float32)}

    model = emit_model(run(INFERENCE, network.graph), weights, precision="f16")

    assert all(
        np.isfinite(numpy_helper.to_array(t).astype(np.float32)).all()
        for t in model.graph.initializer
    )
    assert Counter(node.op_type for node in model.graph.node) == {"Gemm": 1}


def test_bf16_is_written_for_what_has_it() -> None:
    network = Compiled(graph_of("network(x: f32[3]) -> y { y = x -> dense(2) }", strictly=False))

    model = emit_model(run(INFERENCE, network.graph), network.weights, precision="bf16")

    assert {t.data_type for t in model.graph.initializer} == {TensorProto.BFLOAT16}
    onnx.checker.check_model(model, full_check=True)
