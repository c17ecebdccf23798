"""Texts as the numbers of pieces that a vocabulary was made of before: whole words and parts of words."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tenet.catalogue.inputs import MANY
from tenet.catalogue.setting import called
from tenet.data.field import FieldType
from tenet.data.transform import Transform
from tenet.frozen import replace
from tenet.types.dim import named
from tenet.types.shape import Misfit
from tenet.types.tensor import DType, Interval


class _Pieces(Transform):
    """Each text as a sequence of numbers of pieces."""

    whole = True

    path: Annotated[str, Field(min_length=1)]

    @property
    def files(self) -> tuple[str, ...]:
        """The file of the pieces."""
        return (self.path,)

    def numbered(self, *fields: FieldType) -> FieldType:
        """The numbers of the pieces of one text, or of several one after the other; raises Misfit."""
        for x in fields:
            if x.sequence or x.shape:
                raise Misfit(
                    f"divides one text for each row, but its input is {x.words}",
                    "give it a single column, once",
                )
        texts = [x.cells().texts() for x in fields]
        origin = f"{', '.join(x.origin for x in texts)} -> {called(self)}"
        return replace(
            texts[0],
            dtype=DType.I64,
            range=Interval(0),
            class_count=named(f"classes({origin})"),
            classes=None,
            columns=texts[0].columns if len(texts) == 1 else None,
            origin=origin,
        ).along(named(f"{self.term()}({', '.join(x.origin for x in texts)})"))


class WordPieces(_Pieces):
    """Texts as the numbers of pieces of words, the longest known piece first (WordPiece; Devlin et al., 2019).

    A word begins with a piece such as `play` and goes on with pieces such as `##ing`; a word that no pieces
    make is `unknown`. Pieces in square brackets stand as they are wherever a text holds them. Of two texts it
    gives two fields: their pieces, one text behind the other, and for each piece 0 or 1, the text that it is of.
    """

    inputs = MANY

    path: Annotated[str, Field(min_length=1)]
    """The file of the pieces, one a line, the first with number 0; from the folder of the spec."""
    start: str | None = None
    """The piece that begins each row, such as "[CLS]"."""
    separator: str | None = None
    """The piece that ends each text, such as "[SEP]"."""
    unknown: str = "[UNK]"
    """The piece for words that no pieces make."""
    lower: bool = True
    """Whether texts are written in lower case, without accents, first."""

    def result(self, *fields: FieldType) -> FieldType:
        """The numbers of the pieces."""
        return self.numbered(*fields)

    def results(self, *fields: FieldType) -> tuple[FieldType, ...]:
        """The numbers of the pieces; of two texts, also which of them each piece is of."""
        if len(fields) > 2:
            raise Misfit(f"takes one text or two, not {len(fields)}", "join them before")
        pieces = self.numbered(*fields)
        if len(fields) == 1:
            return (pieces,)
        segment = replace(
            pieces, range=Interval(0, 1), class_count=2, origin=f"{pieces.origin} (segment)"
        )
        return pieces, segment


class BytesPairs(_Pieces):
    """Texts as the numbers of byte pairs (byte-level BPE; Sennrich et al., 2016; Radford et al., 2019).

    Nothing is unknown: every byte is a piece, and pairs that were often beside one another are pieces too.
    """

    path: Annotated[str, Field(min_length=1)]
    """The file of pieces and pairs, a `tokenizer.json`; from the folder of the spec."""

    def result(self, *fields: FieldType) -> FieldType:
        """The numbers of the pieces."""
        return self.numbered(*fields)
