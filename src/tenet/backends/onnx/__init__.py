"""Lowering to ONNX: a trained network as one file that needs nothing of Tenet to run."""

from __future__ import annotations
