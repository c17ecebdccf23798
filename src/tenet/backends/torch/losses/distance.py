"""Losses of distances in PyTorch."""

from __future__ import annotations

from tenet.backends.averaging import averaged
from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.policy.losses.distance import Contrastive, Triplet


def triplet(op: Triplet, node: Node) -> Code:
    """The kit's."""
    return _of_distance(op, "triplet_losses")


def contrastive(op: Contrastive, node: Node) -> Code:
    """The kit's."""
    return _of_distance(op, "contrastive_losses")


def _of_distance(op: Triplet | Contrastive, word: str) -> Code:
    call, helpers = averaged(op, f"{word}({{0}}, {{1}}, {{2}}, {op.margin!r})")
    return Code(call, helpers=(*helpers, f"distance.{word}", "root.root"))
