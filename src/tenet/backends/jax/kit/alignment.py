"""Likelihoods of labels that stand somewhere along a sequence, in plain JAX."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array, lax, nn


def ctc_losses(
    scores: Array,
    target: Array,
    blank: int,
    *,
    skip: bool = False,
    lengths: Array | None = None,
    target_lengths: Array | None = None,
) -> tuple[Array, Array]:
    """Minus the log-likelihood of each row's labels [N, S] along its scores [N, T, K], and how much it counts.

    A row whose labels do not fit is infinite; or it does not count, if such are skipped.
    """
    rows, places, _ = scores.shape
    long = lengths if lengths is not None else jnp.full(rows, places)
    size = target_lengths if target_lengths is not None else jnp.full(rows, target.shape[1])
    label = jnp.arange(1, target.shape[1])
    equal = (target[:, 1:] == target[:, :-1]) & (label < size[:, None])
    fits = size + equal.sum(-1) <= long
    log = nn.log_softmax(scores)
    losses = -label_likelihood(log, target, blank, long, jnp.where(fits, size, 0))
    return jnp.where(fits, losses, 0.0 if skip else jnp.inf), (fits | (not skip)).astype(log.dtype)


def label_likelihood(log: Array, target: Array, blank: int, long: Array, size: Array) -> Array:
    """The log-likelihood of labels, summed over their alignments forwards (Graves et al., 2006, eq. 6 to 8).

    State 2i is the blank before label i, state 2i + 1 the label.
    """
    never = -1e30  # finite, since the derivative of a sum of infinities is no number
    path = jnp.full((len(log), 2 * target.shape[1] + 1), blank).at[:, 1::2].set(target)
    leaps = (path[:, 2:] != path[:, :-2]) & (path[:, 2:] != blank)
    said = jnp.take_along_axis(log, path[:, None, :], axis=2).swapaxes(0, 1)
    first = jnp.where(jnp.arange(path.shape[1]) < 1, 0.0, never).astype(log.dtype)
    real = (jnp.arange(log.shape[1])[:, None] < long)[..., None]

    def turn(state: Array, at: tuple[Array, Array]) -> tuple[Array, None]:
        step = jnp.pad(state[:, :-1], ((0, 0), (1, 0)), constant_values=never)
        leap = jnp.where(leaps, state[:, :-2], never)
        leap = jnp.pad(leap, ((0, 0), (2, 0)), constant_values=never)[:, : state.shape[1]]
        fresh = nn.logsumexp(jnp.stack([state, step, leap]), axis=0) + at[0]
        return jnp.where(at[1], fresh, state), None

    ended, _ = lax.scan(turn, jnp.broadcast_to(first, path.shape), (said, real))
    last = jnp.take_along_axis(ended, 2 * size[:, None], axis=1)[:, 0]
    label = jnp.take_along_axis(ended, jnp.maximum(2 * size - 1, 0)[:, None], axis=1)[:, 0]
    return jnp.where(size > 0, jnp.logaddexp(last, label), last)
