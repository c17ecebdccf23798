"""Small steps on JAX that wait for one another: what comes of them does not hang on how many waited."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest

from tenet.backends.engine import Job, make_engine
from tenet.backends.jax.engine import JaxEngine
from tenet.backends.jax.loop import MOST
from tenet.backends.program import graphs_of
from tenet.data.field import Content, FieldType
from tenet.elaborate.experiment import elaborate
from tenet.policy.averaging import Ema
from tenet.policy.duration import Clock, Steps
from tenet.source import Source
from tenet.train.batches import shuffled_batches
from tenet.train.motions import motions
from tenet.train.weights import draw_weights

pytestmark = pytest.mark.target
STEPS = 2 * MOST + 3
TEXT = """data {
    source = csv("rows.csv")
    x      = columns("x*")
    t      = columns("t*")
    split  = random
}
network(x: f32[SHAPE]) -> y: f32[2] {
    y = x -> LAYER -> dense(2, name="head")
}
train {
    loss      = mse(y, t)
    optimizer = adamw(1e-2)
    epochs    = 2
    freeze    = [frozen("head.bias", until=6)]
    precision = PRECISION
}
"""


def engine_of(
    layer: str = "dense(6) -> batch_norm -> dropout(20%)",
    shape: tuple[int, ...] = (4,),
    precision: str = "f32",
) -> JaxEngine:
    """An engine with its first weights, on 32 rows."""
    shapes = {"x": shape, "t": (2,)}
    fields = {name: FieldType(Content.NUMBER, sizes) for name, sizes in shapes.items()}
    text = TEXT.replace("SHAPE", ", ".join(map(str, shape))).replace("LAYER", layer)
    source = Source("tiny.tenet", text.replace("PRECISION", precision))
    experiment = elaborate(source, None, fields).sound()
    assert experiment.train is not None
    graphs, settings, clock = (
        graphs_of(experiment),
        experiment.train.settings,
        Clock(STEPS, 4, Steps),
    )
    job = Job(
        graphs,
        settings.optimizer,
        motions=motions(settings, graphs.own, clock),
        average=Ema(decay=0.9),
        clock=clock,
        products=settings.precision,
    )
    engine = make_engine("jax", job)
    random = np.random.default_rng(0)
    engine.feed({n: random.normal(size=(32, *s)).astype("f4") for n, s in shapes.items()})
    engine.load(draw_weights(graphs.network, 0))
    assert isinstance(engine, JaxEngine)
    return engine


def trained(engine: JaxEngine, settled: int) -> tuple[list[float], dict[str, object]]:
    """The losses, settled after so many steps each, and the bytes of all that is held."""
    order = (b for epoch in range(STEPS) for b in shuffled_batches(np.arange(32), 8, 0, epoch))
    losses: list[float] = []
    waiting: list[object] = []
    for step, batch in enumerate(islice(order, STEPS)):
        waiting.append(engine.step(batch, 1e-2 / (1 + step), step))
        if len(waiting) == settled:
            losses += engine.settle(waiting)
            waiting = []
    losses += engine.settle(waiting)
    return losses, {n: a.tobytes() for n, a in {**engine.weights(), **engine.slots()}.items()}


@pytest.mark.parametrize("precision", ["f32", "f16"])
def test_a_step_gives_the_same_bits_however_many_wait(precision: str) -> None:
    engine = engine_of(precision=precision)
    assert engine.waits
    weights = engine.weights()
    together = trained(engine, STEPS)
    engine.load(weights)
    assert trained(engine, 1) == together
    assert len(set(together[0])) == STEPS


def test_a_step_waits_until_its_numbers_are_asked_for() -> None:
    engine = engine_of()
    before = engine.weights()
    engine.step(np.arange(8), 1e-2, 0)
    assert engine.loop is not None
    assert engine.loop.wait is not None
    assert any((engine.weights()[path] != value).any() for path, value in before.items())
    assert engine.loop.wait is None


def test_convolutions_and_large_networks_do_not_wait() -> None:
    assert not engine_of("conv(2, 3) -> flatten", (1, 4, 4)).waits
    assert not engine_of("dense(2000) -> dense(2000)").waits
