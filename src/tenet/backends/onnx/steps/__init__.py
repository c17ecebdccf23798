"""What each step of a fitted pipeline is in ONNX: bit for bit what `tenet.data.apply` does."""

from __future__ import annotations
