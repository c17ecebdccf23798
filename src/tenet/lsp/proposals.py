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
from tenet.data.heading import header
from tenet.data.transform import Cleaning, Selection, Split, Stage, TableSource
from tenet.diagnostics import TenetError
from tenet.elaborate.chain import standard_modules
from tenet.elaborate.context import Several
from tenet.elaborate.fields import handles
from tenet.elaborate.prelude import prelude
from tenet.frozen import frozen
from tenet.ir.graph import Value
from tenet.lint.engine import practices
from tenet.lsp.document import Document
from tenet.lsp.naming import declared, parameters_of
from tenet.lsp.standing import Entry, entries, entries_of, kinds_at, kinds_of_callee, setting_at
from tenet.pages.definition import default, named
from tenet.syntax.cursor import Cursor, cursor
from tenet.syntax.tree import Bind, Import, Param, Section
from tenet.syntax.walk import nodes
from tenet.types.tensor import DType, TensorType

ALLOWING = re.compile(r"#\s*tenet:\s*allow\s*\(([^)]*)$")
RULE = re.compile(r"([\w-]*)$")
COMMENT = re.compile(r"#[^\"]*$")
QUOTED = re.compile(r'^(?:[^"#]|"[^"]*")*"([^"]*)$')
TOP = ("import", "param", "block", "network", "data", "train", "export", "sweep")
STATEMENTS = ("for", "repeat", "if", "shared", "return")
ATTRIBUTES = ("shape", "channels", "features", "mask")
WORDS = ("true", "false", "none")

NAMING_COLUMNS = (Selection, Cleaning, Split)
"""What texts are given to that are names of columns."""
SPLIT = "split = random(train=80%, validation=20%)"


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
    elif QUOTED.match(before):
        yield from _columns(document, here)
    elif COMMENT.search(before):
        return
    elif here.before == ".":
        yield from _members(document, here)
    elif here.before == "->":
        yield from _stages(document, here)
    elif here.before == "import":
        yield from (Proposal(name, Kind.MODULE) for name in standard_modules())
    elif here.before == ":":
        yield from (Proposal(name, "type") for name in DType)
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
                yield Proposal(name, kind.kind, _shown(definition), rank=_rank(definition, types))
    if operations:
        yield from (Proposal(name, "operation", rank=Rank.LIKELY) for name in prelude())
        callable_ = (Kind.BLOCK, Kind.SHARED, Kind.MODULE, Kind.SETTING)
        yield from _names(document, here, callable_, Rank.FITS)


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
    call = here.call
    if call is not None and not call.name and here.before in {"(", ",", ";"}:
        yield from _arguments(document, here)
    entry = setting_at(here)
    if entry is not None:
        setting = entry.setting
        yield from (Proposal(c, "choice", setting.name, rank=Rank.FITS) for c in setting.choices)
        for kind in setting.kinds:
            for name in index(kind):
                yield Proposal(name, kind.kind, setting.name, rank=Rank.LIKELY)
        if "true or false" in setting.words:
            yield from (Proposal(word, "choice", rank=Rank.FITS) for word in WORDS[:2])
    yield from _names(document, here, tuple(Kind), Rank.POSSIBLE)
    if entry is None:
        for kind in kinds_at(here):
            yield from (Proposal(name, kind.kind, rank=Rank.UNFIT) for name in index(kind))


def _arguments(document: Document, here: Cursor) -> Iterator[Proposal]:
    """The settings of what is called that are not given yet."""
    call = here.call
    assert call is not None
    thing = named(call.head, kinds_of_callee(here))
    known = {} if thing is None else entries_of(thing)
    by_place = max(call.commas - len(call.given), 0)
    filled = [name for name, entry in known.items() if not entry.setting.by_name][:by_place]
    for name, entry in known.items():
        if name not in call.given and name not in filled:
            yield _setting(name, entry)
    for place, parameter in enumerate(parameters_of(document, call.head, here.start)):
        if parameter.name.text not in call.given and place >= by_place:
            detail = parameter.span.text
            name = parameter.name.text
            yield Proposal(name, "setting", detail, f"{name}=", Rank.FITS)


def _setting(name: str, entry: Entry, sign: str = "=") -> Proposal:
    setting = entry.setting
    rest = "required" if setting.required else f"default {default(setting)}"
    return Proposal(name, "setting", f"{setting.words} ({rest})", f"{name}{sign}", Rank.FITS)


def _names(
    document: Document, here: Cursor, kinds: tuple[Kind, ...], rank: Rank
) -> Iterator[Proposal]:
    """The names in force."""
    for symbol in document.names.in_force(here.start):
        if symbol.kind in kinds and symbol.name != "_":
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
        yield from (_setting(name, e, " = ") for name, e in known.items() if name not in extra)
        return
    yield from (Proposal(word, "keyword") for word in STATEMENTS)
    yield from _names(document, here, (Kind.VALUE, Kind.INPUT), Rank.LIKELY)


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
        yield Proposal("loss", "choice")
    elif symbol is not None:
        yield from (Proposal(name, "choice") for name in ATTRIBUTES)


def _exports(document: Document, members: Names) -> Iterator[Proposal]:
    for symbol in members.symbols:
        if symbol.within is None and symbol.kind in (Kind.BLOCK, Kind.PARAM):
            head, _ = declared(document, symbol)
            shown = " ".join(head.split())
            yield Proposal(symbol.name, symbol.kind, shown, rank=Rank.FITS)


def _columns(document: Document, here: Cursor) -> Iterator[Proposal]:
    """The columns of the data set, by the header of its file; reading that is asked for by asking for them."""
    call = here.call
    thing = named(call.head, (Stage, Cleaning, Split)) if call is not None else None
    source = _source(document) if thing and issubclass(thing, NAMING_COLUMNS) else None
    if source is None:
        return
    try:
        names = header(source, document.path.parent)
    except TenetError:
        return
    yield from (Proposal(name, "column") for name in names)


def _source(document: Document) -> TableSource | None:
    """The source of the data, whatever else is wrong with its section: an entry is being written."""
    plan = document.elaborated.experiment.data
    if plan is not None:
        return plan.source
    items = document.tree.items
    entries_ = (e for item in items if isinstance(item, Section) for e in item.entries)
    found = (e for e in entries_ if isinstance(e, Bind) and e.targets[0].name.text == "source")
    alone = [f"data {{\n{entry.span.text}\n{SPLIT}\n}}" for entry in found]
    known = [item.span.text for item in items if isinstance(item, Import | Param)]
    plan = document.aside("\n".join([*known, *alone[:1]])).elaborated.experiment.data
    return None if plan is None else plan.source
