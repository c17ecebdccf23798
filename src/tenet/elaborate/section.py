"""Elaborate a section of typed settings: each entry fills a field of its definition."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from tenet.catalogue.definition import Definition
from tenet.catalogue.setting import settings
from tenet.diagnostics import Label, TenetError, nearest
from tenet.elaborate.call import configured
from tenet.elaborate.context import Context, Poison, renaming
from tenet.elaborate.evaluate import evaluate
from tenet.elaborate.matching import settled
from tenet.elaborate.mistakes import (
    MISSING_ENTRY,
    NAME_TAKEN,
    NOT_YET,
    UNKNOWN_KEY,
)
from tenet.source import Span
from tenet.syntax.tree import Bind, Error, Expression, Name, Section

D = TypeVar("D", bound=Definition)


def entries(context: Context, section: Section) -> Iterator[tuple[Name, Bind]]:
    """The single-name entries of a section, each name once; the rest is reported."""
    seen: dict[str, Span] = {}
    for entry in section.entries:
        if isinstance(entry, Error):
            continue
        if isinstance(entry, Section):
            message = f"`{entry.name.text}` inside `{section.name.text}` is not supported yet"
            context.reports.append(NOT_YET.at(entry.name.span, message))
            continue
        for target in entry.targets[1:]:
            message = "an entry of a section binds one name"
            context.reports.append(NAME_TAKEN.at(target.span, message))
        target = entry.targets[0]
        name = target.name
        if name.text in seen:
            context.reports.append(
                NAME_TAKEN.at(
                    name.span,
                    f"`{name.text}` is there twice",
                    labels=(Label(seen[name.text], "it is first set here"),),
                )
            )
            continue
        seen[name.text] = name.span
        yield name, entry


def unknown_key(name: Name, section: str, known_keys: list[str]) -> TenetError:
    """The mistake of an entry that the section does not have."""
    close = nearest(name.text, known_keys)
    hint = f"; did you mean `{close}`?" if close is not None else ""
    return UNKNOWN_KEY.error(
        name.span,
        f"`{section}` has no entry `{name.text}`{hint}",
        help=f"it has {', '.join(known_keys)}",
        fix=renaming(name, close),
    )


def fill(
    context: Context,
    definition: type[D],
    section: Section,
    extra: tuple[str, ...] = (),
) -> tuple[D | None, dict[str, Expression]]:
    """The definition that a section's entries make, or none, and the value of every entry.

    Entries named in `extra` are left for the caller to evaluate.
    """
    known_settings = settings(definition)
    values: dict[str, object] = {}
    entries_: dict[str, Expression] = {}
    complete = not any(isinstance(entry, Error) for entry in section.entries)
    for name, entry in entries(context, section):
        if name.text in extra:
            entries_[name.text] = entry.value
        elif name.text not in known_settings:
            known_keys = [*extra, *known_settings]
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
