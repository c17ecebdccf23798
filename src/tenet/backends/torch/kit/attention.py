"""Attention in plain PyTorch."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor


def attend(
    queries: Tensor,
    keys: Tensor,
    values: Tensor,
    heads: int,
    *,
    kv_heads: int | None = None,
    causal: bool = False,
    scale: float | None = None,
    mask: Tensor | None = None,
    bias: Tensor | None = None,
    lengths: Tensor | None = None,
) -> Tensor:
    """Scaled dot-product attention [N, T, heads * E]; a query that may see nothing gives 0.

    True in the mask, [N, S] or [N, T, S], may be seen; keys beyond the lengths may not. The bias is
    added to the scores, [N, T, S] or [N, heads, T, S].
    """
    shared = kv_heads or heads
    q = queries.reshape(*queries.shape[:2], heads, -1).transpose(1, 2)
    k, v = (x.reshape(*x.shape[:2], shared, -1).transpose(1, 2) for x in (keys, values))
    seen = None
    if mask is not None:
        seen = mask[:, None, None] if mask.ndim == 2 else mask[:, None]
    if lengths is not None:
        real = torch.arange(keys.shape[1], device=keys.device) < lengths[:, None, None, None]
        seen = real if seen is None else seen & real
    if causal and (seen is not None or bias is not None):
        places = torch.arange(queries.shape[1], device=queries.device)
        before = places[:, None] >= places
        seen = before if seen is None else seen & before
    extra = seen
    if bias is not None:
        extra = bias if bias.ndim == 4 else bias[:, None]
        if seen is not None:
            extra = extra.masked_fill(~seen, torch.finfo(extra.dtype).min)
    result = F.scaled_dot_product_attention(
        q,
        k,
        v,
        attn_mask=extra,
        is_causal=causal and extra is None,
        scale=scale,
        enable_gqa=kv_heads is not None,
    )
    if mask is not None and seen is not None:
        result = result.masked_fill(~seen.any(-1, keepdim=True), 0)
    return result.transpose(1, 2).flatten(2)


def rotate(x: Tensor, heads: int, base: float = 10000.0) -> Tensor:
    """[N, T, heads * D], each pair of features of a head turned by an angle that grows with the place."""
    pairs = x.shape[-1] // heads // 2
    speed = base ** (-torch.arange(pairs, device=x.device, dtype=x.dtype) / pairs)
    angle = torch.arange(x.shape[1], device=x.device, dtype=x.dtype)[:, None, None] * speed
    first, second = x.reshape(*x.shape[:2], heads, -1).chunk(2, -1)
    cos, sin = angle.cos(), angle.sin()
    return torch.cat([first * cos - second * sin, second * cos + first * sin], -1).flatten(2)
