"""Read a sequence in both directions."""

from __future__ import annotations

from pydantic import model_validator

from tenet.catalogue.operation import Operation
from tenet.ops.recurrent import Recurrent
from tenet.types.shape import Misfit
from tenet.types.tensor import TensorType


class Bidirectional(Operation):
    """A recurrent layer in both directions: `bidirectional(gru(64))` is `gru(64, bidirectional=true)`.

    Shapes: those of the layer, with twice as many features.

    Source: Schuster and Paliwal (1997).
    """

    examples = ("network(x: f32[5, 3]) -> y { y = x -> bidirectional(gru(4)) }",)

    layer: Operation
    """The recurrent layer: `rnn`, `gru` or `lstm`."""

    @model_validator(mode="after")
    def _is_recurrent(self) -> Bidirectional:
        if not isinstance(self.layer, Recurrent):
            raise Misfit(
                f"reads a recurrent layer in both directions, and `{self.layer.term()}` is none",
                "give a recurrent layer, such as `bidirectional(gru(64))`",
                setting="layer",
            )
        return self

    def meant(self) -> Operation:
        """The layer with both directions."""
        return self.layer.model_copy(update={"bidirectional": True})

    def result(self, *types: TensorType) -> TensorType:
        """That of the layer."""
        return self.meant().result(*types)
