"""Rules about convolutions and the maps that they slide over."""

from __future__ import annotations

from tenet.lint.case import Case

TERMS = ("conv", "depthwise_conv", "max_pool", "avg_pool", "l2_pool")


def concerns(case: Case) -> bool:
    """Whether a window slides over anything."""
    return any(True for _ in case.called(*TERMS))
