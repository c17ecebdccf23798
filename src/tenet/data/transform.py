"""The kinds of things that a `data` section names: sources, selections, transforms, splits."""

from __future__ import annotations

from abc import abstractmethod
from typing import Annotated, cast

from pydantic import Field

from tenet.catalogue.definition import Definition
from tenet.catalogue.inputs import ONE, Inputs
from tenet.catalogue.setting import ByName
from tenet.data.field import FieldType
from tenet.frozen import replace
from tenet.types.dim import Dim
from tenet.types.shape import Misfit


class TableSource(Definition):
    """Where the rows come from."""

    kind = "source"
    home = "tenet.data.sources"

    @property
    def held(self) -> int | None:
        """How many rows are held at once, where the table is read in parts."""
        return None

    @property
    def headed(self) -> bool:
        """Whether its file says what the columns are called."""
        return True


class Cleaning(Definition):
    """Which rows of the table are kept, and in which order, before anything is made of them."""

    kind = "cleaning"
    home = "tenet.data.cleaning"
    keeps = False
    """Whether every row stays, so that it is done to rows to predict too."""
    by_row = False
    """Whether it looks at each row by itself, so that it can be done to a table that is read in parts."""

    @property
    @abstractmethod
    def names(self) -> tuple[str, ...]:
        """The columns that it names."""

    @property
    def length(self) -> Dim | None:
        """How many places each row has, where rows of the table become sequences."""
        return None


class Split(Definition):
    """How rows are divided into training, validation and test."""

    kind = "split"
    home = "tenet.data.splits"

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that it names itself, beside those of the field that it looks at."""
        return ()

    @property
    def trainings(self) -> int:
        """How many trainings it asks for, each with parts of its own."""
        return 1

    @property
    def without_rows(self) -> tuple[str, ...]:
        """The parts among train, validation and test that get no rows, whatever the table holds."""
        return ()


class Stage(Definition):
    """A step of a field's pipeline: it selects columns, or transforms what came before."""

    kind = "transform"
    home = "tenet.data.transforms"
    inputs = ONE
    whole = False
    """Whether it sees a sequence as one thing; any other stage treats each place like a row."""
    draws = False
    """Whether it draws anew for each row in each epoch; each of its inputs alike, by itself."""
    alike = False
    """Whether fields side by side are each treated by itself."""
    begins = False
    """Whether it takes columns as the table has them, right behind their selection."""
    cuts = False
    """Whether it makes several rows of each."""
    needs_table = cast("str | None", None)
    """Why it cannot be done to a table that is read in parts, if it cannot: "looks at other rows"."""
    spares_classes = False
    """Whether it leaves fields of whole numbers as they are, where others stand beside them."""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that it names one by one."""
        return ()

    @property
    def files(self) -> tuple[str, ...]:
        """The files that it learns from, from the folder of the spec."""
        return ()

    @abstractmethod
    def result(self, *fields: FieldType) -> FieldType:
        """What the field is after this stage, of rows or of places; raises Misfit where it does not fit."""

    def results(self, *fields: FieldType) -> tuple[FieldType, ...]:
        """What it gives side by side; most stages give one field.

        Raises:
            Misfit: it does not fit.
        """
        return (self.result(*fields),)

    def outcomes(self, *fields: FieldType) -> tuple[FieldType, ...]:
        """What the fields are after this stage, of rows or of sequences.

        Raises:
            Misfit: it does not fit.
        """
        trained = [field.trained for field in fields]
        if any(trained):
            return self._both(*fields)
        if self.whole or not any(field.sequence for field in fields):
            return self.results(*fields)
        lengths = {field.shape[0] if field.sequence else 1 for field in fields}
        if len(lengths) > 1:
            kinds = " and ".join(str(field.tensor.bare) for field in fields)
            raise Misfit(
                f"treats each place by itself, but its inputs are not as long as one another: {kinds}",
                "give them as separate inputs to the network",
            )
        length = lengths.pop()
        return tuple(x.along(length) for x in self.results(*(field.place for field in fields)))

    def _both(self, *fields: FieldType) -> tuple[FieldType, ...]:
        """The outcomes for what has another shape while training."""
        judged = self.outcomes(*(replace(field, trained=None) for field in fields))
        shapes = [field.trained or field.shape for field in fields]
        trained = self.outcomes(
            *(replace(f, shape=s, trained=None) for f, s in zip(fields, shapes, strict=True))
        )
        return tuple(
            replace(after, trained=None if during.shape == after.shape else during.shape)
            for after, during in zip(judged, trained, strict=True)
        )


class Transform(Stage):
    """A stage that takes fields and gives a field; a fitted one learns from the training rows."""


class Around(Transform):
    """A transform that looks at other rows of the table, in its order; all of a spec look among the same rows."""

    whole = True
    needs_table = "it looks at other rows"

    group: Annotated[str | None, Field(min_length=1), ByName()] = None
    """The column that says which rows belong together, and see one another; all do, if not said."""

    @property
    def names(self) -> tuple[str, ...]:
        """The column that tells groups apart."""
        return () if self.group is None else (self.group,)

    def require_rows(self, field: FieldType) -> None:
        """Raise Misfit where a group is named, and rows are groups already."""
        if field.sequence and self.group is not None:
            raise Misfit(
                f'looks at rows of one "{self.group}", but its input is a sequence for each row',
                "leave `group` out here, or out of `rows`",
            )


class Selection(Stage):
    """A stage that takes columns of the table: the beginning of a field."""

    inputs = Inputs(())
