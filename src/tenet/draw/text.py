"""The texts of a spec, line by line, as they stand beside the picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from tenet.diagnostics import Diagnostic
from tenet.html import Html, joined, tag
from tenet.source import Source
from tenet.syntax.tables import load
from tenet.syntax.tokens import scan

Word = tuple[int, int, str]
"""Where a word begins and ends, and what it is."""


def listing(source: Source, number: int, findings: Sequence[Diagnostic]) -> Html:
    """A text as a list of lines, each of which can be chosen, the words that are found fault with marked.

    `number` is that of the text.
    """
    faults = [(f.span, f"found {f.severity}") for f in findings if f.span is not None]
    found = [(s.start, s.end, kind) for s, kind in faults if s.source is source]
    here: dict[int, list[Word]] = {line: [] for line in range(1, len(source.line_starts) + 1)}
    for word in (*_words(source), *found):
        first, last = source.position(word[0]).line, source.position(word[1]).line
        for line in range(first, last + 1):
            here[line].append(word)
    lines = [_line(source, number, line, here[line]) for line in range(1, _count(source) + 1)]
    label = f"lines of {source.name}"
    return tag(
        "div",
        *lines,
        class_="lines",
        role="listbox",
        **{"aria-label": label, "aria-multiselectable": "true"},
    )


def _count(source: Source) -> int:
    """How many lines a text has; what follows the last line end is none."""
    return len(source.line_starts) - (len(source.text) in source.line_starts[1:])


def _line(source: Source, number: int, line: int, words: Sequence[Word]) -> Html:
    start = source.line_starts[line - 1]
    end = start + len(source.line(line))
    return tag(
        "div", tag("span", str(line), class_="number", **{"aria-hidden": "true"}),
        tag("code", joined(_pieces(source, start, end, words))), class_="line",
        id=f"line-{number}-{line}", role="option", tabindex="-1", **{"aria-selected": "false"},
    )  # fmt: skip


def _pieces(source: Source, start: int, end: int, words: Sequence[Word]) -> Iterator[str]:
    """A line in pieces, each with what all words around it are; a word may go on in other lines."""
    cuts = {start, end, *(cut for first, last, _ in words for cut in (first, last))}
    for at, to in pairwise(sorted(cut for cut in cuts if start <= cut <= end)):
        kinds = " ".join(kind for first, last, kind in words if first <= at and to <= last)
        piece = source.text[at:to]
        yield tag("span", piece, class_=kinds) if kinds else piece


def _words(source: Source) -> Iterator[Word]:
    """The words that have a colour, in order: keywords, numbers, strings and comments."""
    tables = load()
    words = scan(source, tables)
    found = [(c.span.start, c.span.end, "comment") for c in words.comments]
    for token in words.tokens:
        kind = _kind(token.type, token.text in tables.keywords)
        if kind and not token.added:
            found.append((token.start, token.end, kind))
    yield from sorted(found)


def _kind(token: str, keyword: bool) -> str:
    if keyword:
        return "keyword"
    return {"STRING": "string", "NUMBER": "literal", "PERCENT": "literal"}.get(token, "")
