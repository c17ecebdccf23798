"""Likelihoods of labels that stand somewhere along a sequence, in plain PyTorch."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor


def ctc_losses(
    scores: Tensor,
    target: Tensor,
    blank: int,
    *,
    skip: bool = False,
    lengths: Tensor | None = None,
    target_lengths: Tensor | None = None,
) -> tuple[Tensor, Tensor]:
    """Minus the log-likelihood of each row's labels [N, S] along its scores [N, T, K], and how much it counts.

    A row whose labels do not fit is infinite; or it does not count, if such are skipped.
    """
    rows, places, _ = scores.shape
    long = lengths if lengths is not None else target.new_full((rows,), places)
    size = (
        target_lengths if target_lengths is not None else target.new_full((rows,), target.shape[1])
    )
    label = torch.arange(target.shape[1], device=target.device)[1:]
    equal = (target[:, 1:] == target[:, :-1]) & (label < size[:, None])
    fits = size + equal.sum(-1) <= long
    log = torch.log_softmax(scores, -1).transpose(0, 1)
    losses = F.ctc_loss(log, target, long, torch.where(fits, size, 0), blank, "none")
    return torch.where(fits, losses, 0.0 if skip else torch.inf), (fits | (not skip)).to(log.dtype)
