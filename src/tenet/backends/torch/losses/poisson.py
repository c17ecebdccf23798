"""The likelihood of counts in PyTorch."""

from __future__ import annotations

from tenet.backends.averaging import averaged
from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.policy.losses.poisson import EPS, Poisson, PoissonOfLogs


def poisson(op: Poisson, node: Node) -> Code:
    """The rate less the logarithm of the rate for each that was counted."""
    call, helpers = averaged(op, f"({{0}} - {{1}} * torch.log({{0}} + {EPS}))")
    return Code(call, helpers=helpers)


def poisson_of_logs(op: PoissonOfLogs, node: Node) -> Code:
    """The same of the rate's logarithm."""
    call, helpers = averaged(op, "(torch.exp({0}) - {1} * {0})")
    return Code(call, helpers=helpers)
