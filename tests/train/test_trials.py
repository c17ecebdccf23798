"""Trials say what they see: backends that agree or do not, gradients that are right or wrong, what can be learnt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tenet.backends.jax import probe as jax_probe
from tenet.backends.jax.engine import JaxEngine
from tenet.cli.main import run
from tenet.diagnostics import TenetError
from tenet.train.parity import parity
from tenet.train.trial import trial

pytestmark = pytest.mark.target

Write = Callable[..., Path]


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """The exit code of a command, and what it writes."""
    code = run([*arguments])
    return code, capsys.readouterr().out


def test_backends_agree_where_they_drop_the_same(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    code, text = said(capsys, "parity", str(write()), "--steps", "4")

    assert code == 0
    assert text.splitlines()[4].split()[0] == "4"
    assert "float64: torch and jax agree" in text
    assert "float32: torch and jax agree" in text


def test_backends_that_differ_are_told_apart(
    write: Write, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    step = JaxEngine.step

    def longer(self: Any, indices: Any, rate: float, number: int, more: Any = ()) -> object:
        return step(self, indices, rate * (1 + 1e-7), number, more)

    monkeypatch.setattr(JaxEngine, "step", longer)
    code, text = said(capsys, "parity", str(write("numbers")), "--steps", "4")

    assert code == 1
    assert "float64: torch and jax differ" in text
    assert "float32: torch and jax agree" in text


RESTLESS = (
    ("sgd(0.05, momentum=0.9)", "adam(5)"),
    ("dense(8) -> tanh", "dense(16) -> batch_norm -> relu -> dense(16) -> batch_norm -> relu"),
)
"""What makes much of one rounding, as the first steps of a large rate do."""


@pytest.mark.parametrize(("rate", "verdict"), [(1.0, "agree"), (1.01, "differ")])
def test_backends_may_be_as_far_apart_as_one_is_from_itself(
    write: Write,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    rate: float,
    verdict: str,
) -> None:
    step = JaxEngine.step

    def other(self: Any, indices: Any, own: float, number: int, more: Any = ()) -> object:
        return step(self, indices, own * rate, number, more)

    monkeypatch.setattr(JaxEngine, "step", other)
    _, text = said(capsys, "parity", str(write("numbers", *RESTLESS)))
    (found,) = (line for line in text.splitlines() if line.startswith("float32"))

    assert f"torch and jax {verdict}" in found
    assert float(found.partition("at most ")[2].split()[0]) > 1e-4
    assert "or at each step 10 times what torch is from itself" in found


def test_what_draws_for_the_batch_cannot_be_compared(write: Write) -> None:
    spec = write(
        "numbers", ("x -> dense(8)", "x * (parameter([3], init=ones) -> dropout(10%)) -> dense(8)")
    )
    with pytest.raises(TenetError, match="`dropout` draws for the whole batch"):
        parity(trial(spec), 1)


def test_right_gradients_are_right(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    code, text = said(capsys, "gradcheck", str(write()))

    assert code == 0
    assert "gradients: all 6 are right" in text


def test_a_wrong_gradient_is_found(
    write: Write, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pull = jax_probe.pull

    def bent(*given: Any) -> Any:
        loss, gradients = pull(*given)
        bias = gradients["dense_2.bias"].copy()
        bias[np.abs(bias).argmax()] *= 1.001
        return loss, {**gradients, "dense_2.bias": bias}

    monkeypatch.setattr(jax_probe, "pull", bent)
    code, text = said(capsys, "gradcheck", str(write("numbers")))

    assert code == 1
    assert [line.split()[0] for line in text.splitlines() if line.endswith("wrong")] == [
        "dense_2.bias"
    ]
    assert "gradients: 1 of 4 are wrong" in text


@pytest.mark.parametrize("backend", ["torch", "jax"])
def test_a_few_rows_are_learnt_by_heart(
    write: Write, capsys: pytest.CaptureFixture[str], backend: str
) -> None:
    spec = write("numbers", ("sgd(0.05, momentum=0.9)", "adam(0.03)"))
    code, text = said(capsys, "train", str(spec), "--overfit-batch", "--backend", backend)

    assert code == 0
    assert "32 rows are learnt by heart" in text


def test_what_cannot_be_learnt_by_heart_is_told(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = write("numbers", ("sgd(0.05, momentum=0.9)", "sgd(1e-6)"))
    code, text = said(capsys, "train", str(spec), "--overfit-batch")

    assert code == 1
    assert "32 rows are not learnt by heart" in text
    assert "look at the learning rate" in text
    assert not (spec.parent / "runs").exists()
