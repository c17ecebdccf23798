"""Optimizers that PyTorch lacks, or has in another precision: a step of each parameter by itself."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

import torch
from torch import Tensor


class OwnOptimizer(torch.optim.Optimizer):
    """An optimizer whose slots are as large as the parameters, and which counts its steps."""

    slots: tuple[str, ...] = ()
    """The names of its slots, which start as zeros."""

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]  # no closure is ever given
        """Effect: every parameter that has a gradient has moved."""
        assert closure is None
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                state["step"] = int(state.get("step", 0)) + 1
                for slot in self.slots:
                    if slot not in state:
                        state[slot] = torch.zeros_like(p)
                self.move(p, p.grad, state, group)

    @abstractmethod
    def move(self, p: Tensor, g: Tensor, state: dict[str, Any], group: dict[str, Any]) -> None:
        """Effect: one parameter has moved, and its slots too."""
