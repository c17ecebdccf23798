"""What stands at a place: a thing of the catalogue, a name, a value with its numbers, a rule that is broken."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from lsprotocol import types

from tenet.analysis.names import Kind
from tenet.catalogue.definition import Definition
from tenet.elaborate.prelude import prelude
from tenet.lint.practice import Practice
from tenet.lsp.costs import block_cost, node_cost, scale, seen_of_image
from tenet.lsp.document import Document
from tenet.lsp.naming import declared
from tenet.lsp.standing import Entry, entries, entries_of, kinds_at, kinds_of_callee
from tenet.lsp.workspace import Workspace
from tenet.pages.definition import default, named, sections
from tenet.pages.library import blocks
from tenet.source import Span
from tenet.syntax.cursor import cursor
from tenet.syntax.tree import Argument, Bind, Call, Chain, Name, Node, Section, Target
from tenet.syntax.walk import around

MOST = 8
"""Other values of an expression that are shown: those of further uses of a block, and turns of a loop."""


def answer(files: Workspace, params: types.HoverParams) -> types.Hover | None:
    """What is known of what stands at a position."""
    document = files.document(params.text_document.uri)
    offset = document.positions.offset(params.position)
    path = around(document.tree, offset)
    at = path[-1] if path else None
    named_ = document.names.at(offset)
    of_block = named_ is not None and named_.symbol.kind is Kind.BLOCK
    parts = [
        *_value(document, path, of_block=of_block),
        *_name(document, offset),
        *_thing(document, path, offset),
        *_rules(document, offset),
    ]
    if not parts:
        return None
    content = types.MarkupContent(types.MarkupKind.Markdown, "\n\n---\n\n".join(parts))
    shown = at.span if isinstance(at, Name) else None
    return types.Hover(content, None if shown is None else document.positions.range(shown))


# ── values ───────────────────────────────────────────────────────────────────────────────────


def _value(document: Document, path: list[Node], *, of_block: bool) -> Iterator[str]:
    """The value of the expression at hand: in its first use, and in the others; what a block costs is told of the block."""
    span = _valued(document, path)
    if span is None:
        return
    found = document.sightings.of(span)
    first, said = found[0], {found[0].text}
    lines = [f"`{first.typed}`" if first.number is not None else f"= `{first.text}`"]
    lines += scale(document, first)
    lines += seen_of_image(first)
    lines += [] if of_block else node_cost(first)
    for other in found[1:]:
        if other.text and other.text not in said and len(said) <= MOST:
            said.add(other.text)
            lines.append(f"in `{other.site or other.network}`: `{other.text}`")
    yield "  \n".join(lines)


def _valued(document: Document, path: list[Node]) -> Span | None:
    """The span of what is looked at that has a value: a call where its name is, and an arrow's whole chain."""
    if not path:
        return None
    at = path[-1]
    spans = [at.span]
    for outer in reversed(path[:-1]):
        if isinstance(outer, Call) and outer.callee.span.end >= at.span.end:
            spans.append(outer.span)
        elif isinstance(outer, Bind | Target | Argument | Chain):
            break
    shown = (span for span in spans if not isinstance(at, Bind | Section))
    return next((s for s in shown if any(x.text for x in document.sightings.of(s))), None)


# ── names and things ─────────────────────────────────────────────────────────────────────────


def _name(document: Document, offset: int) -> Iterator[str]:
    """What a name is, as it is declared."""
    found = document.names.at(offset)
    if found is None:
        return
    head, doc = declared(document, found.symbol)
    yield f"```tenet\n{head}\n```\n{found.symbol.kind}" + (f"\n\n{doc}" if doc else "")
    yield from block_cost(document, found)


def _thing(document: Document, path: list[Node], offset: int) -> Iterator[str]:
    """What the catalogue says of a name: a thing, a setting of one, a section or an entry of one."""
    at = path[-1] if path else None
    if not isinstance(at, Name) or document.names.at(offset) is not None:
        return
    outer = path[-2] if len(path) > 1 else None
    here = cursor(document.source, at.span.start)
    if isinstance(outer, Argument) and outer.name is at:
        thing = named(here.call.head, kinds_of_callee(here)) if here.call is not None else None
        found = None if thing is None else entries_of(thing).get(at.text)
        yield from [] if found is None else [setting_page(found)]
    elif isinstance(outer, Section):
        yield from (page(s) for s in sections() if s.term() == at.text)
        yield from [data_page()] if at.text == "data" else []
    elif isinstance(outer, Target) and here.bodies:
        known = entries(here.bodies[-1]).get(at.text)
        yield from [] if known is None else [setting_page(known)]
    else:
        definition = named(at.text, kinds_at(here))
        if definition is not None:
            yield page(definition)
        elif at.text in prelude():
            yield from (b.page() for b in blocks() if b.operation and b.name == at.text)


def page(definition: type[Definition]) -> str:
    """A thing as Markdown: what it is, its formula and shapes, its settings."""
    parts = [f"**{definition.term()}** ({definition.kind})", inspect.getdoc(definition) or ""]
    found = [f"- {setting_page(entry)}" for entry in entries_of(definition).values()]
    return "\n\n".join(part for part in (*parts, "\n".join(found)) if part)


def data_page() -> str:
    """The `data` section as Markdown."""
    said = 'What is learned from. Every entry but these is a field, such as `x = column("a") -> standardize`.'
    found = "\n".join(f"- {setting_page(entry)}" for entry in entries("data").values())
    return f"**data** (section)\n\n{said}\n\n{found}"


def setting_page(entry: Entry) -> str:
    """A setting as Markdown: what it takes, what it is by default, what it means."""
    setting = entry.setting
    rest = "required" if setting.required else f"default `{default(setting)}`"
    return f"`{setting.name}`: {setting.words} ({rest})  \n  {entry.words}".rstrip()


def _rules(document: Document, offset: int) -> Iterator[str]:
    """The rules that are broken here, and why they are rules."""
    for finding in document.findings:
        span, rule = finding.span, finding.rule
        if span is None or span.source is not document.source:
            continue
        if span.start <= offset <= span.end:
            why = f"\n\n{rule.why}" if isinstance(rule, Practice) else ""
            yield f"**{rule.code} {rule.name}**: {rule.reason}{why}"


ANSWERS = {types.TEXT_DOCUMENT_HOVER: answer}
