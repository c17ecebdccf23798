"""The likelihood of counts in JAX."""

from __future__ import annotations

from tenet.backends.averaging import averaged
from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.policy.losses.poisson import EPS, Poisson, PoissonOfLogs


def poisson(op: Poisson, node: Node) -> Code:
    """The rate less the logarithm of the rate for each that was counted."""
    call, helpers = averaged(op, f"({{0}} - {{1}} * jnp.log({{0}} + {EPS}))")
    return Code(call, helpers=helpers)


def poisson_of_logs(op: PoissonOfLogs, node: Node) -> Code:
    """The same of the rate's logarithm."""
    call, helpers = averaged(op, "(jnp.exp({0}) - {1} * {0})")
    return Code(call, helpers=helpers)
