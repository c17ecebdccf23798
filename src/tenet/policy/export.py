"""The settings of the `export` section."""

from __future__ import annotations

from typing import Annotated

from pydantic import model_validator

from tenet.catalogue.definition import Definition, Positive
from tenet.catalogue.setting import Dotted
from tenet.policy.quantization import Quantization
from tenet.types.shape import Misfit


class Format(Definition):
    """A format that a trained model is written in."""

    kind = "format"
    home = "tenet.policy.formats"


class Export(Definition):
    """What is written for deployment."""

    kind = "section"

    format: Format | None = None
    """The file format; ONNX unless given."""
    outputs: tuple[Annotated[str, Dotted("an output such as answer or generator.fake")], ...] = ()
    """What the model gives, and no more, with the inputs that this needs; all of a network's outputs unless given."""
    tolerance: Positive = 1e-4
    """The largest absolute difference between the trained and the exported model, before it is quantized."""
    quantize: Quantization | None = None
    """Fewer bits for the network's numbers, where that loses little enough."""

    stepwise: bool = False
    """Whether an encoder, and one step of what `generate` runs, are written as models of their own beside the whole."""

    @model_validator(mode="after")
    def _divides_floats(self) -> Export:
        if self.quantize is not None and self.stepwise:
            raise Misfit(
                f"has both `stepwise` and `quantize={self.quantize.term()}`, but an encoder and a step are not quantized",
                "leave one of the two out",
                setting="stepwise",
            )
        return self

    @model_validator(mode="after")
    def _quantizes_floats(self) -> Export:
        narrow = getattr(self.format, "precision", "f32")
        if self.quantize is not None and narrow != "f32":
            raise Misfit(
                f"quantizes numbers of f32 by `{self.quantize.term()}`, but the format has `precision={narrow}`",
                "leave one of the two out",
                setting="quantize",
            )
        return self
