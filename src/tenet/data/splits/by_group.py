"""Groups of rows dealt out whole."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tenet.data.shares import Shares


class ByGroup(Shares):
    """Rows that share a value of a column stay together: all of a patient, an animal, a speaker.

    Otherwise the network would be tested on whom it knows already. Groups are dealt out at random until
    a part has its share of the rows, as nearly as whole groups can; a row without a value is its own group.
    """

    column: str
    """The column that tells whose a row is."""
    seed: Annotated[int, Field(ge=0, lt=2**64)] = 0
    """Another seed deals the groups out otherwise."""

    @property
    def names(self) -> tuple[str, ...]:
        """The column that tells whose a row is."""
        return (self.column,)
