"""The kinds of things that a `data` section names: sources, selections, transforms, splits."""

from __future__ import annotations

from abc import abstractmethod

from tenet.catalogue.definition import Definition
from tenet.catalogue.inputs import ONE, Inputs
from tenet.data.field import FieldType


class TableSource(Definition):
    """Where the rows come from."""

    kind = "source"
    home = "tenet.data.sources"


class Cleaning(Definition):
    """Which rows of the table are kept, and in which order, before anything is made of them."""

    kind = "cleaning"
    home = "tenet.data.cleaning"

    @property
    @abstractmethod
    def names(self) -> tuple[str, ...]:
        """The columns that it names."""


class Split(Definition):
    """How rows are divided into training, validation and test."""

    kind = "split"
    home = "tenet.data.splits"

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that it names itself, beside those of the field that it looks at."""
        return ()


class Stage(Definition):
    """A step of a field's pipeline: it selects columns, or transforms what came before."""

    kind = "transform"
    home = "tenet.data.transforms"
    inputs = ONE

    @abstractmethod
    def result(self, *fields: FieldType) -> FieldType:
        """What the field is after this stage; raises Misfit where it does not fit."""


class Transform(Stage):
    """A stage that takes fields and gives a field; a fitted one learns from the training rows."""


class Selection(Stage):
    """A stage that takes columns of the table: the beginning of a field."""

    inputs = Inputs(())
