"""Losses are the same in PyTorch, in JAX and in their formula, also where a naive form overflows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np
import numpy.typing as npt
import pytest
import torch
from tests.ops.alignments import of_alignments
from tests.ops.conftest import SIZES, draw

from tenet.backends.jax.emit import emit_module as emit_jax
from tenet.backends.program import Graphs
from tenet.backends.torch.running import emitted, execute
from tenet.catalogue.lookup import known
from tenet.catalogue.operation import Operation
from tenet.diagnostics import TenetError
from tenet.elaborate.building import NetworkPlace
from tenet.elaborate.experiment import elaborate
from tenet.ir.graph import Graph
from tenet.passes.pipeline import OBJECTIVE, SOURCE, run
from tenet.policy.loss import Averaged, Loss
from tenet.policy.losses.binary_cross_entropy import BinaryCrossEntropy
from tenet.policy.losses.cross_entropy import CrossEntropy
from tenet.policy.losses.dice import Dice
from tenet.policy.losses.kl_sparsity import KlSparsity
from tenet.source import Source

Array = npt.NDArray[Any]
Compile = Callable[[Graph], Any]


@dataclass(frozen=True)
class Judged:
    """A network with a loss, and the inputs of the network that the loss is given beside it."""

    network: Graph
    objective: Graph
    loss: Any
    given: tuple[str, ...]


def judged(text: str) -> Judged:
    """A text whose only output is a loss: inside a network, where a user cannot write one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(NetworkPlace, "kinds", (Loss, Operation))
        whole = elaborate(Source("loss.tenet", text)).sound().network
    assert whole is not None
    (made,) = whole.outputs.values()
    node = whole.producers[made.number]
    prediction, *others = node.inputs
    inside = Graph(whole.name, whole.nodes, {"p": prediction}).reduced(["p"])
    nodes = tuple(n for n in inside.nodes if n.output not in others)
    objective = Graph(whole.name, whole.nodes, {"p": prediction, "loss": made})
    names = {value.number: name for name, value in whole.inputs.items()}
    given = tuple(names[other.number] for other in others)
    return Judged(Graph(whole.name, nodes, inside.outputs), objective, node.op, given)


def of_classes(op: CrossEntropy, p: Array, t: Array) -> tuple[Array, Array]:
    p = np.moveaxis(p, 1, -1) if p.shape[:-1] != t.shape else p
    count = p.shape[-1]
    weights = np.array(op.class_weights or [1.0] * count)
    smooth = (1 - op.label_smoothing) * np.eye(count)[t] + op.label_smoothing / count
    losses = -(smooth * np.where(np.eye(count)[t] > 0, weights[t][..., None], weights)
               * (1 - p) ** op.focal * np.log(p)).sum(-1)  # fmt: skip
    some = t != op.ignore
    return losses * some, weights[t] * some


def of_bits(op: BinaryCrossEntropy, p: Array, t: Array) -> Array:
    yes, no = (1 - p) ** op.focal * np.log(p), p**op.focal * np.log1p(-p)
    return np.asarray(-(op.positive_weight * t * yes + (1 - t) * no))


def of_difference(edge: float, p: Array, t: Array) -> Array:
    d = np.abs(p - t)
    return np.asarray(np.where(d < edge, d**2 / 2, edge * (d - edge / 2)))


def of_overlap(op: Dice, p: Array, t: Array) -> float:
    if p.shape != t.shape:
        p = np.moveaxis(p, 1, -1) if p.shape[:-1] != t.shape else p
        t = np.eye(p.shape[-1])[t]
    else:
        p, t = p[..., None], t[..., None]
    along = tuple(range(1, p.ndim - 1))
    both, either = (p * t).sum(along), (p + t).sum(along)
    return float((1 - (2 * both + op.smooth) / (either + op.smooth)).mean())


def of_activity(op: KlSparsity, p: Array) -> float:
    m = p.reshape(-1, p.shape[-1]).mean(0)
    rho = op.rho
    return float((rho * np.log(rho / m) + (1 - rho) * np.log((1 - rho) / (1 - m))).sum())


def direction(x: Array) -> Array:
    return np.asarray(x / np.linalg.norm(x, axis=-1, keepdims=True))


def apart(a: Array, b: Array) -> Array:
    return np.asarray(np.linalg.norm(a - b, axis=-1))


FORMULAS: dict[str, Callable[..., Any]] = {
    "mse": lambda _, p, t: (p - t) ** 2,
    "mae": lambda _, p, t: np.abs(p - t),
    "huber": lambda op, p, t: of_difference(op.delta, p, t),
    "smooth_l1": lambda op, p, t: of_difference(op.beta, p, t) / op.beta,
    "cross_entropy": of_classes,
    "binary_cross_entropy": of_bits,
    "poisson": lambda _, p, t: p - t * np.log(p + 1e-8),
    "kl": lambda _, p, t: (t * np.log(t / p)).sum(-1),
    "gaussian": lambda _, p, t, v: (np.log(v + 1e-6) + (p - t) ** 2 / (v + 1e-6)) / 2,
    "ctc": of_alignments,
    "cosine": lambda _, p, t: 1 - (direction(p) * direction(t)).sum(-1),
    "dice": of_overlap,
    "kl_sparsity": of_activity,
    "triplet": lambda op, a, p, n: np.maximum(apart(a, p) - apart(a, n) + op.margin, 0),
    "contrastive": lambda op, a, b, t: (
        (t * apart(a, b) ** 2 + (1 - t) * np.maximum(op.margin - apart(a, b), 0) ** 2) / 2
    ),
}
"""What is compared, and, where it differs, how much each counts; or the loss itself."""


def expected(op: Loss, p: Array, *given: Array) -> float:
    """What a loss is by its formula, and by what it says of averages."""
    if not isinstance(op, Averaged):
        return float(FORMULAS[op.term()](op, p, *given))
    first = len(op.inputs.names) - 1
    last = first + len(op.weighing)
    targets, weights, told = given[:first], given[first:last], given[last:]
    found = FORMULAS[op.term()](op, p, *targets, *told)
    losses, counts = found if isinstance(found, tuple) else (found, np.ones(found.shape))
    for weight in weights:
        spread = weight.reshape(weight.shape + (1,) * (losses.ndim - weight.ndim))
        losses, counts = losses * spread, counts * spread
    return float(losses.sum() / (len(p) if op.reduce == "sum" else counts.sum() or 1))


MORE = {
    "classes-of-places": "network(x: f32[5, 4], t: i64[5] in 0..2) -> y {"
    " y = (x -> dense(3) -> softmax, t) -> cross_entropy }",
    "classes-laid-out": "network(x: f32[4], t: i64[2] in 0..2) -> y {"
    " y = (x -> dense(6) -> reshape(2, 3) -> softmax -> reshape(2, 3), t) -> cross_entropy }",
    "bits-laid-out": "network(x: f32[3, 4], t: f32[3] in 0..1) -> y {"
    " y = (x -> dense(1) -> sigmoid -> flatten, t) -> binary_cross_entropy }",
    "bits-of-images": "network(x: f32[2, 3, 3], t: i64[2, 3, 3] in 0..1) -> y {"
    " y = (x -> sigmoid, t) -> binary_cross_entropy }",
    "number-for-a-row": "network(x: f32[3, 3], t: f32[3, 3]) -> y { y = (x -> relu, t) -> mse }",
}
TEXTS = {
    f"{term}-{number}": text
    for term, loss in known(Loss).items()
    for number, text in enumerate(loss.examples, 1)
} | MORE


def torch_loss(case: Judged, weights: dict[str, Array], rows: dict[str, Array]) -> Any:
    """The loss and its gradients by PyTorch."""
    source, name = emitted(Graphs(run(SOURCE, case.network), run(OBJECTIVE, case.objective)))
    module = getattr(source, name)()
    module.load_state_dict({k: torch.from_numpy(v.copy()) for k, v in weights.items()})
    given = [torch.from_numpy(v.copy()) for v in rows.values()]
    of_float = [value.requires_grad_() for value in given if value.is_floating_point()]
    loss = source.loss(module, *given)
    loss.backward()
    return loss.item(), [value.grad for value in of_float if value.grad is not None]


def jax_loss(case: Judged, weights: dict[str, Array], rows: dict[str, Array]) -> Any:
    """The same by JAX; the rows are its first arguments after parameters and state."""
    text = emit_jax(Graphs(run(SOURCE, case.network), run(OBJECTIVE, case.objective)))
    functions = execute(text, "jax_loss")
    given = [v.astype(np.int32) if v.dtype == np.int64 else v for v in rows.values()]
    floats = tuple(2 + i for i, v in enumerate(given) if v.dtype.kind == "f")
    params = {path: jax.numpy.array(value) for path, value in weights.items()}
    derive = jax.jit(jax.value_and_grad(functions.loss, argnums=floats, has_aux=True))
    (loss, _), gradients = derive(params, {}, *given)
    return float(loss), gradients


@pytest.mark.target
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_losses_agree(compiled_graph: Compile, text: str) -> None:
    case = judged(text)
    inside = compiled_graph(case.network)
    whole = compiled_graph(case.objective.reduced(["p"]))
    for count in (1, 5):
        rows = whole.inputs(count, seed=count)
        (prediction,) = inside.torch({k: v for k, v in rows.items() if k not in case.given})
        others = [rows[name] for name in case.given]
        value = expected(case.loss, prediction.astype(np.float64), *others)

        ours, our_gradients = torch_loss(case, inside.weights, rows)
        theirs, their_gradients = jax_loss(case, inside.weights, rows)

        assert ours == pytest.approx(value, abs=1e-5)
        assert theirs == pytest.approx(value, abs=1e-5)
        for our, their in zip(our_gradients, their_gradients, strict=True):
            np.testing.assert_allclose(our.numpy(), np.asarray(their), rtol=0, atol=1e-5)


def test_every_loss_that_can_be_named_has_a_formula() -> None:
    assert {term for term, loss in known(Loss).items() if loss.spoken} == set(FORMULAS)


BITS = (
    "network(z: f32[2], t: f32[2] in 0..1) -> y { y = (z -> sigmoid, t) -> binary_cross_entropy }"
)
CLASSES = "network(z: f32[3], t: i64 in 0..2) -> y { y = (z -> softmax, t) -> cross_entropy }"
FAR = np.array([[1e4, -1e4, 0], [-1e4, -1e4, 1e4], [-1e4, 1e4, 1e4]], np.float32)
EXTREMES = {
    "bits-right": (BITS, FAR[:, :2], np.array([[1, 0], [0, 0], [0, 1]], np.float32), 0.0),
    "bits-wrong": (BITS, FAR[:, :2], np.array([[0, 1], [1, 1], [1, 0]], np.float32), 1e4),
    "bits-between": (BITS, FAR[:, :2], np.full((3, 2), 0.25, np.float32), 2.5e4 / 6),
    "classes-right": (CLASSES, FAR, np.array([0, 2, 2]), np.log(2) / 3),
    "classes-wrong": (CLASSES, FAR, np.array([1, 0, 0]), (6e4 + np.log(2)) / 3),
}


@pytest.mark.target
@pytest.mark.parametrize(("text", "z", "t", "expected"), EXTREMES.values(), ids=EXTREMES)
def test_extreme_scores_stay_finite(text: str, z: Array, t: Array, expected: float) -> None:
    case = judged(text)
    for compute in (torch_loss, jax_loss):
        loss, gradients = compute(case, {}, {"z": z, "t": t})

        assert loss == pytest.approx(expected, rel=1e-5, abs=1e-5)
        assert all(np.isfinite(np.asarray(gradient)).all() for gradient in gradients)


@pytest.mark.target
def test_what_stands_before_the_loss_is_fused_away() -> None:
    for text in (BITS, CLASSES, MORE["bits-laid-out"], MORE["classes-laid-out"]):
        case = judged(text)
        terms = [node.op.term() for node in run(OBJECTIVE, case.objective).reduced(["loss"]).nodes]

        assert f"{case.loss.term()}_of_logits" in terms
        assert not {"softmax", "sigmoid"} & set(terms)


PADDED = {
    "numbers": "network(x: f32[T, 2], t: f32[T, 2]) -> y { y = (x -> relu, t) -> mse }",
    "classes": "network(x: f32[T, 3], t: i64[T] in 0..2) -> y {"
    " y = (x -> softmax, t) -> cross_entropy(label_smoothing=10%) }",
    "some": "network(x: f32[T, 3], t: i64[T] in 0..2, m: bool[T], w: f32 in 1..2) -> y {"
    " y = (x -> softmax, t) -> cross_entropy(where=m, weight=w) }",
    "sums": "network(x: f32[T, 3], t: i64[T, 3] in 0..1) -> y {"
    " y = (x -> sigmoid, t) -> binary_cross_entropy(reduce=sum) }",
}


@pytest.mark.target
@pytest.mark.parametrize("text", PADDED.values(), ids=PADDED)
def test_padding_does_not_count(text: str) -> None:
    case, random = judged(text), np.random.default_rng(0)
    lengths = np.array([3, 1, 4])
    rows = {name: draw(v.type, 3, random) for name, v in case.objective.inputs.items()}
    inside = np.arange(SIZES["T"]) < lengths[:, None]
    activation = {"relu": relu, "softmax": softmax, "sigmoid": sigmoid}
    made = activation[text.partition("(x -> ")[2].partition(",")[0]](rows["x"].astype(np.float64))
    others = [rows[name] for name in case.given]
    op = case.loss.model_copy(update={"where": True})
    if case.loss.where:
        others[1] = others[1] & inside
    else:
        others.insert(1, inside)
    value = expected(op, made, *others)

    for compute in (torch_loss, jax_loss):
        loss, _ = compute(case, {}, {**rows, "T": lengths})
        assert loss == pytest.approx(value, rel=1e-5)


UNTOLD = [
    "network(x: f32[T, 3], t: i64[T] in 0..2) -> y { y = (x -> softmax, t) -> dice }",
    "network(x: f32[2, T], t: f32[2, T]) -> y { y = (x -> relu, t) -> mse }",
]


@pytest.mark.parametrize("text", UNTOLD)
def test_padding_that_cannot_be_told_is_refused(text: str) -> None:
    with pytest.raises(TenetError, match="would see padding: it looks along T places"):
        run(OBJECTIVE, judged(text).objective)


def relu(x: Array) -> Array:
    return np.maximum(x, 0)


def sigmoid(x: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-x)))


def softmax(x: Array) -> Array:
    return np.asarray(np.exp(x) / np.exp(x).sum(-1, keepdims=True))
