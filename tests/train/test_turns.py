"""A run of several networks: one folder, one checkpoint, numbers by network, a model of each."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tenet.backends.engine import BACKENDS, Backend
from tenet.cli.main import run
from tenet.deploy.export import export
from tenet.diagnostics import TenetError
from tenet.report.page import report
from tenet.train.checkpoints import read_checkpoint
from tenet.train.evaluate import evaluate
from tenet.train.fit import fit
from tenet.train.request import Request

pytestmark = pytest.mark.target

Write = Callable[..., Path]

TEXT = """data {
    source  = csv("rows.csv")
    x       = columns(["a", "b", "c"]) -> standardize
    species = column("species") -> categories
    split   = random(train=60%, validation=20%, test=20%, stratify=species, seed=1)
}

network encoder(x: f32[3]) -> code, back {
    code = x -> dense(4) -> batch_norm -> tanh -> dropout(20%)
    back = code -> dense(3)
}

network classifier(x: f32[3]) -> kind {
    code, _ = x -> encoder
    kind = code -> dense(5) -> relu -> dense(3) -> softmax
}

train {
    batch  = 9
    epochs = 3
    stop   = early(monitor=validation.classifier.f1, patience=9)
    encoder {
        loss      = mse(back, x) + 0.1 * cross_entropy(classifier(x), species)
        optimizer = adamw(1e-2)
        schedule  = plateau(monitor=validation.encoder.loss, patience=1, minimum=0.5)
    }
    classifier {
        loss      = cross_entropy(kind, species) + 1e-3 * l2(weights)
        optimizer = sgd(0.1, momentum=0.9)
        metrics   = [accuracy, f1]
    }
}

export { outputs = [classifier.kind] }
"""


@pytest.fixture
def spec(write: Write) -> Path:
    path = write()
    path.write_text(TEXT)
    return path


class Unplugged(Exception):
    """The machine is gone."""


class Fragile:
    """Watches until a step, and then all is over."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def started(self, run: Path, epochs: int, steps: int) -> None: ...

    def epoch(self, record: dict[str, Any]) -> None: ...

    def ended(self, reason: str) -> None: ...

    def noticed(self, message: str) -> None: ...

    def step(self, done: int) -> None:
        self.left -= 1
        if self.left == 0:
            raise Unplugged


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_run_of_several(spec: Path, silent: Any, tmp_path: Path, backend: Backend) -> None:
    broken = tmp_path / "broken"
    with pytest.raises(Unplugged):
        fit(Request(spec, run=broken, backend=backend), Fragile(14))
    fit(Request(spec, run=broken, resume=True), silent)
    whole = fit(Request(spec, run=tmp_path / "whole", backend=backend), silent)
    for name in ("best.safetensors", "last.safetensors", "metrics.json"):
        assert (broken / name).read_bytes() == (whole / name).read_bytes(), name

    last, metrics = read_checkpoint(whole / "last.safetensors"), evaluate(whole)
    history = [json.loads(line) for line in (whole / "history.jsonl").read_text().splitlines()]
    assert {path.partition(".")[0] for path in last.weights} == {"encoder", "classifier"}
    assert "encoder.batch_norm.running_mean" in last.weights
    assert "classifier.dense.weight:momentum" in last.slots
    assert set(metrics["test"]) == {
        "encoder.loss", "classifier.loss", "classifier.accuracy", "classifier.f1",
    }  # fmt: skip
    assert set(history[-1]["train"]) == {"encoder.loss", "classifier.loss"}
    assert history[0]["learning_rate"] == {"encoder": 0.01, "classifier": 0.1}
    assert history[2]["learning_rate"]["encoder"] == pytest.approx(0.001)  # two epochs, none better
    best = read_checkpoint(whole / "best.safetensors").state["epoch"]
    f1 = [epoch["validation"]["classifier.f1"] for epoch in history]
    assert best == 1 + int(np.argmax(f1))


def test_a_model_of_each(spec: Path, silent: Any, tmp_path: Path) -> None:
    run = fit(Request(spec, run=tmp_path / "run"), silent)

    assert export(run) == run / "classifier.onnx"
    assert export(run, network="encoder") == run / "encoder.onnx"
    certificates = [
        json.loads((run / f"{name}.certificate.json").read_text())
        for name in ("classifier", "encoder")
    ]
    assert [[*certificate["outputs"]] for certificate in certificates] == [
        ["kind"], ["code", "back"],
    ]  # fmt: skip
    with pytest.raises(TenetError, match="no network `encode`; did you mean `encoder`"):
        export(run, network="encode")
    page = report(run).read_text("utf-8")
    assert all(f">{name}</text>" in page for name in ("encoder", "classifier")), "two rates"


def test_only_what_is_named_is_exported(write: Write, silent: Any, tmp_path: Path) -> None:
    spec = write("numbers")
    header = "network(x: f32[3], more) -> estimate: f32[1], code {\n    code = more -> dense(2)"
    text = spec.read_text().replace("network(x: f32[3]) -> estimate: f32[1] {", header)
    text = text.replace("    price  =", '    more   = columns(["a", "b"])\n    price  =')
    text = text.replace("mse(estimate, price)", "mse(estimate, price) + l2(code)")
    spec.write_text(text + "\nexport { outputs = [estimate] }\n")
    model = export(fit(Request(spec, run=tmp_path / "run"), silent))
    certificate = json.loads(model.with_suffix(".certificate.json").read_text())

    assert list(certificate["outputs"]) == ["estimate"]
    assert b"more" not in model.read_bytes()


def test_the_network_at_fault_is_found(spec: Path, silent: Any, tmp_path: Path) -> None:
    spec.write_text(spec.read_text().replace("sgd(0.1, momentum=0.9)", "sgd(1e39)"))

    with pytest.raises(TenetError) as caught:
        fit(Request(spec, run=tmp_path / "run"), silent)
    (found,) = caught.value.diagnostics
    assert "at step 2 (epoch 1): the update of step 1 has made `dense_2." in found.message
    assert [label.span.text for label in found.labels] == ["dense(3)"]
    assert found.span is not None
    assert found.span.text.startswith("mse(back, x)")


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (("parity", "--steps", "4"), "classifier float32: torch and jax agree"),
        (("gradcheck",), "all 10 are right"),
    ],
)
def test_steps_of_several_are_looked_into(
    spec: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...], told: str
) -> None:
    name, *options = command

    assert run([name, str(spec), *options]) == 0
    text = capsys.readouterr().out
    assert told in text
    assert "encoder" in text
