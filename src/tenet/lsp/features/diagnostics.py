"""What is wrong with a file: language errors and lint findings, exactly what `tenet check` says."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types

from tenet.diagnostics import Diagnostic
from tenet.elaborate.chain import IN
from tenet.elaborate.mistakes import UNUSED
from tenet.lsp.document import Document
from tenet.lsp.features.definition import located
from tenet.lsp.workspace import Workspace
from tenet.project.usage import WrongUsage
from tenet.source import Span
from tenet.syntax.tree import Import

SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "info": types.DiagnosticSeverity.Information,
}
NAME = "tenet"


def answer(
    files: Workspace, params: types.DocumentDiagnosticParams
) -> types.RelatedFullDocumentDiagnosticReport:
    """What is wrong with a file, for an editor that asks."""
    document = files.document(params.text_document.uri)
    return types.RelatedFullDocumentDiagnosticReport(items=told(files, document))


def told(files: Workspace, document: Document) -> list[types.Diagnostic]:
    """What is wrong with a document, each finding at a place of its own text."""
    try:
        return [told_of(files, document, finding) for finding in document.findings]
    except WrongUsage as error:
        return [_misconfigured(document, str(error))]


def told_of(files: Workspace, document: Document, finding: Diagnostic) -> types.Diagnostic:
    """A finding as the protocol has it."""
    span, message = at_home(document, finding), finding.message
    labels = [(label.span, label.text) for label in finding.labels]
    if finding.span is not None and finding.span.source is not document.source:
        message = f"in `{Path(finding.span.source.name).name}`, {message}"
        labels.insert(0, (finding.span, "it stands here"))
    if finding.help is not None:
        message += f"\n{finding.help}"
    return types.Diagnostic(
        range=document.positions.range(span),
        message=message,
        severity=SEVERITIES[finding.severity],
        code=finding.rule.code,
        code_description=types.CodeDescription(files.pages.address(finding.rule)),
        source=NAME,
        tags=[types.DiagnosticTag.Unnecessary] if finding.rule is UNUSED else None,
        related_information=[
            types.DiagnosticRelatedInformation(located(document, where), text)
            for where, text in labels
        ]
        or None,
    )


def at_home(document: Document, finding: Diagnostic) -> Span:
    """Where a finding is shown in a document: its own place, or what led to it in another file."""
    own = document.source
    uses = [label.span for label in finding.labels if label.text.startswith(IN)]
    for span in (finding.span, *uses, *(label.span for label in finding.labels)):
        if span is not None and span.source is own:
            return span
    file = None if finding.span is None else Path(finding.span.source.name)
    for item in document.tree.items:
        if file is not None and isinstance(item, Import) and file.stem in item.span.text:
            return item.span
    return Span(own, 0, 0)


def _misconfigured(document: Document, message: str) -> types.Diagnostic:
    return types.Diagnostic(
        range=document.positions.range(Span(document.source, 0, 0)),
        message=message,
        severity=types.DiagnosticSeverity.Error,
        source=NAME,
    )


ANSWERS = {types.TEXT_DOCUMENT_DIAGNOSTIC: answer}
OPTIONS = {
    types.TEXT_DOCUMENT_DIAGNOSTIC: types.DiagnosticOptions(
        inter_file_dependencies=True, workspace_diagnostics=False, identifier=NAME
    )
}
