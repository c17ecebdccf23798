"""Which boxes a finding is about: the smallest that hold its words, or all that its words hold."""

from __future__ import annotations

from collections.abc import Sequence

from tenet.draw.boxes import Box
from tenet.source import Span


def marked(span: Span | None, boxes: Sequence[Box]) -> list[int]:
    """The numbers of the boxes that stand at a place of the text; none where no box does."""
    if span is None:
        return []
    here = [(number, box.span) for number, box in enumerate(boxes) if _is_at(box, span)]
    around = [(n, s.end - s.start) for n, s in here if s and _within(span, s)]
    if around:
        least = min(length for _, length in around)
        return [number for number, length in around if length == least]
    return [number for number, s in here if s and _within(s, span)]


def _is_at(box: Box, span: Span) -> bool:
    return box.kind != "output" and box.span is not None and box.span.source is span.source


def _within(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
