"""Whole numbers in JAX, which has 32 bits for them."""

from __future__ import annotations

from math import isfinite

from tenet.backends.mistakes import NOT_LOWERED
from tenet.ir.graph import Node
from tenet.types.tensor import DType

MOST = 2**31 - 1
"""The largest whole number of 32 bits."""


def require_narrow(node: Node) -> None:
    """Raise TenetError for whole numbers that are known not to fit into the 32 bits that JAX has for them."""
    kind = node.output.type
    if kind.dtype is not DType.I64:
        return
    beyond = [end for end in (kind.range.low, kind.range.high) if isfinite(end) and abs(end) > MOST]
    if beyond:
        raise NOT_LOWERED.error(
            node.span,
            f"`{node.op.term()}` cannot be lowered to jax: it reaches {max(beyond, key=abs):,.0f}, and JAX"
            f" computes whole numbers in 32 bits, which end at {MOST:,}",
            help="compute with floats, or keep the numbers smaller, for example with `mod`",
        )
