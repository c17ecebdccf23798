"""Findings for people at a terminal: where, what, the excerpt, what to write instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tenet.diagnostics.diagnostic import Diagnostic, Edit, Fix, Safety, Severity
from tenet.diagnostics.render.cells import shown
from tenet.source import Source

if TYPE_CHECKING:
    from tenet.diagnostics.render.excerpt import Row

PLAIN, BOLD = "0", "1"
BLUE = "1;34"
COLOURS = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.INFO: "1;36"}
PRIMARY, SECONDARY = "^", "-"
LONGEST_REPLACEMENT = 60


def render(diagnostics: Sequence[Diagnostic], files: int, *, colour: bool = False) -> str:
    """Every finding with its excerpt, and the number of them at the end."""
    return f"{findings(diagnostics, colour=colour)}{summary(diagnostics, files)}\n"


def findings(diagnostics: Sequence[Diagnostic], *, colour: bool = False) -> str:
    """Every finding with its excerpt, an empty line after each."""
    return "".join(f"{_finding(diagnostic, _Pen(colour))}\n\n" for diagnostic in diagnostics)


def summary(diagnostics: Sequence[Diagnostic], files: int) -> str:
    """How many findings there are, in how many files, and how many can be fixed."""
    checked = _counted(files, "file")
    if not diagnostics:
        return f"{checked} checked: no findings"
    counts = [
        _counted(count, "note" if severity is Severity.INFO else severity.value)
        for severity in Severity
        if (count := sum(d.severity is severity for d in diagnostics))
    ]
    names = {d.span.source.name for d in diagnostics if d.span is not None}
    text = f"{', '.join(counts)} in {_counted(max(len(names), 1), 'file')}"
    if files > max(len(names), 1):
        text += f" ({files} checked)"
    safe = sum(d.fix is not None and d.fix.safety is Safety.SAFE for d in diagnostics)
    unsafe = sum(d.fix is not None and d.fix.safety is Safety.UNSAFE for d in diagnostics)
    if safe:
        text += f"; `--fix` mends {safe}"
    if unsafe:
        text += f"; `--fix --unsafe` mends {unsafe}{' more' if safe else ''}"
    return text


class _Pen:
    """Writes in colour, or not."""

    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def __call__(self, text: str, style: str) -> str:
        return f"\033[{style}m{text}\033[0m" if self.colour and text else text


def _finding(diagnostic: Diagnostic, pen: _Pen) -> str:
    colour = COLOURS[diagnostic.severity]
    tag = pen(f"{diagnostic.severity}[{diagnostic.rule.code}]", colour)
    where = ""
    if diagnostic.span is not None:
        first = diagnostic.span.first
        where = f"{shown(diagnostic.span.source.name)}:{first.line}:{first.column}: "
    lines = [f"{pen(where, BOLD)}{tag}: {pen(shown(diagnostic.message), BOLD)}"]
    excerpts = _excerpts(diagnostic)
    numbers = [row.number for _, rows in excerpts for row in rows]
    gutter = " " * len(str(max(numbers, default=0)))
    for source, rows in excerpts:
        if diagnostic.span is None or source is not diagnostic.span.source:
            number = next(row.number for row in rows if row.number)
            lines.append(f"{gutter}{pen('-->', BLUE)} {shown(source.name)}:{number}")
        lines.append(f"{gutter} {pen('|', BLUE)}")
        lines += [_row(row, len(gutter), colour, pen) for row in rows]
    lines += [f"{gutter} {pen('=', BLUE)} {remark}" for remark in _remarks(diagnostic, pen)]
    return "\n".join(lines)


def _excerpts(diagnostic: Diagnostic) -> list[tuple[Source, list[Row]]]:
    """The excerpts, one for each source, the finding's own first; none of an empty text."""
    from tenet.diagnostics.render.excerpt import Mark, excerpt  # noqa: PLC0415  # mostly no finding

    marks: dict[Source, list[Mark]] = {}
    if diagnostic.span is not None:
        marks[diagnostic.span.source] = [Mark(diagnostic.span, PRIMARY)]
    for label in diagnostic.labels:
        marks.setdefault(label.span.source, []).append(Mark(label.span, SECONDARY, label.text))
    return [(source, list(excerpt(source, m))) for source, m in marks.items() if source.text]


def _row(row: Row, gutter: int, colour: str, pen: _Pen) -> str:
    if row.kind == "gap":
        return pen("..." if gutter > 1 else "..", BLUE)
    number = str(row.number) if row.number else ""
    style = {PRIMARY: colour, SECONDARY: BLUE}.get(row.kind)
    text = row.text if style is None else pen(row.text, style)
    return f"{pen(f'{number:>{gutter}} |', BLUE)} {text}".rstrip()


def _remarks(diagnostic: Diagnostic, pen: _Pen) -> Iterator[str]:
    if diagnostic.help is not None:
        yield f"{pen('help:', BOLD)} {shown(diagnostic.help)}"
    if diagnostic.fix is not None:
        word = "fix:" if diagnostic.fix.safety is Safety.SAFE else "unsafe fix:"
        yield f"{pen(word, BOLD)} {describe(diagnostic.fix)}"


def describe(fix: Fix) -> str:
    """What a fix does, in words: `replace dens with dense`."""
    return "; ".join(_described(edit) for edit in fix.edits)


def _described(edit: Edit) -> str:
    old, new = _short(edit.span.text), _short(edit.replacement)
    if not edit.span.text:
        return f"insert `{new}` at line {edit.span.first.line}"
    return f"replace `{old}` with `{new}`" if edit.replacement else f"remove `{old}`"


def _short(text: str) -> str:
    line = shown(" ".join(text.split()) or text)
    return line if len(line) <= LONGEST_REPLACEMENT else f"{line[:LONGEST_REPLACEMENT]}…"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
