"""Optimizers are those of the libraries: a hundred steps in float32, beside torch.optim and, where it agrees, optax."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt
import pytest
import torch

from tenet.backends.jax.rule import Rule
from tenet.backends.lowering import lower
from tenet.catalogue.lookup import known
from tenet.policy.clip import Clip
from tenet.policy.clipping.global_norm import GlobalNorm
from tenet.policy.clipping.value import Value
from tenet.policy.optimizer import Optimizer
from tenet.policy.optimizers.adadelta import Adadelta
from tenet.policy.optimizers.adagrad import Adagrad
from tenet.policy.optimizers.adam import Adam, Adamw
from tenet.policy.optimizers.lion import Lion
from tenet.policy.optimizers.nadam import Nadam
from tenet.policy.optimizers.rmsprop import Rmsprop
from tenet.policy.optimizers.sgd import Sgd

pytestmark = pytest.mark.target

Array = npt.NDArray[np.float32]
Theirs = Callable[[Any], Any]
STEPS, RATE, DECAY = 100, 0.01, 0.1
DRAWN = np.random.default_rng(0)
START = DRAWN.standard_normal(50).astype(np.float32)
GRADIENTS = DRAWN.standard_normal((STEPS, 50)).astype(np.float32)


def decayed(rule: Theirs) -> Theirs:
    """A rule of optax with coupled decay, which it has not by itself."""
    return lambda o: o.chain(o.add_decayed_weights(DECAY), rule(o))


TORCH: dict[str, tuple[Optimizer, Theirs, float]] = {
    "sgd": (Sgd(learning_rate=RATE), lambda t: (t.SGD, {}), 1e-6),
    "sgd-decay": (Sgd(learning_rate=RATE, weight_decay=DECAY), lambda t: (t.SGD, {}), 1e-6),
    "momentum": (Sgd(learning_rate=RATE, momentum=0.9), lambda t: (t.SGD, {"momentum": 0.9}), 1e-6),
    "nesterov": (Sgd(learning_rate=RATE, momentum=0.9, nesterov=True),
                 lambda t: (t.SGD, {"momentum": 0.9, "nesterov": True}), 1e-6),
    "adam": (Adam(learning_rate=RATE), lambda t: (t.Adam, {}), 5e-7),
    "adam-decay": (Adam(learning_rate=RATE, weight_decay=DECAY), lambda t: (t.Adam, {}), 5e-7),
    "adamw": (Adamw(learning_rate=RATE, weight_decay=DECAY), lambda t: (t.AdamW, {}), 2e-6),
    "amsgrad": (Adam(learning_rate=RATE, amsgrad=True), lambda t: (t.Adam, {"amsgrad": True}), 5e-7),
    "nadam": (Nadam(learning_rate=RATE, weight_decay=DECAY), lambda t: (t.NAdam, {}), 2e-6),
    "rmsprop": (Rmsprop(learning_rate=RATE), lambda t: (t.RMSprop, {}), 1e-6),
    "rmsprop-all": (Rmsprop(learning_rate=RATE, centered=True, momentum=0.5),
                    lambda t: (t.RMSprop, {"centered": True, "momentum": 0.5}), 1e-6),
    "adagrad": (Adagrad(learning_rate=RATE), lambda t: (t.Adagrad, {}), 5e-7),
    "adadelta": (Adadelta(learning_rate=1.0), lambda t: (t.Adadelta, {}), 1e-6),
}  # fmt: skip
"""Our optimizer, PyTorch's class with its settings, and the largest difference of a parameter after all steps."""
OPTAX: dict[str, tuple[Optimizer, Theirs, float]] = {
    "sgd": (Sgd(learning_rate=RATE), lambda o: o.sgd(RATE), 4e-7),
    "sgd-decay": (Sgd(learning_rate=RATE, weight_decay=DECAY), decayed(lambda o: o.sgd(RATE)), 4e-7),
    "momentum": (Sgd(learning_rate=RATE, momentum=0.9), lambda o: o.sgd(RATE, momentum=0.9), 4e-7),
    "nesterov": (Sgd(learning_rate=RATE, momentum=0.9, nesterov=True),
                 lambda o: o.sgd(RATE, momentum=0.9, nesterov=True), 4e-7),
    "adam": (Adam(learning_rate=RATE), lambda o: o.adam(RATE), 7e-6),
    "adam-decay": (Adam(learning_rate=RATE, weight_decay=DECAY), decayed(lambda o: o.adam(RATE)), 7e-6),
    "adamw": (Adamw(learning_rate=RATE, weight_decay=DECAY),
              lambda o: o.adamw(RATE, weight_decay=DECAY), 7e-6),
    "rmsprop": (Rmsprop(learning_rate=RATE),
                lambda o: o.rmsprop(RATE, decay=0.99, eps_in_sqrt=False), 1e-6),
    "rmsprop-all": (Rmsprop(learning_rate=RATE, centered=True, momentum=0.5),
                    lambda o: o.rmsprop(RATE, decay=0.99, eps_in_sqrt=False, centered=True, momentum=0.5), 1e-6),
    "adadelta": (Adadelta(learning_rate=1.0), lambda o: o.adadelta(1.0, rho=0.9, eps=1e-6), 2e-7),
    "lion": (Lion(learning_rate=RATE, weight_decay=DECAY),
             lambda o: o.lion(RATE, b1=0.9, b2=0.99, weight_decay=DECAY), 4e-6),
}  # fmt: skip
"""As above, with what optax is to be told; what it does in a form of its own is not here."""
OWN_FORM = {"amsgrad", "nadam", "adagrad"}
"""Where optax differs by more than rounding: amsgrad by 3e-1, nadam by 7e-2, adagrad by 5e-2."""


def ours_in_jax(op: Optimizer) -> Array:
    """The parameters after all steps of our rule in JAX."""
    rule: Rule = lower(op, "jax", None)

    def step(held: tuple[Any, Any], drawn: tuple[Any, Any]) -> tuple[Any, None]:
        gradient, number = drawn
        return rule.move(
            held[0], gradient, held[1], jnp.float32(op.rate), op.weight_decay, number
        ), None

    start = (jnp.array(START), {slot: jnp.zeros(START.shape) for slot in rule.slots})
    ended, _ = jax.jit(lambda: jax.lax.scan(step, start, (GRADIENTS, jnp.arange(1, STEPS + 1))))()
    return np.asarray(ended[0])


def theirs_in_optax(theirs: Theirs) -> Array:
    """The parameters after all steps of a rule of optax."""
    optax: Any = pytest.importorskip("optax")
    rule = theirs(optax)

    def step(held: tuple[Any, Any], gradient: Any) -> tuple[Any, None]:
        moved, state = rule.update(gradient, held[1], held[0])
        return (optax.apply_updates(held[0], moved), state), None

    start = (jnp.array(START), rule.init(jnp.array(START)))
    ended, _ = jax.jit(lambda: jax.lax.scan(step, start, GRADIENTS))()
    return np.asarray(ended[0])


def stepped(optimizer: Any, p: torch.Tensor) -> Array:
    for gradient in GRADIENTS:
        p.grad = torch.tensor(gradient)
        optimizer.step()
    return p.detach().numpy()


def ours_in_torch(op: Optimizer) -> Array:
    p = torch.tensor(START, requires_grad=True)
    groups = [{"params": [p], "weight_decay": op.weight_decay, "lr": op.rate}]
    return stepped(lower(op, "torch", None, groups), p)


@pytest.mark.parametrize("name", TORCH)
def test_of_pytorch(name: str) -> None:
    op, theirs, most = TORCH[name]
    made, settings = theirs(torch.optim)
    p = torch.tensor(START, requires_grad=True)
    expected = stepped(made([p], lr=op.rate, weight_decay=op.weight_decay, **settings), p)

    assert np.abs(expected - START).max() > 0.01
    np.testing.assert_allclose(ours_in_torch(op), expected, rtol=0, atol=most)
    np.testing.assert_allclose(ours_in_jax(op), expected, rtol=0, atol=most)


@pytest.mark.parametrize("name", OPTAX)
def test_of_optax(name: str) -> None:
    op, theirs, most = OPTAX[name]

    np.testing.assert_allclose(ours_in_jax(op), theirs_in_optax(theirs), rtol=0, atol=most)


@pytest.mark.parametrize("name", TORCH)
def test_decay_that_is_not_given_is_that_of_pytorch(name: str) -> None:
    op, theirs, _ = TORCH[name]
    default = type(op).model_fields["weight_decay"].default

    assert default == theirs(torch.optim)[0]([torch.zeros(1)]).defaults["weight_decay"]


def test_every_optimizer_is_held_to_a_library() -> None:
    held = {type(op) for table in (TORCH, OPTAX) for op, _, _ in table.values()}

    assert held == set(known(Optimizer).values())
    assert TORCH.keys() - OPTAX.keys() == OWN_FORM


OTHER_FORM: list[tuple[str, Theirs, float]] = [
    ("rmsprop", lambda o: o.rmsprop(RATE), 1e-1),
    ("adagrad", lambda o: o.adagrad(RATE), 1e-2),
    ("amsgrad", lambda o: o.amsgrad(RATE), 1e-2),
    ("nadam", lambda o: o.nadam(RATE), 1e-2),
]
"""What a table of the libraries warns of: rules of the same name that are others, and by how much at least."""


@pytest.mark.parametrize(("name", "theirs", "least"), OTHER_FORM)
def test_what_is_called_the_same_is_not(name: str, theirs: Theirs, least: float) -> None:
    assert np.abs(ours_in_jax(TORCH[name][0]) - theirs_in_optax(theirs)).max() > least


SHAPES = [(3, 4), (5,), (1,)]
CLIPS: list[tuple[Clip, Callable[[list[torch.Tensor]], object], Theirs]] = [
    (GlobalNorm(most=0.5), lambda p: torch.nn.utils.clip_grad_norm_(p, 0.5),
     lambda o: o.clip_by_global_norm(0.5)),
    (GlobalNorm(most=50.0), lambda p: torch.nn.utils.clip_grad_norm_(p, 50.0),
     lambda o: o.clip_by_global_norm(50.0)),
    (Value(most=0.3), lambda p: torch.nn.utils.clip_grad_value_(p, 0.3), lambda o: o.clip(0.3)),
]  # fmt: skip


@pytest.mark.parametrize(("op", "of_torch", "of_optax"), CLIPS)
def test_bounds_are_those_of_the_libraries(op: Clip, of_torch: Any, of_optax: Theirs) -> None:
    optax: Any = pytest.importorskip("optax")
    gradients = [np.random.default_rng(len(s)).standard_normal(s).astype("f4") for s in SHAPES]
    held = [torch.zeros(shape, requires_grad=True) for shape in SHAPES]
    for parameter, gradient in zip(held, gradients, strict=True):
        parameter.grad = torch.tensor(gradient)
    of_torch(held)
    other, _ = of_optax(optax).update([*map(jnp.array, gradients)], of_optax(optax).init(gradients))
    ours = [torch.tensor(gradient) for gradient in gradients]
    lower(op, "torch", None, ours)
    in_jax = lower(op, "jax", None, {str(i): jnp.array(g) for i, g in enumerate(gradients)})

    for place, parameter in enumerate(held):
        assert parameter.grad is not None
        # PyTorch's own adds 1e-6 to the norm, which is left out here.
        np.testing.assert_allclose(ours[place], parameter.grad, rtol=2e-6)
        np.testing.assert_allclose(ours[place], other[place], rtol=3e-7)
        np.testing.assert_allclose(in_jax[str(place)], other[place], rtol=3e-7)


def test_every_bound_is_held_to_the_libraries() -> None:
    assert {type(op) for op, _, _ in CLIPS} == set(known(Clip).values())
