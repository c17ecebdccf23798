"""Training on a GPU is the training that a CPU does: the same losses, and a run from end to end."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import get_args

import pytest

from tenet.backends.engine import Backend, Job, make_engine
from tenet.backends.engine import Precision as Numbers
from tenet.policy.precision import Precision
from tenet.source import Source
from tenet.train.batches import shuffled_batches
from tenet.train.fit import fit
from tenet.train.prepare import prepare
from tenet.train.request import Request
from tenet.train.weights import draw_weights

pytestmark = pytest.mark.target

SPECS = Path(__file__).parents[2] / "specs"
STEPS = 10


def torch_finds_one() -> bool:
    """Whether PyTorch finds a GPU."""
    torch = pytest.importorskip("torch")
    return bool(torch.cuda.is_available())


def jax_finds_one() -> bool:
    """Whether JAX finds a GPU; one that was built for none raises."""
    jax = pytest.importorskip("jax")
    try:
        return bool(jax.devices("gpu"))
    except RuntimeError:
        return False


FINDS: dict[Backend, Callable[[], bool]] = {"torch": torch_finds_one, "jax": jax_finds_one}


def needs_gpu(backend: Backend) -> None:
    """Effect: the test is skipped where the backend finds no GPU."""
    if not FINDS[backend]():
        pytest.skip(f"{backend} finds no GPU on this machine")


def losses(
    name: str,
    backend: Backend,
    device: str,
    numbers: Numbers = "float64",
    products: Precision = "f32",
) -> list[float]:
    """The losses of the first steps of a spec."""
    path = SPECS / f"{name}.tenet"
    prepared = prepare(Source(str(path), path.read_text("utf-8")), SPECS, {})
    graphs, optimizer = prepared.graphs.narrowed(products), prepared.plan.settings.optimizer
    job = Job(graphs, optimizer, 3, device, numbers, products=products)
    engine = make_engine(backend, job)
    engine.feed(prepared.dataset.fields)
    engine.load(draw_weights(prepared.graph, 3))
    rows = prepared.dataset.parts["train"]
    batches = shuffled_batches(rows, prepared.plan.settings.batch, 3, 0)
    return engine.settle([engine.step(b, 1e-3, i) for i, b in enumerate(islice(batches, STEPS))])


@pytest.mark.parametrize("backend", FINDS)
@pytest.mark.parametrize("name", ["digits", "penguins"])  # no dropout, which devices draw apart
def test_first_steps(name: str, backend: Backend) -> None:
    needs_gpu(backend)
    assert losses(name, backend, "cuda") == pytest.approx(losses(name, backend, "cpu"), rel=1e-6)


@pytest.mark.parametrize("backend", FINDS)
@pytest.mark.parametrize("products", get_args(Precision))
def test_first_steps_in_a_precision(products: Precision, backend: Backend) -> None:
    needs_gpu(backend)
    exact = losses("digits", backend, "cpu", "float32")
    # A rounding of f32 is 2^-24, and twenty of them grow by some hundred; tf32 and f16 have 11 digits.
    room = {"f32": 1e-4, "tf32": 1e-2, "f16": 1e-2, "bf16": 5e-2}[products]

    assert losses("digits", backend, "cuda", "float32", products) == pytest.approx(exact, rel=room)


@pytest.mark.parametrize("backend", FINDS)
def test_a_whole_run(backend: Backend, tmp_path: Path) -> None:
    needs_gpu(backend)
    shutil.copytree(SPECS, tmp_path / "specs")
    folder = fit(
        Request(
            tmp_path / "specs" / "digits.tenet",
            backend=backend,
            run=tmp_path / "run",
            device="cuda",
        )
    )

    metrics = json.loads((folder / "metrics.json").read_bytes())
    assert metrics["test"]["accuracy"] > 0.97
