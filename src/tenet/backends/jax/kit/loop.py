"""Loops that run in plain JAX: a cell along a sequence, a decoder on what it has said itself."""

from __future__ import annotations

from collections.abc import Callable

import jax
import jax.numpy as jnp
from jax import Array, lax, nn


def run_scan(
    cell: Callable[..., Array | tuple[Array, ...]],
    params: dict[str, Array],
    x: Array,
    states: tuple[Array, ...] = (),
    given: tuple[Array, ...] = (),
    lengths: Array | None = None,
) -> tuple[Array, ...]:
    """The outputs of a cell at all places of [N, T, …], then the last states.

    Beyond the length of a row outputs are zero, and states stay.
    """

    def turn(states: tuple[Array, ...], at: tuple[Array, Array]) -> tuple[tuple[Array, ...], Array]:
        made = cell(params, at[1], *states, *given)
        output, *fresh = made if isinstance(made, tuple) else (made,)
        if lengths is None:
            return tuple(fresh), output
        real = [(at[0] < lengths).reshape(-1, *[1] * (m.ndim - 1)) for m in (output, *fresh)]
        kept = zip(real[1:], fresh, states, strict=True)
        output = jnp.where(real[0], output, jnp.zeros_like(output))
        return tuple(jnp.where(there, new, old) for there, new, old in kept), output

    last, outputs = lax.scan(turn, states, (jnp.arange(x.shape[1]), x.swapaxes(0, 1)))
    return outputs.swapaxes(0, 1), *last


def run_generate(
    decoder: Callable[..., Array],
    params: dict[str, Array],
    given: tuple[Array | None, ...],
    rows: int,
    limit: int,
    start: int = 0,
    end: int | None = None,
    temperature: float | None = None,
    key: Array | None = None,
) -> tuple[Array, Array]:
    """Tokens [N, limit], each the likeliest after all before it, and the distributions of each.

    The decoder gets the tokens so far, with room for the others, then what is given, where None stands
    for how many they are. With a temperature tokens are drawn. After the end there is nothing but
    ends, for certain.
    """

    def turn(
        so_far: tuple[Array, Array], place: Array
    ) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
        tokens, ended = so_far
        length = jnp.full((rows,), place + 1)
        made = decoder(params, tokens, *(length if g is None else g for g in given))
        chances = lax.dynamic_index_in_dim(made, place, 1, keepdims=False)
        if temperature is not None:
            chances = nn.softmax(jnp.log(chances) / temperature)
        if end is not None:
            certain = nn.one_hot(end, chances.shape[-1], dtype=chances.dtype)
            chances = jnp.where(ended[:, None], certain, chances)
        token = chances.argmax(-1)
        if temperature is not None and key is not None:
            token = jax.random.categorical(jax.random.fold_in(key, place), jnp.log(chances))
        token = token.astype(tokens.dtype)
        if end is not None:
            ended = ended | (token == end)
        return (tokens.at[:, place + 1].set(token, mode="drop"), ended), (token, chances)

    first = jnp.full((rows, limit), start), jnp.zeros(rows, bool)
    _, (tokens, chances) = lax.scan(turn, first, jnp.arange(limit))
    return tokens.swapaxes(0, 1), chances.swapaxes(0, 1)


def take_beams(x: Array, beam: Array) -> Array:
    """What [N, beams, …] holds for the chosen beams of each row."""
    return jnp.take_along_axis(x, beam.reshape(*beam.shape, *[1] * (x.ndim - 2)), 1)


def search_beams(
    decoder: Callable[..., Array],
    params: dict[str, Array],
    given: tuple[Array | None, ...],
    rows: int,
    limit: int,
    beams: int,
    start: int = 0,
    end: int | None = None,
) -> tuple[Array, Array]:
    """Tokens [N, limit] of the likeliest of several sequences, and the distributions of each.

    What is given has each row as often as there are beams. Sequences are compared by the sum of the
    logarithms of their tokens' probabilities.
    """

    def distribution(tokens: Array, place: Array | int) -> Array:
        length = jnp.full((rows * beams,), place + 1)
        read = (length if g is None else g for g in given)
        made = decoder(params, tokens.reshape(rows * beams, limit), *read)
        at: Array = lax.dynamic_index_in_dim(made, place, 1, keepdims=False)
        return at.reshape(rows, beams, -1)

    def turn(place: Array, so_far: tuple[Array, ...]) -> tuple[Array, ...]:
        tokens, said, ended, score, seen = so_far
        chances = distribution(tokens, place)
        if end is not None:
            certain = nn.one_hot(end, chances.shape[-1], dtype=chances.dtype)
            chances = jnp.where(ended[..., None], certain, chances)
        total = (score[..., None] + jnp.log(chances)).reshape(rows, -1)
        score, best = lax.top_k(total, beams)
        beam, token = jnp.divmod(best, chances.shape[-1])
        token = token.astype(tokens.dtype)
        ended = take_beams(ended, beam) | (False if end is None else token == end)
        return (
            take_beams(tokens, beam).at[:, :, place + 1].set(token, mode="drop"),
            take_beams(said, beam).at[:, :, place].set(token),
            ended,
            score,
            take_beams(seen, beam).at[:, :, place].set(take_beams(chances, beam)),
        )

    tokens = jnp.full((rows, beams, limit), start)
    kind = jax.eval_shape(distribution, tokens, 0)
    score = jnp.full((rows, beams), -jnp.inf, kind.dtype).at[:, 0].set(0)
    seen = jnp.zeros((rows, beams, limit, kind.shape[-1]), kind.dtype)
    first = tokens, tokens, jnp.zeros((rows, beams), bool), score, seen
    _, said, _, _, seen = lax.fori_loop(0, limit, turn, first)
    return said[:, 0], seen[:, 0]
