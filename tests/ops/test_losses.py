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

from tenet.backends.jax.emit import emit_module as emit_jax
from tenet.backends.program import Graphs
from tenet.backends.torch.running import emitted, execute
from tenet.catalogue.lookup import known
from tenet.catalogue.operation import Operation
from tenet.elaborate.building import NetworkPlace
from tenet.elaborate.experiment import elaborate
from tenet.ir.graph import Graph
from tenet.passes.pipeline import OBJECTIVE, SOURCE, run
from tenet.policy.loss import Loss
from tenet.source import Source

Array = npt.NDArray[Any]
Compile = Callable[[Graph], Any]


@dataclass(frozen=True)
class Judged:
    """A network with a loss, and what the loss compares."""

    network: Graph
    objective: Graph
    loss: str
    target: str


def judged(text: str) -> Judged:
    """A text whose only output is a loss: inside a network, where a user cannot write one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(NetworkPlace, "kinds", (Loss, Operation))
        whole = elaborate(Source("loss.tenet", text)).sound().network
    assert whole is not None
    (made,) = whole.outputs.values()
    node = whole.producers[made.number]
    prediction, target = node.inputs
    inside = Graph(whole.name, whole.nodes, {"p": prediction}).reduced(["p"])
    nodes = tuple(n for n in inside.nodes if n.output.number != target.number)
    objective = Graph(whole.name, whole.nodes, {"p": prediction, "loss": made})
    name = next(n for n, v in whole.inputs.items() if v == target)
    return Judged(Graph(whole.name, nodes, inside.outputs), objective, node.op.term(), name)


FORMULAS: dict[str, Callable[[Array, Array], Any]] = {
    "mse": lambda p, t: ((p - t) ** 2).mean(),
    "mae": lambda p, t: np.abs(p - t).mean(),
    "cross_entropy": lambda p, t: -np.log(np.take_along_axis(p, t[..., None], -1)).mean(),
    "binary_cross_entropy": lambda p, t: -(t * np.log(p) + (1 - t) * np.log1p(-p)).mean(),
}
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
    derive = jax.value_and_grad(functions.loss, argnums=floats, has_aux=True)
    (loss, _), gradients = derive(params, {}, *given)
    return float(loss), gradients


@pytest.mark.target
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_losses_agree(compiled_graph: Compile, text: str) -> None:
    case = judged(text)
    inside = compiled_graph(case.network)
    whole = compiled_graph(case.objective.reduced(["p"]))
    for count in (1, 2, 5):
        rows = whole.inputs(count, seed=count)
        (prediction,) = inside.torch({k: v for k, v in rows.items() if k != case.target})
        expected = FORMULAS[case.loss](prediction.astype(np.float64), rows[case.target])

        ours, our_gradients = torch_loss(case, inside.weights, rows)
        theirs, their_gradients = jax_loss(case, inside.weights, rows)

        assert ours == pytest.approx(expected, abs=1e-5)
        assert theirs == pytest.approx(expected, abs=1e-5)
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

        assert f"{case.loss}_of_logits" in terms
        assert not {"softmax", "sigmoid"} & set(terms)
