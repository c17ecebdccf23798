"""What can be done at a place: fixes, allowing a finding, a pipeline as a block and back, a section that is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lsprotocol import types

from tenet.analysis.names import Kind
from tenet.diagnostics import Diagnostic, Edit
from tenet.diagnostics.diagnostic import Fix, Safety
from tenet.lint.practice import Practice
from tenet.lsp.document import Document
from tenet.lsp.extracting import extracted
from tenet.lsp.features.diagnostics import at_home, told_of
from tenet.lsp.features.formatting import line_edits
from tenet.lsp.inlining import dissolved, inlined
from tenet.lsp.workspace import Workspace
from tenet.project.fixing import fixed_all
from tenet.source import Source, Span
from tenet.syntax.tree import Bind, Network, Param, Section, Shared
from tenet.syntax.walk import around

FIX_ALL = "source.fixAll.tenet"
SKELETONS = {
    "data": 'data {{\n    source = csv("data.csv")\n{fields}\n'
    "    split  = random(train=70%, validation=15%, test=15%, seed=0)\n}}\n",
    "train": "train {{\n    loss      = mse({output}, target)\n    optimizer = adamw(1e-3)\n"
    "    batch     = 32\n    epochs    = 10\n}}\n",
    "export": "export {{\n    format = onnx\n}}\n",
}
"""What a section begins as."""
LONGEST = 40


def answer(files: Workspace, params: types.CodeActionParams) -> list[types.CodeAction]:
    """What can be done in a stretch of a file."""
    document = files.document(params.text_document.uri)
    start, end = document.positions.offsets(params.range)
    made = [
        *_fixes(files, document, start, end),
        *_all_fixes(document),
        *_extractions(document, start, end),
        *_inlinings(files, document, start),
        *_sections(document, start),
    ]
    only = params.context.only
    return [action for action in made if only is None or _wanted(action, only)]


def _wanted(action: types.CodeAction, only: Sequence[types.CodeActionKind | str]) -> bool:
    kind = _name(action.kind or "")
    return any(kind == _name(k) or kind.startswith(f"{_name(k)}.") for k in only)


def _name(kind: types.CodeActionKind | str) -> str:
    return kind.value if isinstance(kind, types.CodeActionKind) else kind


# ── findings ─────────────────────────────────────────────────────────────────────────────────


def _fixes(
    files: Workspace, document: Document, start: int, end: int
) -> Iterator[types.CodeAction]:
    """The fixes of the findings here, and comments that allow them."""
    for finding in document.findings:
        at = at_home(document, finding)
        if at.end < start or at.start > end:
            continue
        shown = [told_of(files, document, finding)]
        if finding.fix is not None:
            changes = _edits(document, finding.fix)
            if changes is not None:
                yield types.CodeAction(
                    title=_said(finding.fix),
                    kind=types.CodeActionKind.QuickFix,
                    diagnostics=shown,
                    is_preferred=finding.fix.safety is Safety.SAFE,
                    edit=types.WorkspaceEdit({document.uri: changes}),
                )
        if isinstance(finding.rule, Practice) and at is finding.span:
            yield types.CodeAction(
                title=f"Allow {finding.rule.name} here",
                kind=types.CodeActionKind.QuickFix,
                diagnostics=shown,
                edit=types.WorkspaceEdit({document.uri: [_allowing(document, finding, at)]}),
            )


def _edits(document: Document, fix: Fix) -> list[types.TextEdit] | None:
    """The edits of a fix; none where one is in another file."""
    if any(edit.span.source is not document.source for edit in fix.edits):
        return None
    return _written(document, fix.edits)


def _said(fix: Fix) -> str:
    """What a fix does, as a title."""
    parts = []
    for edit in fix.edits:
        old, new = _short(edit.span.text), _short(edit.replacement)
        if not new:
            parts.append(f"remove `{old}`")
        else:
            parts.append(f"write `{new}` instead of `{old}`" if old else f"add `{new}`")
    text = ", ".join(parts)
    unsafe = "" if fix.safety is Safety.SAFE else " (not safe)"
    return text[:1].upper() + text[1:] + unsafe


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"


def _allowing(document: Document, finding: Diagnostic, at: Span) -> types.TextEdit:
    """A comment above the statement of a finding; its reason is to be written behind it."""
    around_ = around(document.tree, at.start)
    statement = next((n for n in reversed(around_) if isinstance(n, Bind | Param | Shared)), None)
    first = (at if statement is None else statement.span).first.line
    start = document.source.line_starts[first - 1]
    indent = re.match(r"[ \t]*", document.source.line(first))
    assert indent is not None
    line = f"{indent[0]}# tenet: allow({finding.rule.name}) \n"
    return types.TextEdit(document.positions.range(Span(document.source, start, start)), line)


def _all_fixes(document: Document) -> Iterator[types.CodeAction]:
    """All safe fixes at once, as `tenet check --fix` applies them."""
    if not any(d.fix is not None and d.fix.safety is Safety.SAFE for d in document.findings):
        return

    def examine(source: Source) -> tuple[tuple[Diagnostic, ...], None]:
        at = document if source is document.source else document.aside(source.text)
        return at.findings, None

    text, _ = fixed_all(document.source, examine, frozenset([Safety.SAFE]))
    changes = line_edits(document, text)
    if changes:
        yield types.CodeAction(
            title="Apply all safe fixes",
            kind=FIX_ALL,
            edit=types.WorkspaceEdit({document.uri: changes}),
        )


# ── rewriting ────────────────────────────────────────────────────────────────────────────────


def _extractions(document: Document, start: int, end: int) -> Iterator[types.CodeAction]:
    """The selected stages of a pipeline as a block of their own."""
    found = extracted(document, start, end) if end > start else None
    if found is not None:
        yield types.CodeAction(
            title="Extract to a block (its parameters get paths below the block's name)",
            kind=types.CodeActionKind.RefactorExtract,
            edit=types.WorkspaceEdit({document.uri: _written(document, found)}),
        )


def _inlinings(files: Workspace, document: Document, start: int) -> Iterator[types.CodeAction]:
    """What a block does in the place of its use; where it is declared, of all its uses."""
    found = document.names.at(start)
    if found is None or found.symbol.kind is not Kind.BLOCK:
        return
    name, changes = found.symbol.name, None
    if not found.binds:
        edits = inlined(document, start)
        changes = None if edits is None else _written(document, edits)
    elif not any(files.importing(document)):
        text = dissolved(document, start)
        changes = None if text is None else line_edits(document, text)
    if changes is not None:
        where = "everywhere, and remove it" if found.binds else "here"
        yield types.CodeAction(
            title=f"Inline `{name}` {where} (its parameters lose the block's name in their paths)",
            kind=types.CodeActionKind.RefactorInline,
            edit=types.WorkspaceEdit({document.uri: changes}),
        )


def _written(document: Document, edits: Sequence[Edit]) -> list[types.TextEdit]:
    return [types.TextEdit(document.positions.range(e.span), e.replacement) for e in edits]


def _sections(document: Document, start: int) -> Iterator[types.CodeAction]:
    """The sections that a spec with a network does not have, each at the end of the text."""
    items = document.tree.items
    network = next((item for item in items if isinstance(item, Network)), None)
    inside = any(item.span.start < start < item.span.end for item in items)
    there = {item.name.text for item in items if isinstance(item, Section)}
    if network is None or inside:
        return
    names = [parameter.name.text for parameter in network.inputs]
    fields = "\n".join(f'    {name} = columns("{name}_*")' for name in names)
    for name, skeleton in SKELETONS.items():
        if name in there:
            continue
        end = len(document.text)
        text = skeleton.format(fields=fields, output=network.outputs[0].name.text)
        at = document.positions.range(Span(document.source, end, end))
        gap = "\n" if document.text.endswith("\n") else "\n\n"
        yield types.CodeAction(
            title=f"Add a `{name}` section",
            kind=types.CodeActionKind.RefactorRewrite,
            edit=types.WorkspaceEdit({document.uri: [types.TextEdit(at, f"{gap}{text}")]}),
        )


ANSWERS = {types.TEXT_DOCUMENT_CODE_ACTION: answer}
OPTIONS = {
    types.TEXT_DOCUMENT_CODE_ACTION: types.CodeActionOptions(
        code_action_kinds=[
            types.CodeActionKind.QuickFix,
            types.CodeActionKind.RefactorExtract,
            types.CodeActionKind.RefactorInline,
            types.CodeActionKind.RefactorRewrite,
            FIX_ALL,
        ]
    )
}
