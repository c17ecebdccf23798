"""An exported model gives what was trained, from raw rows, and proves it."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx.reference import ReferenceEvaluator

from tenet.data.arrays import places
from tenet.deploy import export as exporting
from tenet.deploy.assemble import assemble
from tenet.deploy.export import certificate_path, export
from tenet.deploy.predict import predict
from tenet.deploy.session import open_session, run_session
from tenet.diagnostics import TenetError
from tenet.frozen import replace
from tenet.train.checkpoints import read_checkpoint
from tenet.train.evaluate import best_engine
from tenet.train.judge import comparable, measure
from tenet.train.run import open_run

pytestmark = pytest.mark.target


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_certificate_says_what_was_compared(run: Path, tmp_path: Path) -> None:
    model = export(run, tmp_path / "m.onnx")
    certificate = json.loads(certificate_path(model).read_text())

    assert certificate["verdict"] == "passed"
    assert certificate["rows"] == 60
    assert certificate["preprocessing"] == {"bit_equal": True, "absolute": 0.0, "relative": 0.0}
    assert certificate["whole"]["absolute"] <= certificate["tolerance"] == 1e-4
    assert certificate["hashes"]["model"] == sha256(model.read_bytes()).hexdigest()
    assert (
        certificate["hashes"]["weights"]
        == sha256((run / "best.safetensors").read_bytes()).hexdigest()
    )
    assert certificate["opset"] == 21
    assert set(certificate["versions"]) >= {"tenet", "onnx", "onnxruntime", "torch"}


def test_the_model_is_plain_and_takes_raw_columns(run: Path) -> None:
    model = onnx.load(str(export(run)))

    onnx.checker.check_model(model, full_check=True)
    assert model.ir_version == 10
    assert {o.domain for o in model.opset_import} == {""}
    assert [value.name for value in model.graph.input] == ["a", "b", "colour"]
    assert all(value.type.tensor_type.shape.dim[0].dim_param == "N" for value in model.graph.input)


def test_predictions_are_those_of_the_trained_network(run: Path) -> None:
    opened = open_run(run)
    prepared = opened.prepared()
    rows = np.arange(prepared.dataset.rows)
    comparison = prepared.plan.comparisons[0]
    outputs = measure(best_engine(opened, prepared), prepared, rows).outputs
    truth = prepared.dataset.fields["target"]
    _, trained, classes = comparable(prepared, comparison, places(truth), places(outputs["answer"]))
    predicted = rows_of(predict(export(run), run.parent / "rows.csv"))

    if classes:
        names = prepared.dataset.pipeline.classes("target")
        assert names is not None
        assert [row["target"] for row in predicted] == [str(names[0][i]) for i in trained]
    else:
        given = np.array([float(row["answer"]) for row in predicted])
        np.testing.assert_allclose(given, np.asarray(trained), rtol=1e-5)
        assert given.mean() > 500  # in the units of the column, not of the scaled target


def test_the_reference_evaluator_agrees(run: Path) -> None:
    prepared = open_run(run).prepared()
    model = export(run).read_bytes()
    columns = {name: places(prepared.dataset.columns[name])[:7] for name in ("a", "b", "colour")}
    ours = run_session(open_session(model), columns, ["answer"])["answer"]
    reference = ReferenceEvaluator(onnx.load_from_string(model))
    (theirs,) = reference.run(["answer"], {n: np.asarray(v) for n, v in columns.items()})

    np.testing.assert_allclose(ours, np.asarray(theirs), rtol=1e-5, atol=1e-6)


def test_prediction_needs_neither_torch_nor_jax(run: Path, tmp_path: Path) -> None:
    model = export(run, tmp_path / "m.onnx")
    script = (
        "import sys\n"
        "for name in ('torch', 'jax', 'jaxlib', 'onnx', 'safetensors', 'sklearn'): sys.modules[name] = None\n"
        "from tenet.cli.main import main\n"
        f"sys.argv = ['tenet', 'predict', {str(model)!r}, {str(run.parent / 'rows.csv')!r}]\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ},
    )

    assert done.returncode == 0, done.stderr
    assert len(rows_of(done.stdout)) == 60


def test_a_model_that_differs_is_not_written(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(prepared: Any, weights: dict[str, Any], outputs: Any) -> Any:
        return assemble(prepared, {**weights, "dense.bias": weights["dense.bias"] + 0.01}, outputs)

    monkeypatch.setattr(exporting, "assemble", wrong)
    target = tmp_path / "m.onnx"

    with pytest.raises(TenetError, match="is not what was trained") as caught:
        export(run, target)
    assert caught.value.diagnostics[0].rule.code == "EXP001"
    assert not target.exists()
    assert json.loads(certificate_path(target).read_text())["verdict"] == "failed"


def test_preprocessing_that_differs_in_a_bit_fails(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(prepared: Any, weights: dict[str, Any], outputs: Any) -> Any:
        numbers = prepared.dataset.fields["numbers"]
        nudged = {**prepared.dataset.fields, "numbers": np.nextafter(numbers, np.float32(9e9))}
        object.__setattr__(prepared, "dataset", replace(prepared.dataset, fields=nudged))
        return assemble(prepared, weights, outputs)

    monkeypatch.setattr(exporting, "assemble", wrong)

    with pytest.raises(TenetError, match="preprocessing is not equal in every bit"):
        export(run, tmp_path / "m.onnx")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("a,b,colour\n1,2,red\n3,4,mauve\n", "TAB"),
        ("a,colour\n1,red\n", "TAB"),
        ("a,b,colour\n1,two,red\n", "TAB"),
        ("", "TAB"),
    ],
    ids=["unseen category", "missing column", "not a number", "empty file"],
)
def test_rows_that_the_model_does_not_know_are_refused(
    run: Path, tmp_path: Path, content: str, code: str
) -> None:
    model = export(run, tmp_path / "m.onnx")
    (tmp_path / "new.csv").write_text(content)

    with pytest.raises(TenetError) as caught:
        predict(model, tmp_path / "new.csv")
    assert caught.value.diagnostics[0].rule.code.startswith(code)


@pytest.mark.parametrize(
    "content", [b"", b"not a model", b"\x00" * 100], ids=["empty", "text", "zeros"]
)
def test_what_is_no_model_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "m.onnx").write_bytes(content)
    (tmp_path / "rows.csv").write_text("a\n1\n")

    with pytest.raises(TenetError, match="is no model that Tenet exported") as caught:
        predict(tmp_path / "m.onnx", tmp_path / "rows.csv")
    assert caught.value.diagnostics[0].rule.code == "EXP002"


def test_missing_numbers_are_filled_in_by_the_model_itself(run: Path, tmp_path: Path) -> None:
    pipeline = open_run(run).prepared().dataset.pipeline
    model = export(run, tmp_path / "m.onnx")
    (tmp_path / "gap.csv").write_text("a,b,colour\n,-50,red\n")
    filled = next(s.step for s in pipeline.nodes if s.step.term() == "fill")
    (tmp_path / "full.csv").write_text(f"a,b,colour\n{filled.values[0]!r},-50,red\n")  # type: ignore[attr-defined]

    assert predict(model, tmp_path / "gap.csv") == predict(model, tmp_path / "full.csv")


def test_weights_inside_are_those_of_the_best_checkpoint(run: Path) -> None:
    weights = read_checkpoint(run / "best.safetensors").weights
    model = onnx.load(str(export(run)))
    inside = {t.name: onnx.numpy_helper.to_array(t) for t in model.graph.initializer}

    assert all(np.array_equal(inside[path], value) for path, value in weights.items())
