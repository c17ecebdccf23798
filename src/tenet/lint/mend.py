"""Fixes as edits of the text: a stage dropped or added, a setting given, an entry written."""

from __future__ import annotations

from tenet.diagnostics import Edit, Fix
from tenet.diagnostics.diagnostic import Safety
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.source import Span
from tenet.syntax.tree import Call, Name

SAFE, UNSAFE = Safety.SAFE, Safety.UNSAFE


def write(span: Span | None, text: str, safety: Safety = UNSAFE) -> Fix | None:
    """Another text in place of a span; none where nothing stands that could be changed."""
    return None if span is None else Fix(safety, (Edit(span, text),))


def together(*fixes: Fix | None, safety: Safety = UNSAFE) -> Fix | None:
    """Several fixes as one; none where one is not possible."""
    if any(fix is None for fix in fixes):
        return None
    return Fix(safety, tuple(edit for fix in fixes if fix is not None for edit in fix.edits))


def drop(case: Case, node: Node, safety: Safety = UNSAFE) -> Fix | None:
    """A stage of a pipeline taken out, its arrow with it."""
    stage = case.places.stage(node.span)
    if stage is None:
        return None
    if stage.chain is not None:
        at = stage.written.span
        return Fix(safety, (Edit(Span(at.source, stage.chain.value.span.end, at.end), ""),))
    if isinstance(stage.written, Call) and len(stage.written.arguments) == 1:
        return write(node.span, stage.written.arguments[0].value.span.text, safety)
    return None


def follow(case: Case, node: Node, text: str, safety: Safety = UNSAFE) -> Fix | None:
    """A further stage behind a stage of a pipeline."""
    stage = case.places.stage(node.span)
    if stage is None or stage.chain is None:
        return None
    at = node.span
    return Fix(safety, (Edit(Span(at.source, at.end, at.end), f" -> {text}"),))


def give(case: Case, node: Node, setting: str, text: str, safety: Safety = UNSAFE) -> Fix | None:
    """A setting of a node with another value, or given for the first time."""
    found = case.places.argument(node.span, type(node.op), setting, len(node.inputs))
    if found is not None:
        return write(found.value.span, text, safety)
    stage = case.places.stage(node.span)
    return None if stage is None else _given(stage.written, f"{setting}={text}", safety)


def normalise(case: Case, node: Node, safety: Safety = UNSAFE) -> Fix | None:
    """A batch norm behind a layer, in place of its bias."""
    if "bias" not in type(node.op).model_fields:
        return None
    return together(
        give(case, node, "bias", "false"), follow(case, node, "batch_norm"), safety=safety
    )


def take(case: Case, node: Node, setting: str, safety: Safety = UNSAFE) -> Fix | None:
    """A setting of a node left out, so that its default holds."""
    stage = case.places.stage(node.span)
    found = case.places.argument(node.span, type(node.op), setting, len(node.inputs))
    if stage is None or found is None or not isinstance(stage.written, Call):
        return None
    others = [a for a in stage.written.arguments if a is not found]
    if found.name is None and any(
        a.span.start > found.span.start and a.name is None for a in others
    ):
        return None  # those behind it would move to its place
    at = found.span
    before = [a for a in others if a.span.end <= at.start]
    after = [a for a in others if a.span.start >= at.end]
    if before:
        cut = Span(at.source, before[-1].span.end, at.end)
    elif after:
        cut = Span(at.source, at.start, after[0].span.start)
    else:
        cut = Span(at.source, stage.written.callee.span.end, stage.written.span.end)
    return Fix(safety, (Edit(cut, ""),))


def _given(written: object, argument: str, safety: Safety) -> Fix | None:
    if isinstance(written, Name):
        return Fix(safety, (_behind(written.span, f"({argument})"),))
    if isinstance(written, Call) and written.arguments:
        return Fix(safety, (_behind(written.arguments[-1].span, f", {argument}"),))
    if isinstance(written, Call):
        return write(written.span, f"{written.callee.span.text}({argument})", safety)
    return None


def setting(case: Case, entry: str, name: str, text: str, safety: Safety = UNSAFE) -> Fix | None:
    """A setting of what an entry of `train` holds: `optimizer`, `learning_rate`."""
    found = case.places.entry("train", case.name, entry) or case.places.entry("train", entry)
    if found is None:
        return None
    span = case.entry(entry, name)
    if span is not None and span != found.value.span:
        value = text if "=" not in span.text.partition("(")[0] else f"{name}={text}"
        return write(span, value, safety)
    return _given(found.value, f"{name}={text}", safety)


def enter(case: Case, section: str, name: str, text: str, safety: Safety = UNSAFE) -> Fix | None:
    """An entry of a section with another value, or written at the section's end."""
    found = case.places.entry(section, case.name, name) or case.places.entry(section, name)
    if found is not None:
        return write(found.value.span, text, safety)
    at = case.places.section(section)
    if at is None or not at.entries:
        return None
    return Fix(safety, (_behind(at.entries[-1].span, f"\n    {name} = {text}"),))


def prepare(case: Case, field: str, text: str, safety: Safety = UNSAFE) -> Fix | None:
    """A stage added at the end of a field's pipeline."""
    found = case.places.entry("data", field)
    if found is None:
        return None
    written = found.value.span
    return Fix(safety, (Edit(Span(written.source, written.end, written.end), f" -> {text}"),))


def _behind(span: Span, text: str) -> Edit:
    return Edit(Span(span.source, span.end, span.end), text)
