"""Every spec of the gallery is sound, shows, means the same on every target, and trains on both backends."""

from __future__ import annotations

import math

import pytest
from tests.gallery.specs import (
    FOLDER,
    NAMES,
    NETWORKS,
    TRAINED,
    elaborated,
    experiment_of,
    prepared,
    source_of,
)
from tests.ops.conftest import Compiled

from tenet.backends.engine import BACKENDS, Job, make_engine
from tenet.cli.commands.show import show
from tenet.passes.expose_draws import expose_draws
from tenet.syntax.format import format_text
from tenet.train.weights import draw_weights


@pytest.mark.parametrize("name", NAMES)
def test_a_spec_has_no_findings(name: str) -> None:
    assert [d.message for d in elaborated(name).diagnostics] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_spec_is_formatted(name: str) -> None:
    assert format_text(source_of(name)) == source_of(name).text


@pytest.mark.parametrize(("name", "network"), NETWORKS)
def test_a_network_is_shown(name: str, network: str, capsys: pytest.CaptureFixture[str]) -> None:
    several = len(elaborated(name).experiment.networks) > 1
    code = show(FOLDER / f"{name}.tenet", network=network if several else None)
    shown = capsys.readouterr().out.splitlines()

    assert code == 0
    assert shown[0] == network
    assert {line.split()[0] for line in shown if line} >= {"path", "parameters", "multiply-adds"}


@pytest.mark.target
@pytest.mark.parametrize(("name", "network"), NETWORKS)
def test_targets_agree(name: str, network: str) -> None:
    compiled = Compiled(experiment_of(name).networks[network])

    compiled.assert_agree(compiled.inputs(3))


STEPS = 6


@pytest.mark.target
@pytest.mark.parametrize("name", TRAINED)
def test_a_spec_trains(name: str) -> None:
    settings, rows = prepared(name).plan.settings, prepared(name).dataset.parts["train"]
    batch = rows[: settings.batch]
    judged, courses = {}, {}
    for backend in BACKENDS:
        engine = make_engine(backend, Job(prepared(name).graphs, settings.optimizer, 3))
        engine.feed(prepared(name).rows())
        engine.load(draw_weights(prepared(name).graph, 3))
        judged[backend], _ = engine.measure(batch)
        losses = engine.settle([engine.step(batch, 3e-3, step) for step in range(STEPS)])
        courses[backend] = losses

        assert all(map(math.isfinite, losses))
        assert losses[-1] < losses[0]

    assert judged["torch"] == pytest.approx(judged["jax"], rel=1e-4)
    if not expose_draws(prepared(name).graphs.trained).draws:  # each backend draws its own
        assert courses["torch"] == pytest.approx(courses["jax"], rel=1e-3)
