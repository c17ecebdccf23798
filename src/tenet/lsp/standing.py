"""What can stand at a cursor: which kinds of things, and which settings."""

from __future__ import annotations

from tenet.catalogue.definition import Definition
from tenet.catalogue.operation import Operation
from tenet.catalogue.setting import Setting, settings
from tenet.data.transform import Stage
from tenet.elaborate.data import SECTION
from tenet.frozen import frozen
from tenet.pages.definition import documented, named
from tenet.policy.export import Export
from tenet.policy.loss import Loss
from tenet.policy.metric import Metric
from tenet.policy.sweep import Sweep
from tenet.policy.train import Train
from tenet.syntax.cursor import Cursor

Kinds = tuple[type[Definition], ...]
LOSS: Kinds = (Loss, Operation)
METRIC: Kinds = (Metric,)
STAGE: Kinds = (Stage,)
OPERATION: Kinds = (Operation,)


@frozen
class Entry:
    """A setting with the words for it, where a call or section has one."""

    setting: Setting
    words: str


def entries(section: str) -> dict[str, Entry]:
    """The entries of a section by name."""
    if section == "data":
        return {name: Entry(setting, "") for name, setting in SECTION.items()}
    known: dict[str, type[Definition]] = {"train": Train, "export": Export, "sweep": Sweep}
    definition = known.get(section)
    return {} if definition is None else entries_of(definition)


def entries_of(definition: type[Definition]) -> dict[str, Entry]:
    """The settings of a thing by name, each with what the string beneath it says."""
    words = documented(definition)
    return {n: Entry(setting, words.get(n, "")) for n, setting in settings(definition).items()}


def kinds_at(cursor: Cursor) -> Kinds:
    """The kinds of things that can stand at a cursor, as the bodies and calls around it say."""
    kinds = _of_body(cursor)
    for bracket in cursor.brackets:
        if bracket.sign != "(" or not bracket.head:
            continue
        thing = named(bracket.head, kinds)
        if thing is None:
            continue
        known = settings(thing)
        setting = known.get(bracket.name)
        if setting is None and not bracket.name:
            ordered = [s for s in known.values() if not s.by_name]
            setting = ordered[bracket.commas] if bracket.commas < len(ordered) else None
        kinds = setting.kinds or kinds if setting is not None else kinds
    return kinds


def setting_at(cursor: Cursor) -> Entry | None:
    """The setting whose value is written at a cursor; none where none is."""
    call = cursor.call
    if call is not None:
        thing = named(call.head, kinds_of_callee(cursor))
        found = {} if thing is None else entries_of(thing)
        if call.name:
            return found.get(call.name)
        ordered = [entry for entry in found.values() if not entry.setting.by_name]
        place = call.commas - _inputs(thing)
        return ordered[place] if 0 <= place < len(ordered) else None
    if cursor.bodies and cursor.entry:
        return entries(cursor.bodies[-1]).get(cursor.entry)
    return None


def awaits_input(cursor: Cursor) -> bool:
    """Whether what is written at a cursor may be an input of a loss or metric, which are given in its parentheses."""
    call = cursor.call
    thing = named(call.head, kinds_of_callee(cursor)) if call is not None else None
    return call is not None and not call.name and call.commas < _inputs(thing)


def _inputs(thing: type[Definition] | None) -> int:
    """How many inputs stand before the settings of a loss or metric."""
    return len(thing.inputs.names) if thing and issubclass(thing, Loss | Metric) else 0


def kinds_of_callee(cursor: Cursor) -> Kinds:
    """The kinds of things that what is called at a cursor can be."""
    call = cursor.call
    if call is None:
        return kinds_at(cursor)
    place = cursor.brackets.index(call)
    return kinds_at(_outside(cursor, place))


def _outside(cursor: Cursor, place: int) -> Cursor:
    return Cursor(
        cursor.word, cursor.start, "(", "", cursor.entry, cursor.brackets[:place], cursor.flow
    )


def _of_body(cursor: Cursor) -> Kinds:
    """The kinds that the body around a cursor, and the entry in it, speak of."""
    outer, entry = (cursor.bodies[0] if cursor.bodies else ""), cursor.entry
    if outer == "data":
        return SECTION[entry].kinds if entry in SECTION else STAGE
    if outer == "train":
        if "metrics" in cursor.bodies or entry == "metrics":
            return METRIC
        known = entries("train").get(entry)
        return LOSS if known is None or entry == "loss" else known.setting.kinds
    if outer in {"export", "sweep"}:
        known = entries(outer).get(entry)
        return () if known is None else known.setting.kinds
    return OPERATION
