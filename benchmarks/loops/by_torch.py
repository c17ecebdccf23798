"""The loop that an expert writes by hand in PyTorch: rows in tensors, a fused optimizer, losses read once an epoch."""

from __future__ import annotations

import time

import torch
import torch.nn.functional as F
from loops.case import DECAY, RATE, Case, Epoch
from loops.torch_networks import groups, network


def make(case: Case) -> Epoch:
    """Epochs by hand."""
    x, y = torch.from_numpy(case.x), torch.from_numpy(case.y)
    torch.manual_seed(0)
    model = network(case.name).train()
    optimizer = torch.optim.AdamW(groups(model, DECAY), lr=RATE, fused=True)

    def epoch(_number: int) -> float:
        began = time.perf_counter()
        losses = []
        for batch in torch.randperm(len(x)).split(case.batch):
            optimizer.zero_grad()
            made = model(x.index_select(0, batch))
            loss = F.cross_entropy(made, y.index_select(0, batch))
            loss.backward()  # type: ignore[no-untyped-call]  # PyTorch leaves it untyped
            optimizer.step()
            losses.append(loss.detach())
        torch.stack(losses).tolist()
        return time.perf_counter() - began

    return epoch
