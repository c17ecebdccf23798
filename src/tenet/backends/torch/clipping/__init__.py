"""Bounds for gradients in PyTorch."""
