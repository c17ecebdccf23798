"""Which columns of a table a selection takes."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from tenet.data.mistakes import UNKNOWN_COLUMN, UNMATCHED_PATTERN
from tenet.data.transform import Stage
from tenet.data.transforms.column import Column, Columns
from tenet.diagnostics import Diagnostic, nearest
from tenet.source import Span

SHOWN = 8
"""So many columns are named in a message."""


def chosen(stage: Stage, names: Sequence[str]) -> tuple[str, ...]:
    """The columns that a selection takes of those that there are; none for other stages."""
    if isinstance(stage, Column):
        return tuple(name for name in names if name == stage.name)
    if isinstance(stage, Columns) and isinstance(stage.pattern, str):
        return tuple(
            name
            for name in names
            if fnmatchcase(name, stage.pattern) and not _is_left_out(stage, name)
        )
    if isinstance(stage, Columns):
        return tuple(name for name in stage.pattern if name in names)
    return ()


def _is_left_out(stage: Columns, name: str) -> bool:
    return fnmatchcase(name, stage.but) if isinstance(stage.but, str) else name in stage.but


def lacking(
    stage: Stage, names: Sequence[str], table: str, span: Span | None
) -> tuple[Diagnostic, ...]:
    """What a stage names that the table does not have."""
    if isinstance(stage, Columns) and isinstance(stage.pattern, str):
        return _lacking_of_pattern(stage, stage.pattern, names, table, span)
    return lacking_names(stage.names, names, table, span)


def _lacking_of_pattern(
    stage: Columns, pattern: str, names: Sequence[str], table: str, span: Span | None
) -> tuple[Diagnostic, ...]:
    """The pattern that matches nothing, and what is left out and not there."""
    if not isinstance(stage.but, str):
        unknown = lacking_names(stage.but, names, table, span)
    elif any(fnmatchcase(name, stage.but) for name in names):
        unknown = ()
    else:
        unknown = lacking_names((stage.but,), names, table, span)
    if unknown or chosen(stage, names):
        return unknown
    rest = " that `except` does not leave out" if stage.but else ""
    message = f'no column of "{table}" matches "{pattern}"{rest}'
    return (UNMATCHED_PATTERN.at(span, message, help=_available(pattern, names)),)


def lacking_names(
    wanted: Sequence[str], names: Sequence[str], table: str, span: Span | None
) -> tuple[Diagnostic, ...]:
    """The columns that are wanted and not there."""
    return tuple(
        UNKNOWN_COLUMN.at(span, f'"{table}" has no column "{name}"', help=_available(name, names))
        for name in wanted
        if name not in names
    )


def _available(name: str, names: Sequence[str]) -> str:
    near = nearest(name, names)
    shown = ", ".join(f'"{known}"' for known in names[:SHOWN])
    more = f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
    offer = f'did you mean "{near}"? ' if near else ""
    return f"{offer}its columns are {shown}{more}"
