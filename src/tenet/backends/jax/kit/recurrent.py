"""Recurrent layers in plain JAX."""

from __future__ import annotations

from collections.abc import Callable

import jax
import jax.numpy as jnp
from jax import Array, lax, nn


def rnn_step(state: tuple[Array, ...], given: Array, recurrent: Array) -> tuple[Array, ...]:
    """The next state of a simple recurrence with tanh, of what input and state come to."""
    return (jnp.tanh(given + recurrent),)


def rnn_relu_step(state: tuple[Array, ...], given: Array, recurrent: Array) -> tuple[Array, ...]:
    """The next state of a simple recurrence with relu."""
    return (nn.relu(given + recurrent),)


def gru_step(state: tuple[Array, ...], given: Array, recurrent: Array) -> tuple[Array, ...]:
    """The next state; the reset gate comes after the recurrent product."""
    given_reset, given_update, given_new = jnp.split(given, 3, -1)
    reset, update, new = jnp.split(recurrent, 3, -1)
    update = nn.sigmoid(given_update + update)
    new = jnp.tanh(given_new + nn.sigmoid(given_reset + reset) * new)
    return ((1 - update) * new + update * state[0],)


def lstm_step(state: tuple[Array, ...], given: Array, recurrent: Array) -> tuple[Array, ...]:
    """The next state and cell; gates in the order input, forget, cell, output."""
    taken, kept, new, shown = jnp.split(given + recurrent, 4, -1)
    cell = nn.sigmoid(kept) * state[1] + nn.sigmoid(taken) * jnp.tanh(new)
    return nn.sigmoid(shown) * jnp.tanh(cell), cell


def run_recurrent(
    step: Callable[[tuple[Array, ...], Array, Array], tuple[Array, ...]],
    params: dict[str, Array],
    name: str,
    x: Array,
    *initial: Array,
    layers: int = 1,
    bidirectional: bool = False,
    lengths: Array | None = None,
) -> tuple[Array, ...]:
    """The states of all places, the last one, and the last cell if there is one.

    Directions stand side by side; beyond the length of a row states are zero.
    """
    own = {p: v.astype(x.dtype) for p, v in params.items() if p.startswith(f"{name}.")}
    units = own[f"{name}.weight_hh_l0"].shape[-1]
    count = 2 if step.__name__ == "lstm_step" else 1
    places = jnp.arange(x.shape[1])[:, None]
    real = None if lengths is None else (places < lengths)[..., None]
    last: tuple[Array, ...] = ()
    for layer in range(layers):
        sequences, ends = [], []
        for number, direction in enumerate(("", "_reverse") if bidirectional else ("",)):
            end = f"l{layer}{direction}"
            weight, bias = own[f"{name}.weight_hh_{end}"], own[f"{name}.bias_hh_{end}"]
            given = x @ own[f"{name}.weight_ih_{end}"].T + own[f"{name}.bias_ih_{end}"]
            first = tuple(s[:, number * units : (number + 1) * units] for s in initial)
            first = first or (jnp.zeros((len(x), units), x.dtype),) * count

            def turn(
                state: tuple[Array, ...],
                at: tuple[Array, Array | None],
                weight: Array = weight,
                bias: Array = bias,
            ) -> tuple[tuple[Array, ...], Array]:
                fresh = step(state, at[0], state[0] @ weight.T + bias)
                if (real := at[1]) is None:
                    return fresh, fresh[0]
                kept = tuple(jnp.where(real, n, o) for n, o in zip(fresh, state, strict=True))
                return kept, jnp.where(real, fresh[0], 0)

            final, states = lax.scan(
                turn, first, (given.swapaxes(0, 1), real), reverse=direction != ""
            )
            sequences.append(states.swapaxes(0, 1))
            ends.append(final)
        x = jnp.concatenate(sequences, -1)
        last = jax.tree.map(lambda *parts: jnp.concatenate(parts, -1), *ends)
    return x, *last
