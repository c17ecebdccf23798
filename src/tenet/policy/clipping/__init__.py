"""Bounds for gradients."""
