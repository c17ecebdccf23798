"""Offsets in a text as an editor's positions, in the encoding that was agreed on, and back."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable

from lsprotocol.types import Position, PositionEncodingKind, Range

from tenet.source import Span

LINE_END = re.compile(r"\r\n|\n|\r")
"""What ends a line in the protocol; `str.splitlines` knows more, which would shift all that follows."""

UNITS: dict[str, Callable[[str], int]] = {
    PositionEncodingKind.Utf8: lambda text: len(text.encode("utf-8", "surrogatepass")),
    PositionEncodingKind.Utf16: lambda text: len(text.encode("utf-16-le", "surrogatepass")) // 2,
    PositionEncodingKind.Utf32: len,
}
"""How many code units a text has in each encoding."""


class Positions:
    """The lines of a text, asked for positions and offsets. Lines and columns count from 0."""

    def __init__(self, text: str, encoding: str = PositionEncodingKind.Utf16) -> None:
        self.text = text
        self.units = UNITS[encoding]
        self.plain = text.isascii()
        ends = [(0, 0), *((found.start(), found.end()) for found in LINE_END.finditer(text))]
        self.starts = [end for _, end in ends]
        self.ends = [start for start, _ in ends[1:]] + [len(text)]
        """Where the lines end, their line ends not counted."""

    def position(self, offset: int) -> Position:
        """The position of an offset; inside a line end it is that of the end of the line."""
        line = bisect_right(self.starts, offset) - 1
        start = self.starts[line]
        end = min(offset, self.ends[line])
        return Position(line, end - start if self.plain else self.units(self.text[start:end]))

    def offset(self, position: Position) -> int:
        """The offset of a position; one beyond a line, or the text, is at its end."""
        if position.line >= len(self.starts):
            return len(self.text)
        start, end = self.starts[position.line], self.ends[position.line]
        if self.plain:
            return min(start + position.character, end)
        left = position.character
        for at in range(start, end):
            left -= self.units(self.text[at])
            if left < 0:
                return at
        return end

    def range(self, span: Span) -> Range:
        """The range of a span of this text."""
        return Range(self.position(span.start), self.position(span.end))

    def offsets(self, range_: Range) -> tuple[int, int]:
        """The offsets of the two ends of a range."""
        return self.offset(range_.start), self.offset(range_.end)

    @property
    def whole(self) -> Range:
        """The range of the whole text."""
        return Range(Position(0, 0), self.position(len(self.text)))
