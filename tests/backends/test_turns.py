"""Networks that are trained in turn: one set of parameters, of which each turn moves its own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch
from torch import Tensor, nn

from tenet.backends.engine import BACKENDS, Backend, Engine, Job, make_engines
from tenet.backends.program import graphs_of
from tenet.data.field import Content, FieldType
from tenet.elaborate.experiment import Experiment, elaborate
from tenet.source import Source
from tenet.train.weights import draw_parameters

pytestmark = pytest.mark.target

Arrays = dict[str, npt.NDArray[Any]]
TEXT = """data {
    source = csv("rows.csv")
    image  = columns("p*")
    latent = columns("z*")
    split  = random
}
network generator(latent: f32[3]) -> fake {
    fake = latent -> dense(5, bias=false) -> batch_norm -> relu -> dense(4) -> tanh
}
network discriminator(image: f32[4]) -> real: f32 in 0..1 {
    real = image -> dense(6, bias=false) -> batch_norm -> leaky_relu(0.2) -> dense(1) -> sigmoid -> squeeze
}
train {
    epochs    = 1
    optimizer = adam(1e-2, betas=[0.5, 0.9])
    discriminator {
        loss = binary_cross_entropy(discriminator(image), 0.9)
             + binary_cross_entropy(discriminator(generator(latent)), 0)
    }
    generator {
        loss = binary_cross_entropy(discriminator(generator(latent)), 1)
    }
}
"""
RATE = 1e-2


@cache
def experiment() -> Experiment:
    """A generator and its judge."""
    fields = {"image": FieldType(Content.NUMBER, (4,)), "latent": FieldType(Content.NUMBER, (3,))}
    return elaborate(Source("gan.tenet", TEXT), None, fields).sound()


@cache
def rows() -> Arrays:
    random = np.random.default_rng(0)
    return {"image": random.standard_normal((40, 4)), "latent": random.standard_normal((40, 3))}


def engines(backend: Backend, **changes: Any) -> dict[str, Engine]:
    """The engines of both, with the first weights, in float64."""
    jobs = {
        name: Job(
            graphs_of(experiment().only(name)),
            plan.settings.optimizer,
            precision="float64",
            **changes,
        )
        for name, plan in experiment().plans.items()
    }
    made = make_engines(backend, jobs)
    for name, engine in made.items():
        engine.feed(rows())
        engine.load(draw_parameters(jobs[name].graphs.own, 0))
    return made


def steps(made: Mapping[str, Engine], number: int) -> dict[str, list[float]]:
    """The losses of some steps, in each of which everyone has a turn."""
    losses: dict[str, list[object]] = {name: [] for name in made}
    for step in range(number):
        chosen = np.arange(10) + step % 4 * 10
        for name, engine in made.items():
            losses[name].append(engine.step(chosen, RATE, step))
    return {name: engine.settle(losses[name]) for name, engine in made.items()}


def test_turns_are_alike_on_both_backends() -> None:
    ours, theirs = (engines(backend) for backend in BACKENDS)
    losses = [steps(made, 20) for made in (ours, theirs)]

    for name in ours:
        assert losses[0][name] == pytest.approx(losses[1][name], rel=1e-9)
        assert_close(ours[name].weights(), theirs[name].weights())
        assert ours[name].measure(np.arange(40))[0] == pytest.approx(
            theirs[name].measure(np.arange(40))[0], rel=1e-9
        )


def assert_close(ours: Arrays, theirs: Arrays) -> None:
    assert list(ours) == list(theirs)
    for path, value in ours.items():
        np.testing.assert_allclose(value, theirs[path], rtol=0, atol=1e-9, err_msg=path)


class ByHand:
    """The same two networks and their steps, as one writes them in PyTorch."""

    def __init__(self, weights: Mapping[str, Arrays]) -> None:
        self.models = {
            "generator": nn.Sequential(
                nn.Linear(3, 5, bias=False),
                nn.BatchNorm1d(5),
                nn.ReLU(),
                nn.Linear(5, 4),
                nn.Tanh(),
            ),
            "discriminator": nn.Sequential(
                nn.Linear(4, 6, bias=False), nn.BatchNorm1d(6), nn.LeakyReLU(0.2), nn.Linear(6, 1)
            ),
        }
        self.optimizers = {}
        for name, model in self.models.items():
            model.double()
            renamed = {PATHS[path]: torch.from_numpy(v) for path, v in weights[name].items()}
            model.load_state_dict(renamed, strict=False)
            self.optimizers[name] = torch.optim.Adam(model.parameters(), lr=RATE, betas=(0.5, 0.9))

    def turn(self, name: str, chosen: npt.NDArray[Any]) -> float:
        """The loss of a network's turn. Effect: it alone has moved."""
        image, latent = (torch.from_numpy(rows()[field][chosen]) for field in ("image", "latent"))
        other = self.models["generator" if name == "discriminator" else "discriminator"]
        kept = {path: value.clone() for path, value in other.state_dict().items()}
        fake = self.models["generator"](latent)
        if name == "discriminator":
            loss = self.judged(image, 0.9) + self.judged(fake.detach(), 0)
        else:
            loss = self.judged(fake, 1)
        self.optimizers[name].zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # PyTorch leaves it untyped
        self.optimizers[name].step()
        other.load_state_dict(kept)
        return float(loss.detach())

    def judged(self, image: Tensor, target: float) -> Tensor:
        logits = self.models["discriminator"](image)
        return nn.functional.binary_cross_entropy_with_logits(
            logits, torch.full_like(logits, target)
        )


PATHS = {
    f"{ours}.{leaf}": f"{theirs}.{leaf}"
    for ours, theirs, leaves in (
        ("dense", 0, ("weight",)),
        ("batch_norm", 1, ("weight", "bias", "running_mean", "running_var")),
        ("dense_2", 3, ("weight", "bias")),
    )
    for leaf in leaves
}


def test_turns_are_those_that_one_writes_by_hand() -> None:
    made = engines("torch")
    by_hand = ByHand({name: engine.weights() for name, engine in made.items()})
    theirs = [
        [by_hand.turn(name, np.arange(10) + step % 4 * 10) for name in made] for step in range(8)
    ]
    ours = steps(made, 8)

    assert list(made) == ["discriminator", "generator"]
    assert [*zip(*ours.values(), strict=True)] == [pytest.approx(own, rel=1e-9) for own in theirs]
    for name, engine in made.items():
        state = by_hand.models[name].state_dict()
        assert_close(engine.weights(), {p: state[PATHS[p]].numpy() for p in engine.weights()})


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_turn_leaves_the_other_as_it_is(backend: Backend) -> None:
    made = engines(backend)
    before = made["generator"].weights()
    made["discriminator"].step(np.arange(10), RATE, 0, (np.arange(10, 30),))

    for path, value in made["generator"].weights().items():
        np.testing.assert_array_equal(value, before[path], err_msg=path)
    assert set(made["discriminator"].weights()) == set(PATHS)
    assert {key.partition(":")[0] for key in made["discriminator"].slots()} == {
        path for path in PATHS if "running" not in path
    }
