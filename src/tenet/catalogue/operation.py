"""An operation: from tensor types and settings to a tensor type, its parameters and its cost."""

from __future__ import annotations

from abc import abstractmethod
from enum import StrEnum
from typing import Literal, cast

from tenet.catalogue.definition import Definition
from tenet.catalogue.draw import Draw, Recipe
from tenet.catalogue.initialiser import Initialiser
from tenet.catalogue.inputs import ONE
from tenet.frozen import frozen
from tenet.types.dim import Dim
from tenet.types.shape import Shape
from tenet.types.tensor import EVERYTHING, Interval, TensorType


class Role(StrEnum):
    """What a parameter is, for choosing parameters by kind."""

    WEIGHT = "weights"
    BIAS = "biases"
    NORM = "norms"
    EMBEDDING = "embeddings"
    STATISTIC = "statistics"


@frozen
class ParameterSpec:
    """A parameter that an operation needs.

    Attributes:
        name: what the operation calls it, the last part of its path; empty where it is the whole node.
        shape: its sizes.
        role: its kind; statistics are carried along but not trained.
        init: how it starts; `auto` is decided by what the layer feeds.
        fans: numbers that one output sums over, and outputs that one input reaches (fan-in, fan-out).
    """

    name: str
    shape: Shape
    role: Role
    init: Initialiser | Literal["auto"]
    fans: tuple[Dim, Dim] | None = None


InitFamily = Literal["he", "xavier", "lecun"]


class Operation(Definition):
    """Something that computes a tensor from tensors. Settings are its fields, all static."""

    kind = "operation"
    home = "tenet.ops"
    inputs = ONE
    feeds = cast("InitFamily | None", None)
    """The family of initialisers that a layer wants whose output goes into this operation."""
    carries = False
    """Whether what a layer feeds is decided by what comes after this operation."""
    relays = False
    """Whether it only lays the same numbers out on other axes."""
    training_only = False
    """Whether it is the identity outside training."""
    of_rows = False
    """Whether it must know how many rows there are, which a further input tells."""
    keeps_padding_last = False
    """Whether what it makes of places beyond a row's end stands beyond the end of the result."""
    neutral = cast("float | None", None)
    """What padded places hold so that they change nothing: 0 in a sum, -infinity in a maximum."""
    of_products = False
    """Whether it adds up products, and so is computed in the precision that training asks for."""
    runs = False
    """Whether it runs a cell, which is closed before it is applied."""
    finds_channels = False
    """Whether it finds channels by the layout of its input, and no axis by its number."""
    divides = False
    """Whether its results are parts of one thing, so that all of them are taken."""

    def meant(self) -> Operation:
        """What it stands for: itself, unless it is a way to write another operation."""
        return self

    def told(self, count: Dim) -> Operation:
        """It, knowing how many categories its input chooses from, where the type of that does not tell."""
        return self

    @abstractmethod
    def result(self, *types: TensorType) -> TensorType:
        """The type of the output; raises Misfit where the inputs do not fit."""

    def further(self, *types: TensorType) -> tuple[TensorType, ...]:
        """The types of the results beside the output, such as the last state of a recurrence."""
        return ()

    def value_range(self, *ranges: Interval) -> Interval:
        """Where the output's elements lie, given where those of the inputs lie."""
        return EVERYTHING

    def range_of(self, *types: TensorType) -> Interval:
        """The same, for an operation to which the element types of its inputs matter too."""
        return self.value_range(*(kind.range for kind in types))

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """The axes of the first input whose places see one another, the batch not counted.

        Along these, padding must be left out: by `neutral`, or by a case of `leave_out_padding`.
        """
        return ()

    def kept_axis(self, axis: int, *types: TensorType) -> int | None:
        """Where an axis of the input stands in the output, where this only lays numbers out or leaves some out.

        None where it does more than that, or does not keep the axis whole; counted without the batch.
        """
        before, after = types[0].shape, self.result(*types).shape if self.relays else ()
        last = axis == len(before) - 1 and after[-1:] == before[-1:]
        return len(after) - 1 if last else None

    def draws(self, *types: TensorType) -> tuple[Draw, ...]:
        """What it draws at random, for one row, while training."""
        return ()

    def recipe(self, *types: TensorType) -> Recipe:
        """What it computes of its inputs and its draws, by operations that draw nothing."""
        raise AssertionError(f"{self.term()} draws nothing")

    def open_sizes(self, *types: TensorType) -> frozenset[str]:
        """The named sizes that computing it needs in numbers; further inputs tell them."""
        return frozenset()

    def parameters(self, *types: TensorType) -> tuple[ParameterSpec, ...]:
        """The parameters that it needs for inputs of these types."""
        return ()

    def macs(self, *types: TensorType) -> Dim:
        """Multiply-adds for one row."""
        return 0
