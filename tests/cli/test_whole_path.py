"""The commands one after another, each in a process of its own, as a user types them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SPEC = """
data {
    source = csv("rows.csv")
    x      = columns(["a", "b"]) -> standardize
    kind   = column("kind") -> categories
    split  = random(train=60%, validation=20%, test=20%)
}

network(x: f32[2]) -> answer {
    answer = x -> dense(4) -> relu -> dense(2) -> softmax
}

train {
    loss      = cross_entropy(answer, kind)
    optimizer = adam(1e-2)
    epochs    = 2
    metrics   = [accuracy]
}
"""


def tenet(folder: Path, *words: str) -> str:
    command = [sys.executable, "-m", "tenet", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

    return done.stdout


@pytest.mark.target
@pytest.mark.parametrize("backend", ["torch", "jax"])
def test_from_text_to_predictions(backend: str, tmp_path: Path) -> None:
    rows = [f"{i},{i * 7 % 11},{'ox' if i % 2 else 'yak'}" for i in range(40)]
    (tmp_path / "rows.csv").write_text("\n".join(["a,b,kind", *rows]) + "\n")
    (tmp_path / "spec.tenet").write_text(SPEC)
    assert "no findings" in tenet(tmp_path, "check", "spec.tenet", "--data", "--select=language")
    assert "probability" not in tenet(tmp_path, "show", "spec.tenet")
    tenet(tmp_path, "compile", "spec.tenet", "--to", "onnx", "-o", "first.onnx")
    tenet(tmp_path, "train", "spec.tenet", "--backend", backend, "--run", "run")
    assert '"accuracy"' in tenet(tmp_path, "evaluate", "run", "--split", "test")
    assert "verdict = passed" in tenet(tmp_path, "export", "run", "-o", "model.onnx")
    predicted = tenet(tmp_path, "predict", "model.onnx", "rows.csv").splitlines()

    assert predicted[0] == "kind,answer.ox,answer.yak"
    assert len(predicted) == 41
