"""A learning rate that is sought is found, kept in the run, and the same whenever it is sought again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tenet.backends.engine import BACKENDS, Backend
from tenet.diagnostics import TenetError
from tenet.source import Source
from tenet.train.find_rate import find_rate
from tenet.train.fit import fit
from tenet.train.prepare import Prepared, prepare
from tenet.train.request import Request
from tenet.train.run import open_run
from tenet.train.trial import trial

pytestmark = pytest.mark.target

Write = Callable[..., Path]
SOUGHT = ("sgd(0.05, momentum=0.9)", "adam(find(1e-5..10))")


def test_a_run_holds_the_rate_that_was_found(write: Write, silent: Any, tmp_path: Path) -> None:
    spec = write("numbers", SOUGHT)
    first, second = (fit(Request(spec, run=tmp_path / name), silent) for name in ("a", "b"))
    rate = open_run(first).record.learning_rate

    assert rate is not None
    assert rate == open_run(second).record.learning_rate
    assert silent.messages[0] == f"the learning rate is {rate:g}, found by a range test"
    assert silent.epochs[0]["learning_rate"] == rate
    assert (first / "last.safetensors").read_bytes() == (second / "last.safetensors").read_bytes()
    losses = [entry["train"]["loss"] for entry in silent.epochs[:4]]
    assert losses[-1] < 0.5 * losses[0]

    fit(Request(spec, run=first, resume=True), silent)
    assert len(silent.messages) == 2  # a run that goes on does not seek again


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_rate_lies_below_where_the_loss_breaks_away(write: Write, backend: Backend) -> None:
    spec = write("numbers", ("sgd(0.05, momentum=0.9)", "sgd(find(1e-4..100))"))
    found = find_rate(seeking(spec), backend, 0, "cpu")
    rates, losses = zip(*found.course, strict=True)

    assert 1e-4 <= found.rate < rates[losses.index(min(losses))]
    assert len(rates) < 100, "the test ends where the loss breaks away"
    assert losses[-1] > min(losses)


def seeking(spec: Path) -> Prepared:
    """A spec with its data, its rate not found yet."""
    return prepare(Source(str(spec), spec.read_text()), spec.parent, {})


def test_a_trial_has_a_rate(write: Write) -> None:
    assert trial(write("numbers", SOUGHT)).prepared.plan.settings.optimizer.rate > 0


def test_where_nothing_falls_nothing_is_found(write: Write, silent: Any, tmp_path: Path) -> None:
    spec = write("numbers", ("sgd(0.05, momentum=0.9)", "sgd(find(1e4..1e9))"))
    with pytest.raises(TenetError, match="the loss falls at no rate of the range"):
        fit(Request(spec, run=tmp_path / "run"), silent)
    assert not (tmp_path / "run").exists()
