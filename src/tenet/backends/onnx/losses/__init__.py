"""Losses in ONNX: none, for a deployed model has no targets. Mirrors tenet.policy.losses."""
