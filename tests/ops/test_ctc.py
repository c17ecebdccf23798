"""`ctc` is the sum over every way to say labels, in both backends, to the last places of float64."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt
import pytest
import torch
from tests.ops.alignments import of_alignments
from tests.ops.test_losses import jax_loss, judged, softmax, torch_loss

from tenet.backends.jax.kit.alignment import ctc_losses as of_jax
from tenet.backends.torch.kit.alignment import ctc_losses as of_torch
from tenet.policy.losses.ctc import Ctc

pytestmark = pytest.mark.target

Array = npt.NDArray[Any]
ROWS = 40
SHAPES = [(1, 1, 2, 0), (4, 0, 3, 2), (4, 2, 2, 1), (5, 3, 3, 0), (6, 4, 3, 2), (3, 4, 3, 1)]
"""Places, labels, classes with the blank, and the blank; the last labels hardly ever fit."""


def drawn(places: int, labels: int, classes: int, blank: int) -> tuple[Array, Array, Array, Array]:
    """Scores, labels that are not the blank, many of them equal, and lengths of both."""
    random = np.random.default_rng(places)
    scores = 3 * random.standard_normal((ROWS, places, classes))
    target = np.delete(np.arange(classes), blank)[random.integers(0, classes - 1, (ROWS, labels))]
    long = random.integers(1, places + 1, ROWS)
    return scores, target, long, random.integers(0, labels + 1, ROWS)


def by_torch(scores: Array, target: Array, blank: int, **given: Any) -> tuple[Array, Array, Array]:
    """Losses, how much each counts, and the gradient of the sum of those that are finite."""
    held: Any = torch.tensor(scores, requires_grad=True)
    told: Any = {k: torch.tensor(v) if isinstance(v, np.ndarray) else v for k, v in given.items()}
    losses: Any
    losses, counts = of_torch(held, torch.tensor(target), blank, **told)
    losses[losses.isfinite()].sum().backward()
    assert held.grad is not None
    return losses.detach().numpy(), counts.numpy(), held.grad.numpy()


def by_jax(scores: Array, target: Array, blank: int, **given: Any) -> tuple[Array, Array, Array]:
    """The same by JAX."""

    def total(x: Any) -> Any:
        losses, counts = of_jax(x, jnp.array(target), blank, **given)
        return jnp.where(jnp.isfinite(losses), losses, 0).sum(), (losses, counts)

    with jax.enable_x64(True):
        derived = jax.jit(jax.value_and_grad(total, has_aux=True))(jnp.array(scores))
    (_, (losses, counts)), gradient = derived
    return np.asarray(losses), np.asarray(counts), np.asarray(gradient)


@pytest.mark.parametrize(("places", "labels", "classes", "blank"), SHAPES)
def test_it_is_the_sum_over_all_ways(places: int, labels: int, classes: int, blank: int) -> None:
    scores, target, long, size = drawn(places, labels, classes, blank)
    skip = places % 2 == 0
    op = Ctc(blank=blank, skip_impossible=skip, lengths=True, target_lengths=True)
    expected, counts = of_alignments(op, softmax(scores), target, long, size)
    given = {"skip": skip, "lengths": long, "target_lengths": size}
    ours, theirs = (by(scores, target, blank, **given) for by in (by_torch, by_jax))

    for losses, counted, gradient in (ours, theirs):
        np.testing.assert_allclose(losses, expected, rtol=1e-9, atol=1e-12)
        assert counted.tolist() == counts.tolist()
        assert np.isfinite(gradient).all()
    np.testing.assert_allclose(theirs[2], ours[2], rtol=0, atol=1e-12)


def test_it_is_that_of_the_libraries() -> None:
    optax: Any = pytest.importorskip("optax")
    scores, target, long, size = drawn(6, 2, 3, 2)
    long = np.maximum(long, 3)  # all labels fit: optax has no infinity
    ours, _, _ = by_torch(scores, target, 2, lengths=long, target_lengths=size)
    log = torch.tensor(scores).log_softmax(-1).transpose(0, 1)
    labels, longs, sizes = map(torch.tensor, (target, long, size))
    theirs = torch.nn.functional.ctc_loss(log, labels, longs, sizes, 2, "none")
    with jax.enable_x64(True):
        beyond = [np.arange(n) >= m[:, None] for n, m in ((6, long), (2, size))]
        other = optax.ctc_loss(scores, beyond[0] * 1.0, target, beyond[1] * 1.0, blank_id=2)

    np.testing.assert_allclose(ours, theirs.numpy(), rtol=1e-12)
    np.testing.assert_allclose(ours, np.asarray(other), rtol=1e-9)


PADDED = """network(x: f32[T, 4], t: i64[S] in 0..2) -> y {
    y = (x -> conv(4, 3, stride=2) -> softmax, t) -> ctc(skip_impossible=true)
}"""


def test_a_padded_batch_is_the_mean_of_its_rows(compiled_graph: Any) -> None:
    case = judged(PADDED)
    weights = compiled_graph(case.network).weights
    random = np.random.default_rng(0)
    x = random.standard_normal((3, 9, 4)).astype(np.float32)
    t = random.integers(0, 3, (3, 3))
    long, size = np.array([9, 6, 3]), np.array([2, 1, 3])  # the last has 2 places for 3 labels

    def given(rows: slice, places: int, labels: int) -> dict[str, Array]:
        return {
            "x": x[rows, :places], "T": long[rows], "t": t[rows, :labels], "S": size[rows],
        }  # fmt: skip

    for compute in (torch_loss, jax_loss):
        alone = [
            compute(case, weights, given(slice(i, i + 1), long[i], size[i]))[0] for i in range(3)
        ]
        together, _ = compute(case, weights, given(slice(3), 9, 3))
        assert alone[2] == 0
        assert together == pytest.approx(sum(alone) / 2, rel=1e-6)


def test_what_weighs_nothing_may_be_infinite() -> None:
    case = judged(
        "network(x: f32[2, 3], t: i64[2] in 0..1, m: bool) -> y { y = (x -> softmax, t) -> ctc(where=m) }"
    )
    scores = np.random.default_rng(0).standard_normal((2, 2, 3)).astype(np.float32)
    target, seen = np.array([[0, 1], [1, 1]]), np.array([True, False])
    expected = -np.log(softmax(scores[0])[[0, 1], [0, 1]]).sum()

    for compute in (torch_loss, jax_loss):
        loss, gradients = compute(case, {}, {"x": scores, "t": target, "m": seen})
        assert loss == pytest.approx(expected, rel=1e-5)
        assert all(np.isfinite(np.asarray(gradient)).all() for gradient in gradients)
