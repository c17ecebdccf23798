"""The kind of thing that `clip` takes."""

from __future__ import annotations

from tenet.catalogue.definition import Definition


class Clip(Definition):
    """A bound for gradients, kept before the optimizer sees them."""

    kind = "bound"
    home = "tenet.policy.clipping"
