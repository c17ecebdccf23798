"""Elaborate a section of typed settings: each entry fills a field of its definition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from tenet.catalogue.definition import Definition
from tenet.catalogue.setting import settings
from tenet.diagnostics import Diagnostic, Label, TenetError, nearest
from tenet.elaborate.call import configured
from tenet.elaborate.context import Context, Poison, renaming
from tenet.elaborate.evaluate import evaluate
from tenet.elaborate.matching import settled
from tenet.elaborate.mistakes import (
    MISSING_ENTRY,
    NAME_TAKEN,
    UNKNOWN_KEY,
)
from tenet.frozen import frozen
from tenet.source import Span
from tenet.syntax.tree import Bind, Error, Expression, Name, Section

D = TypeVar("D", bound=Definition)


@frozen
class Entries:
    """What a section holds: bindings of one name each, and sections in it, each name once."""

    bindings: tuple[tuple[Name, Bind], ...]
    sections: Mapping[str, Section]
    complete: bool


def entries(
    context: Context, section: Section, sections: tuple[str, ...] = (), *, several: bool = False
) -> Entries:
    """The entries of a section, of which those named in `sections` may be sections themselves.

    With `several`, one may bind several names, and the first stands for it.

    What is there twice, binds several names, or is a section where none belongs is reported.
    """
    seen: dict[str, Span] = {}
    bindings: list[tuple[Name, Bind]] = []
    inner: dict[str, Section] = {}
    complete = True
    for entry in section.entries:
        if isinstance(entry, Error):
            complete = False
            continue
        name = entry.name if isinstance(entry, Section) else entry.targets[0].name
        if name.text in seen:
            context.reports.append(twice(name, seen[name.text]))
            continue
        seen[name.text] = name.span
        if isinstance(entry, Section):
            if name.text in sections:
                inner[name.text] = entry
            else:
                context.reports.extend(unknown_key(name, section.name.text, []).diagnostics)
            continue
        for target in entry.targets[1:] if not several else ():
            message = "an entry of this section binds one name"
            context.reports.append(NAME_TAKEN.at(target.span, message))
        bindings.append((name, entry))
    return Entries(tuple(bindings), inner, complete)


def twice(name: Name, first: Span) -> Diagnostic:
    """The finding that an entry is there again."""
    labels = (Label(first, "it is first set here"),)
    return NAME_TAKEN.at(name.span, f"`{name.text}` is there twice", labels=labels)


def unknown_key(name: Name, section: str, known_keys: list[str]) -> TenetError:
    """The mistake of an entry that the section does not have."""
    close = nearest(name.text, known_keys)
    hint = f"; did you mean `{close}`?" if close is not None else ""
    return UNKNOWN_KEY.error(
        name.span,
        f"`{section}` has no entry `{name.text}`{hint}",
        help=f"it has {', '.join(known_keys)}"
        if known_keys
        else "no section stands in it by that name",
        fix=renaming(name, close),
    )


def fill(
    context: Context,
    definition: type[D],
    section: Section,
    read: Entries | None = None,
    extra: tuple[str, ...] = (),
) -> tuple[D | None, dict[str, Expression]]:
    """The definition that a section's entries make, or none, and the value of every entry.

    Entries named in `extra` are left for the caller to evaluate; `read` are the entries, where the
    caller has read them already.
    """
    known_settings = settings(definition)
    values: dict[str, object] = {}
    entries_: dict[str, Expression] = {}
    read = entries(context, section) if read is None else read
    complete = read.complete
    for name, entry in read.bindings:
        if name.text in extra:
            entries_[name.text] = entry.value
        elif name.text not in known_settings:
            known_keys = list(dict.fromkeys([*extra, *known_settings]))
            context.reports.extend(unknown_key(name, section.name.text, known_keys).diagnostics)
            complete = False
        else:
            entries_[name.text] = entry.value
            value = evaluate(context, entry.value, known_settings[name.text])
            values[name.text] = settled(context, definition, name.text, value, entry.value.span)
    spans = {name: expression.span for name, expression in entries_.items()}
    at = section.name.span
    made = context.attempt(
        lambda: configured(definition, values, spans, at, complete=complete, missing=MISSING_ENTRY)
    )
    return (None if isinstance(made, Poison) else made), entries_
