"""The settings of the `export` section."""

from __future__ import annotations

from tenet.catalogue.definition import Definition, Positive


class Format(Definition):
    """A format that a trained model is written in."""

    kind = "format"
    home = "tenet.policy.formats"


class Export(Definition):
    """What is written for deployment."""

    kind = "section"

    format: Format | None = None
    """The file format; ONNX unless given."""
    tolerance: Positive = 1e-4
    """The largest absolute difference between the trained and the exported model."""
