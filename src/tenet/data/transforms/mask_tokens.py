"""Tokens hidden at random, for a network that learns by filling the gaps."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from tenet.catalogue.definition import Fraction
from tenet.catalogue.setting import called
from tenet.data.field import FieldType
from tenet.data.transform import Transform
from tenet.frozen import replace
from tenet.types.shape import Misfit
from tenet.types.tensor import EVERYTHING, DType


class MaskTokens(Transform):
    """Some tokens of each row hidden, drawn anew in each epoch (masked language model; Devlin et al., 2019).

    It gives two fields: the tokens, some hidden, and for each place whether it was chosen. Of the
    chosen ones `random` become any other token, `keep` stay, and the rest become `mask`. At least one token of
    each row is chosen; pieces in brackets, such as [SEP], never are. Rows that are judged keep theirs, so that
    epochs can be compared; in rows to predict nothing is hidden.
    """

    whole = True
    draws = True

    share: Annotated[float, Field(gt=0, le=1)]
    """Which share of the tokens is chosen."""
    mask: str
    """The token that hides others, such as "[MASK]"."""
    random: Fraction = 0.0
    """Which share of the chosen becomes any other token."""
    keep: Fraction = 0.0
    """Which share of the chosen stays as it is."""

    @model_validator(mode="after")
    def _shared_out(self) -> MaskTokens:
        if self.random + self.keep > 1:
            raise Misfit(
                f"cannot change {self.random * 100:g}% and keep {self.keep * 100:g}% of the chosen tokens",
                "together they are at most 100%",
                setting="keep",
            )
        return self

    def result(self, *fields: FieldType) -> FieldType:
        """The tokens, some hidden."""
        x = fields[0]
        if not x.sequence or x.dtype is not DType.I64 or len(x.shape) != 1:
            raise Misfit(
                f"hides tokens of a sequence, but its input is {x.words}",
                "give it what `word_pieces` gives",
            )
        return replace(x, origin=x.then(called(self)))

    def results(self, *fields: FieldType) -> tuple[FieldType, ...]:
        """The tokens, some hidden, and which were chosen."""
        tokens = self.result(*fields)
        chosen = replace(
            tokens,
            dtype=DType.BOOL,
            range=EVERYTHING,
            classes=None,
            class_count=None,
            columns=None,
            marks=(),
            origin=f"{tokens.origin} (chosen)",
        )
        return tokens, chosen
