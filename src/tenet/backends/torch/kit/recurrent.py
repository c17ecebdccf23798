"""Recurrent layers in plain PyTorch: nn's own, over rows of unequal length."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch import Tensor, nn


def run_recurrent(
    layer: Callable[..., Any],
    x: Tensor,
    *initial: Tensor,
    bidirectional: bool = False,
    lengths: Tensor | None = None,
) -> tuple[Tensor, ...]:
    """The states of all places, the last one, and the last cell if there is one.

    Directions stand side by side; beyond the length of a row states are zero.
    """
    directions = 2 if bidirectional else 1
    start = tuple(s.reshape(len(s), directions, -1).transpose(0, 1).contiguous() for s in initial)
    first = (start if len(start) > 1 else start[0]) if start else None
    if lengths is None:
        sequence, last = layer(x, first)
    else:
        packed = nn.utils.rnn.pack_padded_sequence(
            x, lengths.cpu(), batch_first=True, enforce_sorted=False
        )
        packed, last = layer(packed, first)
        sequence, _ = nn.utils.rnn.pad_packed_sequence(
            packed, batch_first=True, total_length=x.shape[1]
        )
    carried = last if isinstance(last, tuple) else (last,)
    return sequence, *(state[-directions:].transpose(0, 1).flatten(1) for state in carried)
