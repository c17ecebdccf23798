"""Sequences in both directions in PyTorch."""

from __future__ import annotations

from tenet.backends.lowering import Fused

bidirectional = Fused("lstm")
