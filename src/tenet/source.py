"""Source text, and the spans by which every value remembers where it was written."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

from tenet.frozen import frozen


@frozen
class Position:
    """A place in a text; line and column count from 1, columns in code points."""

    line: int
    column: int


@frozen
class Source:
    """A text and the name that diagnostics give it (a path as the user wrote it)."""

    name: str
    text: str

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """Offsets at which the lines begin."""
        starts, end = [0], self.text.find("\n")
        while end >= 0:
            starts.append(end + 1)
            end = self.text.find("\n", end + 1)
        return tuple(starts)

    def position(self, offset: int) -> Position:
        """The line and column of an offset."""
        line = bisect_right(self.line_starts, offset)
        return Position(line, offset - self.line_starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """The text of a line (from 1), without its line end."""
        start = self.line_starts[number - 1]
        end = self.line_starts[number] if number < len(self.line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    def utf16_column(self, offset: int) -> int:
        """UTF-16 code units before an offset on its line, as editors count columns."""
        start = self.line_starts[self.position(offset).line - 1]
        return len(self.text[start:offset].encode("utf-16-le")) // 2


@frozen
class Span:
    """A stretch of a source: offsets from `start` up to, not including, `end`."""

    source: Source
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words that the span covers."""
        return self.source.text[self.start : self.end]

    @property
    def first(self) -> Position:
        """Where the span begins."""
        return self.source.position(self.start)

    @property
    def last(self) -> Position:
        """The position just after the span."""
        return self.source.position(self.end)

    def to(self, other: Span) -> Span:
        """The span from the beginning of this one to the end of another."""
        return Span(self.source, self.start, max(self.end, other.end))
