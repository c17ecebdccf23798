"""The rules that an export or a deployed model can break."""

from __future__ import annotations

from tenet.diagnostics import Rule

NOT_EQUAL = Rule("EXP001", "export-differs", "An exported model gives what the trained one gives.")
NOT_A_MODEL = Rule("EXP002", "not-a-model", "Predictions need a model that `tenet export` wrote.")
NOT_RUN = Rule("EXP003", "not-run", "A model is written when ONNX Runtime has run it on a CPU.")
NOTHING_TO_QUANTIZE = Rule(
    "EXP004", "nothing-to-quantize", "What is quantized are the products with weights in a network."
)
TOO_LOSSY = Rule(
    "EXP005", "quantized-too-far", "A quantized model gives nearly what it gave before."
)
