"""Sequences in both directions in JAX."""

from __future__ import annotations

from tenet.backends.lowering import Fused

bidirectional = Fused("lstm")
