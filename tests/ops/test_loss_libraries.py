"""Losses are those of the libraries: as JAX computes ours, beside torch.nn.functional, optax and scikit-learn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch
from sklearn.metrics import f1_score
from tests.ops.conftest import draw
from tests.ops.test_losses import jax_loss, judged
from torch.nn import functional

from tenet.catalogue.lookup import known
from tenet.passes.pipeline import OBJECTIVE, run
from tenet.policy.loss import Loss

pytestmark = pytest.mark.target

Array = npt.NDArray[Any]
ROWS = 6
BITS = "z: f32[3], t: f32[3] in 0..1"
CLASSES = "z: f32[5, 4], t: i64[5] in 0..3"
NUMBERS = "z: f32[2, 3], t: f32[2, 3]"
PAIRS = "z: f32[4], t: f32[4]"


def of_focal_bits(z: Any, t: Any) -> Any:
    optax: Any = pytest.importorskip("optax")
    return optax.sigmoid_focal_loss(z.numpy(), t.numpy(), gamma=2.0).mean()


def of_hard_masks(z: Any, t: Any) -> float:
    """Of masks of ones and zeros the overlap is F1."""
    rows = zip(t.numpy().reshape(ROWS, -1), z.numpy().reshape(ROWS, -1) > 0, strict=True)
    return 1 - float(np.mean([f1_score(truth, said, zero_division=0) for truth, said in rows]))


def of_bernoulli(z: Any) -> Any:
    normal = torch.distributions
    ours, wanted = normal.Bernoulli(z.sigmoid().mean(0)), normal.Bernoulli(torch.tensor(0.05))
    return normal.kl_divergence(wanted, ours).sum()


THEIRS: dict[str, tuple[str, str, Callable[..., Any]]] = {
    "mse": (NUMBERS, "(z, t) -> mse", functional.mse_loss),
    "mae": (NUMBERS, "(z, t) -> mae", functional.l1_loss),
    "huber": (NUMBERS, "(z, t) -> huber(0.7)", lambda z, t: functional.huber_loss(z, t, delta=0.7)),
    "smooth_l1": (NUMBERS, "(z, t) -> smooth_l1(0.7)", lambda z, t: functional.smooth_l1_loss(z, t, beta=0.7)),
    "poisson": ("z: f32[3], t: f32[3] in 0..9", "(z -> exp, t) -> poisson",
                functional.poisson_nll_loss),
    "poisson-of-rates": ("z: f32[3] in 0..4, t: f32[3] in 0..9", "(z, t) -> poisson",
                         lambda z, t: functional.poisson_nll_loss(z, t, log_input=False)),
    "gaussian": (f"{NUMBERS}, v: f32[2, 3] in 0.1..2", "(z, t) -> gaussian(variance=v)",
                 lambda z, t, v: functional.gaussian_nll_loss(z, t, v + 1e-6)),
    "cross_entropy": (CLASSES, "(z -> softmax, t) -> cross_entropy",
                      lambda z, t: functional.cross_entropy(z.movedim(-1, 1), t)),
    "cross_entropy-settings": (
        CLASSES,
        "(z -> softmax, t) -> cross_entropy(class_weights=[1, 2, 0.5, 3], label_smoothing=10%, ignore=1)",
        lambda z, t: functional.cross_entropy(z.movedim(-1, 1), t, torch.tensor([1, 2, 0.5, 3]),
                                     label_smoothing=0.1, ignore_index=1)),
    "binary_cross_entropy": (BITS, "(z -> sigmoid, t) -> binary_cross_entropy(positive_weight=3)",
                             lambda z, t: functional.binary_cross_entropy_with_logits(
                                 z, t, pos_weight=torch.tensor(3.0))),
    "binary_cross_entropy-focal": ("z: f32[3], t: i64[3] in 0..1",
                                   "(z -> sigmoid, t) -> binary_cross_entropy(focal=2)", of_focal_bits),
    "kl": (BITS, "(z -> softmax, t) -> kl",
           lambda z, t: functional.kl_div(z.log_softmax(-1), t, reduction="batchmean")),
    "cosine": (PAIRS, "(z, t) -> cosine",
               lambda z, t: functional.cosine_embedding_loss(z, t, torch.ones(ROWS))),
    "dice": ("z: f32[3, 4], t: i64[3, 4] in 0..1", "(100_000 * z -> sigmoid, t) -> dice(smooth=0)",
             of_hard_masks),
    "kl_sparsity": ("z: f32[3]", "z -> sigmoid -> kl_sparsity", of_bernoulli),
    "triplet": (f"{PAIRS}, u: f32[4]", "(z, t, u) -> triplet(margin=2)",
                lambda z, t, u: functional.triplet_margin_loss(z, t, u, margin=2, eps=0)),
    # PyTorch's is of distances and means their square by none; Hadsell's halves the squares.
    "contrastive": (f"{PAIRS}, u: i64 in 0..1", "(z, t, u) -> contrastive(margin=3)",
                    lambda z, t, u: (functional.hinge_embedding_loss(
                        functional.pairwise_distance(z, t, eps=0), 2 * u - 1, 3, reduction="none") ** 2).mean() / 2),
    "ctc": ("z: f32[6, 4], t: i64[2] in 0..2", "(z -> softmax, t) -> ctc",
            lambda z, t: functional.ctc_loss(z.log_softmax(-1).transpose(0, 1), t, torch.full((ROWS,), 6),
                                    torch.full((ROWS,), 2), 3, "none").mean()),
}  # fmt: skip
"""What is compared, our loss, and theirs of the same scores and targets."""


@pytest.mark.parametrize("name", THEIRS)
def test_a_loss_is_that_of_a_library(name: str) -> None:
    inputs, text, theirs = THEIRS[name]
    case = judged(f"network({inputs}) -> y {{ y = {text} }}")
    random = np.random.default_rng(len(name))
    graph = run(OBJECTIVE, case.objective)
    rows = {field: draw(value.type, ROWS, random) for field, value in graph.inputs.items()}
    expected = theirs(*(torch.from_numpy(value) for value in rows.values()))

    found, _ = jax_loss(case, {}, rows)
    assert found == pytest.approx(float(expected), rel=2e-6, abs=1e-6)
    assert abs(found) > 1e-3


def test_every_loss_is_held_to_a_library() -> None:
    spoken = {term for term, loss in known(Loss).items() if loss.spoken}

    assert {name.partition("-")[0] for name in THEIRS} == spoken
