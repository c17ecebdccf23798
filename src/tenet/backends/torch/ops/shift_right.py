"""Moving a sequence on in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.shift_right import ShiftRight


def shift_right(op: ShiftRight, node: Node) -> Code:
    """Padded by one place before, and by one less behind; PyTorch counts axes of padding from the last."""
    x = node.types[0]
    pads = (0, 0) * (x.rank - 1 - op.along(x)) + (1, -1)
    return Code(f"F.pad({{0}}, {pads}, value={op.first(x)})")
