"""What each step does to rows, in numpy; `backends/onnx/steps` does the same, bit for bit."""

from __future__ import annotations
