"""Vectors side by side."""

from __future__ import annotations

from tenet.data.step import Step


class Concat(Step):
    """Several `[N, k]` joined along their last axis."""

    takes = None
