"""Tell where a mistake inside a block or loop comes from: the chain of uses that leads to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from tenet.diagnostics import Diagnostic, Label
from tenet.frozen import replace
from tenet.source import Span

SHELF = Path(__file__).parent.parent / "std"
"""Where the standard library lies."""
PRELUDE = "operations.tenet"
"""The file of the operations that are known without an import."""
STANDARD = "std/"
"""How the names of the standard library's files begin."""
IN = "in "
"""How the labels of a chain begin, and no others."""
ENDED = "it is bound here, and ends with this body"
LONGEST_CHAIN = 6
"""Uses that a finding names; the others are further out."""


def within(reports: Iterable[Diagnostic], what: str, use: Span) -> Iterator[Diagnostic]:
    """What was found inside something, with the use that led to it.

    A finding in the standard library is the user's at the use, and only explained by the place inside.
    """
    for report in reports:
        known = any(label.span == use for label in report.labels)
        if report.span is None or known or _holds(use, report.span):
            yield report
        elif is_standard(report.span) and not is_standard(use):
            inside = (Label(report.span, "found here"), *report.labels)
            message = f"in `{what}`, {report.message}"
            yield replace(report, span=use, message=message, labels=inside, fix=None)
        elif len(report.labels) < LONGEST_CHAIN:
            label = Label(use, f"{IN}`{what}`, used here")
            yield replace(report, labels=(*report.labels, label))
        else:
            yield report


def in_turn(
    reports: Iterable[Diagnostic], head: Span, turn: int, values: str
) -> Iterator[Diagnostic]:
    """What was found in a later turn of a loop, with the turn; the first needs no explanation."""
    for report in reports:
        if turn == 0 or report.span is None or len(report.labels) >= LONGEST_CHAIN:
            yield report
        else:
            label = Label(head, f"{IN}iteration {turn + 1}{values}")
            yield replace(report, labels=(*report.labels, label))


def _holds(use: Span, span: Span) -> bool:
    """Whether a span stands within the use itself, which then needs no other mention."""
    return span.source is use.source and use.start <= span.start and span.end <= use.end


def standard_modules() -> list[str]:
    """The names of the standard library's modules."""
    return sorted(file.stem for file in SHELF.glob("*.tenet") if file.name != PRELUDE)


def is_standard(span: Span) -> bool:
    """Whether a span stands in the standard library."""
    return span.source.name.startswith(STANDARD)


def ended(span: Span) -> Label:
    """The label of a name that is used after the body that has bound it."""
    return Label(span, ENDED)


def ends(label: Label) -> bool:
    """Whether a label tells where a name was bound that is no more in force."""
    return label.text == ENDED


def is_chained(report: Diagnostic) -> bool:
    """Whether a finding tells of one use or turn among others."""
    return any(label.text.startswith(IN) for label in report.labels)
