"""Attention in plain JAX."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array, nn


def attend(
    queries: Array,
    keys: Array,
    values: Array,
    heads: int,
    *,
    kv_heads: int | None = None,
    causal: bool = False,
    scale: float | None = None,
    mask: Array | None = None,
    bias: Array | None = None,
    lengths: Array | None = None,
) -> Array:
    """Scaled dot-product attention [N, T, heads * E]; a query that may see nothing gives 0.

    True in the mask, [N, S] or [N, T, S], may be seen; keys beyond the lengths may not. The bias is
    added to the scores, [N, T, S] or [N, heads, T, S].
    """
    shared = kv_heads or heads
    q = queries.reshape(*queries.shape[:2], shared, heads // shared, -1)
    k = keys.reshape(*keys.shape[:2], shared, -1)
    v = values.reshape(*values.shape[:2], shared, -1)
    wide = jnp.promote_types(q.dtype, jnp.float32)  # what is between the products is never rounded
    scores = jnp.einsum("nthgd,nshd->nhgts", q, k, preferred_element_type=wide)
    scores *= scale or q.shape[-1] ** -0.5
    if bias is not None:
        scores += (
            bias[:, None, None]
            if bias.ndim == 3
            else bias.reshape(len(bias), *scores.shape[1:3], *bias.shape[2:])
        )
    seen = jnp.ones((1, queries.shape[1], keys.shape[1]), bool)
    if mask is not None:
        seen &= mask[:, None] if mask.ndim == 2 else mask
    if lengths is not None:
        seen &= jnp.arange(keys.shape[1]) < lengths[:, None, None]
    if causal:
        seen &= jnp.tri(queries.shape[1], keys.shape[1], dtype=bool)
    seen = seen[:, None, None]
    weights = nn.softmax(jnp.where(seen, scores, -1e30), -1)
    weights = jnp.where(seen, weights, 0).astype(v.dtype)
    result = jnp.einsum("nhgts,nshe->nthge", weights, v)
    return result.reshape(*queries.shape[:2], -1)


def rotate(x: Array, heads: int, base: float = 10000.0) -> Array:
    """[N, T, heads * D], each pair of features of a head turned by an angle that grows with the place."""
    pairs = x.shape[-1] // heads // 2
    speed = base ** (-jnp.arange(pairs, dtype=x.dtype) / pairs)
    angle = jnp.arange(x.shape[1], dtype=x.dtype)[:, None, None] * speed
    first, second = jnp.split(x.reshape(*x.shape[:2], heads, -1), 2, -1)
    cos, sin = jnp.cos(angle), jnp.sin(angle)
    turned = jnp.concatenate([first * cos - second * sin, second * cos + first * sin], -1)
    return turned.reshape(x.shape)
