"""The kind of thing that `quantize` takes: numbers in fewer bits than they were trained in."""

from __future__ import annotations

from typing import Annotated

from tenet.catalogue.definition import Count, Definition, Positive
from tenet.catalogue.setting import ByName


class Quantization(Definition):
    """Numbers in fewer bits than they were trained in."""

    kind = "quantization"
    home = "tenet.policy.quantization"


class Int8(Quantization):
    """Weights and activations of the network as whole numbers times a scale, measured after training; preprocessing stays as it is.

    Activations take 8 bits, in a range that is measured on training rows; weights take 7, with a scale
    for each output channel, so that no processor's sums of products overflow. Layers that have no such
    form stay in floats. Source: Jacob et al. (2018); Krishnamoorthi (2018), sec. 3.
    """

    rows: Annotated[Count, ByName()] = 500
    """On how many training rows the ranges are measured; on all, if there are no more."""
    tolerance: Annotated[Positive, ByName()] = 0.05
    """How far an output may be from the model's before on average, in the scale in which the loss sees it."""
