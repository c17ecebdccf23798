"""A quantized model loses little, says how much, keeps its preprocessing, and is the same each time."""

from __future__ import annotations

import json
from collections import Counter
from hashlib import sha256
from pathlib import Path

import onnx
import pytest
from onnx import TensorProto
from tests.deploy.test_precision import SPECS, trained

from tenet.deploy import assemble
from tenet.deploy.export import certificate_path, export
from tenet.deploy.predict import predict
from tenet.policy.formats.onnx import Onnx
from tenet.train.evaluate import evaluate

pytestmark = pytest.mark.target


@pytest.fixture(scope="module")
def digits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A short run of the digits, to be quantized."""
    return trained(tmp_path_factory.mktemp("digits"), "quantize = int8(rows=300)")


@pytest.mark.parametrize("opset", [17, 23])
def test_digits_in_whole_numbers(
    digits: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opset: int
) -> None:
    monkeypatch.setattr(assemble, "onnx_of", lambda _: Onnx(opset=opset))
    path = export(digits, tmp_path / "one.onnx")
    again = export(digits, tmp_path / "two.onnx")
    certificate = json.loads(certificate_path(path).read_text())
    lost = certificate["quantization"]
    model = onnx.load(str(path))
    kinds = Counter(node.op_type for node in model.graph.node)
    weights = {t.data_type for t in model.graph.initializer if len(t.dims) > 1}

    assert path.read_bytes() == again.read_bytes()
    assert certificate["hashes"]["model"] == sha256(path.read_bytes()).hexdigest()
    assert certificate["hashes"]["model"] != lost["hashes"]["before"]
    assert (certificate["verdict"], lost["verdict"], lost["rows"]) == ("passed", "passed", 300)
    assert certificate["whole"]["absolute"] <= certificate["tolerance"] == 1e-4
    assert lost["preprocessing"] == {"bit_equal": True}
    moved = lost["outputs"]["probability"]
    assert 1e-5 < moved["mean"] < lost["tolerance"] == 0.05
    assert moved["mean"] < moved["absolute"] < 0.5
    assert lost["layers"] == {name: kinds[name] for name in lost["layers"]}
    assert kinds["Conv"] > 2
    assert lost["bytes"] == {"before": lost["bytes"]["before"], "after": path.stat().st_size}
    assert lost["bytes"]["after"] < lost["bytes"]["before"]
    assert weights == {TensorProto.INT8}
    onnx.checker.check_model(model, full_check=True)


def test_metrics_are_judged_before_and_after(digits: Path, tmp_path: Path) -> None:
    path = export(digits, tmp_path / "model.onnx")
    lost = json.loads(certificate_path(path).read_text())["quantization"]
    trained_ones = evaluate(digits)
    answers = predict(path, SPECS / "data" / "digits.csv").splitlines()

    assert set(lost["metrics"]) == {"validation", "test"}
    assert lost["not_judged"] == []
    for part, metrics in lost["metrics"].items():
        assert metrics["accuracy"]["before"] == trained_ones[part]["accuracy"]
        change = metrics["accuracy"]["after"] - metrics["accuracy"]["before"]
        assert metrics["accuracy"]["change"] == pytest.approx(change)
        assert abs(change) < 0.05
    assert answers[0].startswith("digit,")
    assert len(answers) == 1798
