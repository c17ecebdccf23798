"""What can be written at a cursor: operations that fit, settings, choices, names, columns, rules, sections."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum

from tenet.analysis.fitting import fits
from tenet.analysis.names import Kind, Names
from tenet.catalogue.definition import Definition
from tenet.catalogue.lookup import find, index
from tenet.catalogue.operation import Operation
from tenet.catalogue.setting import Setting
from tenet.data.transform import Selection, Stage
from tenet.elaborate.chain import standard_modules
from tenet.elaborate.context import Several
from tenet.elaborate.fields import handles
from tenet.elaborate.monitors import measured
from tenet.elaborate.prelude import prelude
from tenet.elaborate.typing import STATIC_TYPES
from tenet.frozen import frozen
from tenet.ir.graph import Value
from tenet.lint.engine import practices
from tenet.lsp.document import Document
from tenet.lsp.naming import declared, parameters_of
from tenet.lsp.quoted import columns, files
from tenet.lsp.standing import (
    Entry,
    awaits_input,
    entries,
    entries_of,
    kinds_at,
    kinds_of_callee,
    setting_at,
)
from tenet.lsp.usable import usable
from tenet.pages.definition import default, named
from tenet.syntax.cursor import Cursor, cursor
from tenet.syntax.tree import Bind, Section
from tenet.syntax.walk import around, nodes
from tenet.types.tensor import DType, TensorType

ALLOWING = re.compile(r"#\s*tenet:\s*allow\s*\(([^)]*)$")
RULE = re.compile(r"([\w-]*)$")
COMMENT = re.compile(r"#[^\"]*$")
QUOTED = re.compile(r'^(?:[^"#]|"[^"]*")*"([^"]*)$')
TOP = ("import", "param", "block", "network", "data", "train", "export", "sweep")
STATEMENTS = ("for", "repeat", "if", "shared", "return")
ATTRIBUTES = ("shape", "channels", "features", "mask")
WORDS = ("true", "false", "none")
MONITOR = "monitor"
"""The setting that says what is watched."""


class Rank(IntEnum):
    """What is proposed first."""

    FITS = 0
    LIKELY = 1
    POSSIBLE = 2
    UNFIT = 3


@frozen
class Proposal:
    """Something that can be written.

    Attributes:
        label: what is shown and written.
        sort: what it is: a kind of name, `setting`, `choice`, `column`, `rule`, `keyword`, or a definition's kind.
        detail: more of it, in a line.
        text: what is written, where not the label.
        rank: how soon it is proposed.
    """

    label: str
    sort: str
    detail: str = ""
    text: str = ""
    rank: Rank = Rank.POSSIBLE


def proposals(document: Document, offset: int) -> Iterator[Proposal]:
    """What can be written at an offset."""
    before = _before(document, offset)
    here = cursor(document.source, offset)
    if ALLOWING.search(before):
        yield from (Proposal(r.name, "rule", r.reason) for r in practices())
    elif (text := QUOTED.match(before)) is not None:
        here = cursor(document.source, offset - len(text[1]) - 1)  # before the quote
        yield from (Proposal(name, "column") for name in columns(document, here))
        yield from (Proposal(path, "file") for path in files(document, here, text[1]))
    elif COMMENT.search(before):
        return
    elif here.before == ".":
        yield from _members(document, here)
    elif here.before == "->":
        yield from _stages(document, here)
    elif here.before == "import":
        yield from (Proposal(name, Kind.MODULE) for name in standard_modules())
    elif here.before == ":":
        static = before.lstrip().startswith("param ")
        yield from (Proposal(name, "type") for name in (*STATIC_TYPES, *(() if static else DType)))
    elif here.before in {"\n", "{", "}"}:
        yield from _starts(document, here)
    else:
        yield from _values(document, here)


def begun(document: Document, offset: int) -> int:
    """The offset from which on an offset's word, text or rule is written; what is proposed stands in its place."""
    before = _before(document, offset)
    rule = ALLOWING.search(before)
    text = RULE.search(before) if rule is not None else QUOTED.match(before)
    return cursor(document.source, offset).start if text is None else offset - len(text[1])


def _before(document: Document, offset: int) -> str:
    """The line before an offset."""
    at = document.source.position(offset)
    return document.source.line(at.line)[: at.column - 1]


# ── operations ───────────────────────────────────────────────────────────────────────────────


def _stages(document: Document, here: Cursor) -> Iterator[Proposal]:
    """What can stand after an arrow, what fits the tensors before it first."""
    types = _flowing(document, here)
    kinds = kinds_at(here)
    operations = Operation in kinds
    for kind in kinds:
        for name in index(kind):
            definition = find(kind, name)
            if definition is not None and definition.spoken:
                begins = issubclass(definition, Selection)  # takes nothing that an arrow brings
                rank = Rank.UNFIT if begins else _rank(definition, types)
                yield Proposal(name, kind.kind, _shown(definition), rank=rank)
    if operations:
        yield from (Proposal(name, "operation", rank=Rank.LIKELY) for name in prelude())
        callable_ = (Kind.BLOCK, Kind.SHARED, Kind.MODULE, Kind.SETTING)
        known = _names(document, here, callable_, Rank.FITS)
        yield from (p for p in known if p.sort != Kind.SETTING or not p.detail)  # no number


def _rank(definition: type[Definition], types: tuple[TensorType, ...]) -> Rank:
    if not types or not issubclass(definition, Operation):
        return Rank.POSSIBLE
    found = fits(definition, types)
    return Rank.LIKELY if found is None else Rank.FITS if found else Rank.UNFIT


def _shown(definition: type[Definition]) -> str:
    """The settings that a thing must have."""
    needed = [n for n, e in entries_of(definition).items() if e.setting.required]
    return f"({', '.join(needed)})" if needed else ""


def _flowing(document: Document, here: Cursor) -> tuple[TensorType, ...]:
    """The types of the tensors before an arrow, in the text without that arrow and what follows it."""
    if here.flow is None:
        return ()
    end = here.start
    while document.text[end : end + 1].isidentifier() or document.text[end : end + 1].isdigit():
        end += 1
    patched = document.text[: here.flow] + document.text[end:]
    aside = document.aside(patched)
    found = [node.span for node in nodes(aside.tree) if node.span.end == here.flow]
    for span in sorted(found, key=lambda span: span.start):
        sighting = aside.sightings.first(span)
        if sighting is not None:
            values = sighting.value if isinstance(sighting.value, Several) else (sighting.value,)
            return tuple(v.type for v in values if isinstance(v, Value))
    return ()


# ── values, settings and names ───────────────────────────────────────────────────────────────


def _values(document: Document, here: Cursor) -> Iterator[Proposal]:
    """What can stand where a value or an argument does."""
    call, is_input = here.call, awaits_input(here)
    if call is not None and not call.name and here.before in {"(", ",", ";"}:
        yield from _arguments(document, here, Rank.LIKELY if is_input else Rank.FITS)
    entry = setting_at(here)
    if entry is not None:
        setting = entry.setting
        yield from (Proposal(c, "choice", setting.name, rank=Rank.FITS) for c in setting.choices)
        for kind in setting.kinds:
            for name in index(kind):
                yield Proposal(name, kind.kind, setting.name, rank=Rank.LIKELY)
        yield from (Proposal(w, "choice", rank=Rank.FITS) for w in _words(document, here, setting))
    yield from _names(document, here, tuple(Kind), Rank.FITS if is_input else Rank.POSSIBLE)
    if entry is None:
        for kind in kinds_at(here):
            for name in index(kind):
                begins = kind is Stage and issubclass(named(name, [Stage]) or Stage, Selection)
                yield Proposal(name, kind.kind, rank=Rank.FITS if begins else Rank.UNFIT)


def _words(document: Document, here: Cursor, setting: Setting) -> Iterator[str]:
    """What else a setting can be, in the words of a spec."""
    if "true or false" in setting.words:
        yield from WORDS[:2]
    if setting.name == MONITOR:
        yield from _measured(document, here)


def _measured(document: Document, here: Cursor) -> list[str]:
    """What can be watched while training, whether or not the line that is being written can be read."""
    plans = document.elaborated.experiment.plans
    if not plans:
        starts, line = document.source.line_starts, document.source.position(here.start).line
        end = starts[line] if line < len(starts) else len(document.text)
        others = document.text[: starts[line - 1]] + document.text[end:]
        plans = document.aside(others).elaborated.experiment.plans
    return measured(plans)


def _arguments(document: Document, here: Cursor, rank: Rank) -> Iterator[Proposal]:
    """The settings of what is called that are not given yet."""
    call = here.call
    assert call is not None
    thing = named(call.head, kinds_of_callee(here))
    known = {} if thing is None else entries_of(thing)
    by_place = max(call.commas - len(call.given), 0)
    filled = [name for name, entry in known.items() if not entry.setting.by_name][:by_place]
    for name, entry in known.items():
        if name not in call.given and name not in filled:
            yield _setting(name, entry, rank=rank)
    for place, parameter in enumerate(parameters_of(document, call.head, here.start)):
        if parameter.name.text not in call.given and place >= by_place:
            detail = parameter.span.text
            name = parameter.name.text
            yield Proposal(name, "setting", detail, f"{name}=", rank)


def _setting(name: str, entry: Entry, sign: str = "=", rank: Rank = Rank.FITS) -> Proposal:
    setting = entry.setting
    rest = "required" if setting.required else f"default {default(setting)}"
    return Proposal(name, "setting", f"{setting.words} ({rest})", f"{name}{sign}", rank)


def _names(
    document: Document, here: Cursor, kinds: tuple[Kind, ...], rank: Rank
) -> Iterator[Proposal]:
    """The names that can be used, with what they came to be."""
    for symbol in usable(document, here):
        if symbol.kind in kinds:
            sighting = document.sightings.first(symbol.span)
            shown = sighting.text if sighting is not None else ""
            yield Proposal(symbol.name, symbol.kind, shown, rank=rank)


def _starts(document: Document, here: Cursor) -> Iterator[Proposal]:
    """What a statement, an entry or a declaration can begin with."""
    if not here.bodies:
        there = {item.name.text for item in document.tree.items if isinstance(item, Section)}
        yield from (Proposal(word, "keyword") for word in TOP if word not in there)
        return
    if here.bodies == ("sweep", "space"):
        yield from _names(document, here, (Kind.PARAM,), Rank.FITS)
        return
    known = entries(here.bodies[-1])
    if known or here.bodies[0] in {"data", "train", "export", "sweep"}:
        extra = ("loss", "metrics") if here.bodies == ("train",) else ()
        yield from (Proposal(name, "setting", text=f"{name} = ") for name in extra)
        given = _given(document, here)
        left = {n: e for n, e in known.items() if n not in (*extra, *given)}
        yield from (_setting(name, entry, " = ") for name, entry in left.items())
        return
    yield from (Proposal(word, "keyword") for word in STATEMENTS)
    yield from _names(document, here, (Kind.VALUE, Kind.INPUT), Rank.LIKELY)


def _given(document: Document, here: Cursor) -> set[str]:
    """The entries that the section around has in other lines."""
    path = around(document.tree, here.start)
    section = next((node for node in reversed(path) if isinstance(node, Section)), None)
    entries_ = () if section is None else section.entries
    others = (e for e in entries_ if not e.span.start <= here.start <= e.span.end)
    return {t.name.text for entry in others if isinstance(entry, Bind) for t in entry.targets}


def _members(document: Document, here: Cursor) -> Iterator[Proposal]:
    """What stands behind a dot."""
    plan = document.elaborated.experiment.data
    first, _, rest = here.base.partition(".")
    if first == "data" and plan is not None:
        fields = handles(plan.types)
        if not rest:
            yield from (Proposal(name, Kind.FIELD) for name in fields)
        elif rest in fields:
            yield from (Proposal(name, "choice") for name in fields[rest].attributes())
        return
    symbol = next((s for s in document.names.in_force(here.start) if s.name == first), None)
    members = None if symbol is None else document.names.modules.get(symbol)
    if members is not None:
        yield from _exports(document, members)
    elif first in {"validation", "train", "test"}:
        parts = (name.partition(".") for name in _measured(document, here))
        yield from (Proposal(name, "choice") for part, _, name in parts if part == first)
    elif symbol is not None:
        yield from (Proposal(name, "choice") for name in ATTRIBUTES)


def _exports(document: Document, members: Names) -> Iterator[Proposal]:
    for symbol in members.symbols:
        if symbol.within is None and symbol.kind in (Kind.BLOCK, Kind.PARAM):
            head, _ = declared(document, symbol)
            shown = " ".join(head.split())
            yield Proposal(symbol.name, symbol.kind, shown, rank=Rank.FITS)
