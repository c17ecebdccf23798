"""What the page knows, as JSON: boxes with all that is said of them, links, findings, measures."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tenet.diagnostics import Diagnostic
from tenet.draw.boxes import Box, Drawing
from tenet.draw.marks import marked
from tenet.draw.measures import MEASURES, assumed_sizes, detail, readings, tensors
from tenet.frozen import fields
from tenet.source import Source, Span


def content(
    doc: str, drawing: Drawing, sources: Sequence[Source], findings: Sequence[Diagnostic]
) -> str:
    """The page's knowledge as JSON that can stand in a script element; `doc` is what the spec says of itself."""
    numbers = {id(source): number for number, source in enumerate(sources)}
    found = {
        "measures": [{n: getattr(m, n) for n in fields(m)} for m in MEASURES],
        "boxes": [_box(box, numbers) for box in drawing.boxes],
        "links": [
            [link.source, link.target, link.value.number, link.value.type.bare]
            for link in drawing.links
        ],
        "facts": list(_said(doc, drawing.boxes)),
        "sizes": assumed_sizes(drawing.boxes),
        "findings": [_finding(finding, drawing.boxes, numbers) for finding in findings],
    }
    text = json.dumps(found, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    # A script element ends at the first `</script`, wherever it stands; these two are equal to JSON.
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def sources_of(main: Source, drawing: Drawing, findings: Sequence[Diagnostic]) -> list[Source]:
    """The texts that the page shows: the spec, and those in which a box or a finding stands."""
    spans = [*(box.span for box in drawing.boxes), *(finding.span for finding in findings)]
    known = {id(span.source): span.source for span in spans if span is not None}
    return [main, *(source for source in known.values() if source is not main)]


def _box(box: Box, numbers: Mapping[int, int]) -> dict[str, Any]:
    node = box.node
    return {
        "kind": box.kind,
        "title": box.title,
        "operation": "" if node is None else node.op.term(),
        "detail": "" if node is None else detail(node, box.constants),
        "type": "" if box.value is None else box.value.type.bare,
        "parent": box.parent,
        "measured": [[r.value, r.short, r.full] for r in readings(box)],
        "at": None if box.span is None else _place(box.span, numbers),
        "facts": list(_facts(box)),
    }


def _said(doc: str, boxes: Sequence[Box]) -> Iterator[tuple[str, str]]:
    """What is said of the whole spec."""
    if doc:
        yield "what it is", doc
    known = {id(box.known): box.known for box in boxes if box.known is not None}
    assumed = dict.fromkeys(sentence for found in known.values() for sentence in found.assumptions)
    if assumed:
        yield "predictions assume", "\n".join(assumed)


def _facts(box: Box) -> Iterator[tuple[str, str]]:
    """What is said of a box beside its numbers."""
    if box.path != box.title:
        yield "path", box.path
    if box.use is not None:
        yield "block", box.use.name
        if box.use.doc:
            yield "what it is", box.use.doc
    if box.value is not None:
        yield "gives", str(box.value.type)
        if box.value.hint:
            yield "called", box.value.hint
    node = box.node
    if node is not None and node.layer != node.path:
        yield "shares its parameters with", node.layer
    if node is not None and node.parameters:
        yield "holds", tensors(node)
    why = None if box.known is None or box.value is None else box.known.why_unknown(box.value)
    if why is not None:
        yield "no scale, since", why


def _finding(
    finding: Diagnostic, boxes: Sequence[Box], numbers: Mapping[int, int]
) -> dict[str, Any]:
    return {
        "severity": finding.severity,
        "code": finding.rule.code,
        "name": finding.rule.name,
        "message": finding.message,
        "reason": finding.rule.reason,
        "help": finding.help or "",
        "labels": [[label.span.first.line, label.text] for label in finding.labels],
        "at": None if finding.span is None else _place(finding.span, numbers),
        "boxes": marked(finding.span, boxes),
    }


def _place(span: Span, numbers: Mapping[int, int]) -> list[int]:
    """The number of a text, the first line, and the last that the span has a character of."""
    last = span.source.position(max(span.end - 1, span.start))
    return [numbers[id(span.source)], span.first.line, last.line]
