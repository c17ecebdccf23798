"""Training in half precision: scaled as PyTorch scales, alike on both backends, gone on with to the bit, and judged in f32."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import torch

from tenet.backends.engine import BACKENDS, Backend, Engine, Job, Motion, Scaling, make_engine
from tenet.backends.jax.engine import JaxEngine
from tenet.backends.jax.scaling import begun, rescaled
from tenet.backends.program import exact_graphs_of, graphs_of
from tenet.cli.main import run
from tenet.data.field import Content, FieldType
from tenet.elaborate.experiment import elaborate
from tenet.policy.clipping.global_norm import GlobalNorm
from tenet.policy.precision import Precision
from tenet.source import Source
from tenet.train.checkpoints import read_checkpoint
from tenet.train.fit import fit
from tenet.train.request import Request
from tenet.train.weights import draw_weights

pytestmark = pytest.mark.target

Write = Callable[..., Path]
SPEC = """data {{
    source = csv("rows.csv")
    x = columns("x*")
    t = columns("t*")
    split = random
}}
network(x: f32[4]) -> y: f32[2] {{
    y = x -> dense(6) -> layer_norm -> tanh -> dense(2)
}}
train {{
    loss = mse(y, t)
    optimizer = adamw(0.1, weight_decay=0.1)
    epochs = 1
    precision = {}
}}
"""
FIELDS = {"x": FieldType(Content.NUMBER, (4,)), "t": FieldType(Content.NUMBER, (2,))}
LATE = 5
"""The step from which the last layer moves, after some that are left out."""


def job(precision: Precision, text: str = SPEC) -> Job:
    """What an engine is made for that trains a tiny network."""
    experiment = elaborate(Source("spec.tenet", text.format(precision)), facts=FIELDS).sound()
    plan, graphs = experiment.train, graphs_of(experiment)
    assert plan is not None
    late = {p: Motion(still=((0, LATE),) if p.startswith("dense_2") else ()) for p in graphs.own}
    bound = GlobalNorm(most=1.0)
    return Job(graphs, plan.settings.optimizer, clip=bound, motions=late, products=precision)


def engine_of(backend: Backend, made: Job) -> Engine:
    """An engine with first weights; the targets of its last ten rows are far too large for f16."""
    engine = make_engine(backend, made)
    random = np.random.default_rng(0)
    target = random.standard_normal((40, 2))
    target[30:] *= 3e4
    engine.feed({"x": random.standard_normal((40, 4)), "t": target})
    engine.load(draw_weights(made.graphs.network, 0))
    return engine


def steps(engine: Engine, which: Iterable[int]) -> list[float]:
    """The losses of some steps; every fourth has rows that are too large."""
    batches = [np.arange(5) + i % 4 * 10 for i in range(4)]
    return engine.settle(
        [engine.step(batches[i % 4], 0.01, i, [batches[i % 4] + 5][: i % 2]) for i in which]
    )


def assert_same(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    """Effect: fails unless arrays are the same in every bit."""
    assert ours.keys() == theirs.keys()
    for path, value in ours.items():
        np.testing.assert_array_equal(value, theirs[path], err_msg=path)


def test_scales_are_those_of_pytorch() -> None:
    weight = torch.nn.Parameter(torch.ones(1))
    optimizer = torch.optim.SGD([weight], 0.0)
    scaler = torch.amp.GradScaler("cpu")
    random = np.random.default_rng(3)
    good = np.ones(4500, bool)
    good[random.integers(0, 400, 6)] = False
    ours, theirs, scaled = [], [], begun(job("f16"))
    advance = jax.jit(rescaled)
    for fine in good:
        scaler.scale(weight.sum()).backward()  # type: ignore[no-untyped-call]
        assert weight.grad is not None
        weight.grad.fill_(1.0 if fine else torch.inf)
        scaler.step(optimizer)
        scaler.update()
        theirs.append(scaler.get_scale())
        scaled = advance(scaled, jnp.array(fine), jnp.array([True, True]))
        ours.append(float(scaled["scale"]))

    assert ours == theirs
    assert len(set(ours)) > 5
    assert ours[-1] > min(ours)
    assert [int(count) for count in scaled["updates"]] == [good.sum()] * 2


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_step_that_overflows_is_left_out(backend: Backend) -> None:
    engine = engine_of(backend, job("f16"))
    steps(engine, range(3))
    weights, slots, before = engine.weights(), engine.slots(), engine.scaling
    (loss,) = steps(engine, [3])

    assert np.isfinite(loss)
    assert before == Scaling(32768.0, 2, (2, 0))
    assert engine.scaling == Scaling(16384.0, 0, (2, 0))
    assert_same(weights, engine.weights())
    assert_same(slots, {name: engine.slots()[name] for name in slots})


def test_both_backends_scale_and_move_alike() -> None:
    ours, theirs = (engine_of(backend, job("f16")) for backend in BACKENDS)
    losses = [steps(engine, range(13)) for engine in (ours, theirs)]

    assert ours.scaling == theirs.scaling == Scaling(4096.0, 1, (9, 6))
    assert losses[0] == pytest.approx(losses[1], rel=4 * 2**-11)
    for path, value in ours.weights().items():  # a rounding of a gradient may turn an Adam step
        np.testing.assert_allclose(value, theirs.weights()[path], rtol=0, atol=2e-3, err_msg=path)


@pytest.mark.parametrize("precision", ["bf16", "f16"])
def test_a_compiled_step_rounds_as_each_operation_does(precision: Precision) -> None:
    text = SPEC.replace("dense(6) -> layer_norm", "dense(64, bias=false)")
    engine = engine_of("jax", job(precision, text))
    assert isinstance(engine, JaxEngine)
    batch = np.arange(5)
    by_one, _ = engine.module.loss(
        engine.held.params, engine.held.state, *(engine.rows[n][batch] for n in "xt"), training=True
    )
    assert engine.settle([engine.step(batch, 0.01, 0)]) == pytest.approx([float(by_one)], rel=1e-6)


def test_counts_carry_over_and_back() -> None:
    first, second, again, whole = (
        engine_of(backend, job("f16")) for backend in ("torch", "jax", "torch", "torch")
    )
    losses = steps(first, range(6))
    second.load(first.weights())
    second.restore(first.slots(), 6, first.scaling)
    assert second.scaling == first.scaling
    losses += steps(second, range(6, 9))
    again.load(second.weights())
    again.restore(second.slots(), 9, second.scaling)

    losses += steps(again, range(9, 12))
    assert losses == pytest.approx(steps(whole, range(12)), rel=8 * 2**-11)
    assert again.scaling == whole.scaling


@pytest.mark.parametrize("backend", BACKENDS)
def test_what_is_judged_is_in_f32(backend: Backend) -> None:
    half, exact = (engine_of(backend, job(precision)) for precision in ("bf16", "f32"))
    rows = np.arange(10)
    losses = [engine.settle([engine.step(rows, 0.0, 0)])[0] for engine in (half, exact)]

    assert losses[0] != losses[1]
    assert losses[0] == pytest.approx(losses[1], rel=2**-6)
    assert half.measure(rows)[0] == exact.measure(rows)[0] == pytest.approx(losses[1], rel=1e-6)
    assert_same(half.infer(rows), exact.infer(rows))


class Impatient:
    """A watcher that ends a run at some step, as a broken machine does."""

    def __init__(self, steps: int) -> None:
        self.left = steps
        self.messages: list[str] = []

    def started(self, run: Path, epochs: int, steps: int) -> None:
        """Nothing."""

    def step(self, done: int) -> None:
        """Effect: the run ends, if it is time."""
        self.left -= 1
        if not self.left:
            raise KeyboardInterrupt

    def epoch(self, record: dict[str, Any]) -> None:
        """Nothing."""

    def noticed(self, message: str) -> None:
        """Something is worth knowing."""
        self.messages.append(message)

    def ended(self, reason: str) -> None:
        """Nothing."""


SCALED = (
    ("cross_entropy(", "300 * cross_entropy("),
    ("epochs    = 6", "epochs = 3\n    precision = f16"),
    ("batch     = 8", "batch = 9"),
)
"""What makes the first steps overflow."""


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_run_goes_on_to_the_bit(
    write: Write, silent: Any, tmp_path: Path, backend: Backend
) -> None:
    spec = write("classes", *SCALED)
    with pytest.raises(KeyboardInterrupt):
        fit(Request(spec, run=tmp_path / "broken", backend=backend), Impatient(9))
    broken = fit(Request(spec, run=tmp_path / "broken", resume=True), silent)
    whole = fit(Request(spec, run=tmp_path / "whole", backend=backend), silent)

    ours, theirs = (read_checkpoint(folder / "last.safetensors") for folder in (broken, whole))
    scale, good, (updates,) = theirs.state["scalings"]["spec"]
    assert updates < theirs.state["step"]
    assert scale == 65536.0 * 2.0 ** (updates - theirs.state["step"])
    assert 0 < good <= updates
    assert ours.state == theirs.state
    assert_same(ours.weights, theirs.weights)
    assert_same(ours.slots, theirs.slots)


TURNS = """data {
    source = csv("rows.csv")
    x      = columns(["a", "b", "c"]) -> standardize
    other  = columns(["price", "a"]) -> standardize
    split  = random(seed=1)
}
network generator(other: f32[2]) -> fake: f32[3] { fake = other -> dense(8) -> relu -> dense(3) }
network critic(x: f32[3]) -> real: f32 in 0..1 {
    real = x -> dense(8) -> leaky_relu(0.2) -> dense(1) -> sigmoid -> squeeze
}
train {
    optimizer = adam(1e-3)
    batch     = 16
    steps     = 8
    validate  = every(3)
    critic {
        loss = 9000 * (binary_cross_entropy(critic(x), 1) + binary_cross_entropy(critic(generator(other)), 0))
        precision = f16
    }
    generator {
        loss = binary_cross_entropy(critic(generator(other)), 1)
        precision = bf16
    }
}
export { outputs = [generator.fake] }
"""


def test_each_network_has_its_own(write: Write, silent: Any, tmp_path: Path) -> None:
    spec = write()
    spec.write_text(TURNS)
    with pytest.raises(KeyboardInterrupt):
        fit(Request(spec, run=tmp_path / "broken"), Impatient(5))
    broken = fit(Request(spec, run=tmp_path / "broken", resume=True), silent)
    whole = fit(Request(spec, run=tmp_path / "whole"), silent)

    ours, theirs = (read_checkpoint(folder / "last.safetensors") for folder in (broken, whole))
    assert ours.state == theirs.state
    assert_same(ours.weights, theirs.weights)
    assert theirs.state["scalings"].keys() == {"critic"}
    assert theirs.state["scalings"]["critic"][0] < 65536


WIDE = "block wide(x; units) { return x -> dense(units) -> tanh }\n"


@pytest.mark.parametrize("precision", ["f16", "bf16"])
def test_trials_know_of_it(
    write: Write, capsys: pytest.CaptureFixture[str], precision: str
) -> None:
    spec = write(
        "numbers",
        ("epochs    = 4", f"epochs = 4\n    precision = {precision}"),
        ("x -> dense(8) -> tanh -> dense(1)\n}", "x -> wide(8) -> wide(6) -> dense(1)\n}\n" + WIDE),
    )

    assert run(["parity", str(spec), "--steps", "6"]) == 0
    text = capsys.readouterr().out
    assert "float64: torch and jax agree" in text
    assert f"{precision}: torch and jax agree" in text
    assert run(["gradcheck", str(spec)]) == 0
    text = capsys.readouterr().out
    assert f"`precision = {precision}` is left out" in text
    assert "all 6 are right" in text
    assert run(["compile", str(spec), "--to", "torch"]) == 0
    text = capsys.readouterr().out
    assert text.count("class Wide(nn.Module)") == text.count("def in_training(") == 1
    assert "self.wide.in_training(" in text


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_few_rows_are_learnt_by_heart(
    write: Write, capsys: pytest.CaptureFixture[str], backend: Backend
) -> None:
    spec = write("numbers", ("sgd(0.05, momentum=0.9)", "adam(0.03)\n    precision = f16"))

    assert run(["train", str(spec), "--overfit-batch", "--backend", backend]) == 0
    assert "learnt by heart" in capsys.readouterr().out


def test_a_cpu_says_that_it_has_no_tf32(write: Write, silent: Any, tmp_path: Path) -> None:
    runs = []
    for precision in ("tf32", "f32"):
        spec = write("numbers", ("epochs    = 4", f"epochs = 1\n    precision = {precision}"))
        runs.append(fit(Request(spec, run=tmp_path / precision), silent))

    assert silent.messages == ["a cpu has no tf32: products are in f32 here"]
    assert_same(*(read_checkpoint(folder / "best.safetensors").weights for folder in runs))


def test_an_exact_graph_is_what_a_spec_without_it_has() -> None:
    half, exact = (
        elaborate(Source("spec.tenet", SPEC.format(p)), facts=FIELDS).sound()
        for p in ("f16", "f32")
    )

    assert exact_graphs_of(half) == graphs_of(exact)
