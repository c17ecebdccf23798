"""Excerpts of a source: its lines with numbers, and carets under exactly what is meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tenet.diagnostics.render.cells import shown, width
from tenet.frozen import frozen
from tenet.source import Position, Source, Span

LONGEST_STRETCH = 4
"""A span of more lines is shown by its first and its last."""
LONGEST_LINE = 160
"""Of a longer line, what stands around the marks is shown."""
BEFORE = 40
"""How much of a long line is shown before the first mark."""


@frozen
class Mark:
    """Something to point at: a span, the character to underline it with, and a remark."""

    span: Span
    character: str
    text: str = ""


@frozen
class _Stroke:
    """The part of a mark that lies on one line, in columns from 0."""

    start: int
    end: int
    character: str
    text: str


@frozen
class Row:
    """One row of an excerpt: a line of the source by number, an underline, or a gap."""

    kind: str
    text: str
    number: int = 0


def excerpt(source: Source, marks: Iterable[Mark]) -> Iterator[Row]:
    """The rows that show these marks; lines in order, a gap where lines are left out."""
    strokes: dict[int, list[_Stroke]] = {}
    for mark in marks:
        for number, stroke in _strokes(mark):
            strokes.setdefault(number, []).append(stroke)
    before = None
    for number in sorted(strokes):
        if before is not None and number > before + 1:
            yield Row("gap", "...")
        yield from _line(source.line(number), number, strokes[number])
        before = number


def _line(line: str, number: int, strokes: list[_Stroke]) -> Iterator[Row]:
    cut = 0
    if len(line) > LONGEST_LINE:
        cut = max(0, min(stroke.start for stroke in strokes) - BEFORE)
        rest = line[cut + LONGEST_LINE :]
        line = line[: cut + LONGEST_LINE] + ("…" if rest else "")
    lead = "…" if cut else ""
    yield Row("line", lead + shown(line[cut:]), number)
    for stroke in strokes:
        start = max(stroke.start, cut)
        indent = len(lead) + width(line[cut:start])
        cells = max(width(line[start : max(stroke.end, start)]), 1)
        text = f" {shown(stroke.text)}" if stroke.text else ""
        yield Row(stroke.character, " " * indent + stroke.character * cells + text)


def _strokes(mark: Mark) -> Iterator[tuple[int, _Stroke]]:
    source = mark.span.source
    first, last = mark.span.first, _last(mark.span)
    numbers: Iterable[int] = range(first.line, last.line + 1)
    if last.line - first.line >= LONGEST_STRETCH:
        numbers = (first.line, last.line)
    for number in numbers:
        line = source.line(number)
        indent = len(line) - len(line.lstrip())
        start = first.column - 1 if number == first.line else indent
        end = last.column - 1 if number == last.line else len(line.rstrip())
        text = mark.text if number == last.line else ""
        if number in (first.line, last.line) or end > start:
            yield number, _Stroke(start, end, mark.character, text)


def _last(span: Span) -> Position:
    """Where the span ends; one that takes in a line end stops before it."""
    first, last = span.first, span.last
    if last.column == 1 and last.line > first.line:
        return Position(last.line - 1, len(span.source.line(last.line - 1)) + 1)
    return last
