"""Penalties in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.penalty import L1, L2


def l1(op: L1, node: Node) -> Code:
    """The sum of |x|."""
    return _added("{0}.abs()", node)


def l2(op: L2, node: Node) -> Code:
    """The sum of x²."""
    return _added("{0}.square()", node)


def _added(size: str, node: Node) -> Code:
    """The sizes of all numbers: of each row where there are rows, of all where there are none."""
    if len(node.inputs) > 1 and not node.output.type.batched:
        each = size.replace("{0}", "x")
        return Code(f"torch.stack([{each}.sum() for x in ({{all}})]).sum()")
    terms = []
    for place, kind in enumerate(node.types):
        axes = tuple(range(1, kind.rank + 1))
        over = f"dim={axes[0] if len(axes) == 1 else axes}" if kind.batched else ""
        total = f".sum({over})" if axes or not kind.batched else ""
        terms.append(size.replace("{0}", f"{{{place}}}") + total)
    return Code(" + ".join(terms))
