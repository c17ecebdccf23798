"""Bounds for gradients in JAX."""
