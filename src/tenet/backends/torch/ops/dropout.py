"""Dropout and its relatives in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code, channels_last
from tenet.ir.graph import Node
from tenet.ops.dropout import AlphaDropout, Dropout, DropPath, SpatialDropout
from tenet.types.shape import spatial


def dropout(op: Dropout, node: Node) -> Code:
    """Dropout while the module is training."""
    return Code(f"F.dropout({{0}}, {float(op.rate)!r}, self.training)")


def alpha_dropout(op: AlphaDropout, node: Node) -> Code:
    """PyTorch's own."""
    return Code(f"F.alpha_dropout({{0}}, {float(op.rate)!r}, self.training)")


def spatial_dropout(op: SpatialDropout, node: Node) -> Code:
    """Dropout of whole channels, which PyTorch wants first."""
    layout = spatial(node.types[0].shape)
    call = f"F.dropout{len(layout.places)}d({{0}}, {float(op.rate)!r}, self.training)"
    return Code(channels_last(call, swap=layout.channels_last))


def drop_path(op: DropPath, node: Node) -> Code:
    """The kit's."""
    call = f"drop_path({{0}}, {float(op.rate)!r}, self.training)"
    return Code(call, helpers=("random.drop_path",))
