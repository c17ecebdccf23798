"""Divide a `train` section among several networks: what each has of its own, what all have in common."""

from __future__ import annotations

from collections.abc import Collection

from tenet.diagnostics import Diagnostic
from tenet.elaborate.mistakes import MISSING_ENTRY, UNKNOWN_KEY
from tenet.elaborate.parts import meant, named_in, no_part
from tenet.elaborate.section import twice, unknown_key
from tenet.frozen import replace
from tenet.syntax.tree import Bind, Error, Name, Section

COMMON = (
    "batch",
    "accumulate",
    "epochs",
    "steps",
    "stages",
    "stop",
    "validate",
    "checkpoint",
    "seed",
)
"""What all networks have in common: they learn from the same batches, and end together."""


def divided(
    section: Section, networks: Collection[str], reports: list[Diagnostic]
) -> tuple[dict[str, Section], tuple[Bind | Section | Error, ...]]:
    """The section of each network, and the entries that all have in common."""
    own: dict[str, Section] = {}
    common: list[Bind | Section | Error] = []
    before = len(reports)
    for entry in section.entries:
        if not isinstance(entry, Section) or entry.name.text == "metrics":
            common.append(entry)
        elif entry.name.text not in networks:
            reports.extend(unknown_key(entry.name, "train", [*networks, "metrics"]).diagnostics)
        elif entry.name.text in own:
            reports.append(twice(entry.name, own[entry.name.text].name.span))
        else:
            own[entry.name.text] = _without_common(entry, reports)
    unclear = len(reports) > before or any(isinstance(entry, Error) for entry in section.entries)
    for name in networks:
        if name not in own and not unclear:
            message = f"`train` has no section for the network `{name}`"
            help_ = f"each of several networks has one: `{name} {{ loss = … }}`"
            reports.append(MISSING_ENTRY.at(section.name.span, message, help=help_))
    binds = [e for s in (section, *own.values()) for e in s.entries if isinstance(e, Bind)]
    read = set().union(*(named_in(entry.value) for entry in binds))
    known = {*meant(), *read}
    shared = [entry.targets[0].name for entry in common if isinstance(entry, Bind)]
    reports.extend(no_part(entry, "train") for entry in shared if entry.text not in known)
    return own, tuple(common)


def with_common(section: Section, common: tuple[Bind | Section | Error, ...]) -> Section:
    """The section of a network with the entries that all have in common and it has not of its own."""
    own = {_name(entry) for entry in section.entries} - {None}
    others = tuple(entry for entry in common if _name(entry) not in own)
    return replace(section, entries=(*others, *section.entries))


def _name(entry: Bind | Section | Error) -> str | None:
    match entry:
        case Bind():
            return entry.targets[0].name.text
        case Section():
            return entry.name.text
        case Error():
            return None


def _without_common(section: Section, reports: list[Diagnostic]) -> Section:
    """The section of a network without entries that only all can have, which are reported."""
    kept: list[Bind | Section | Error] = []
    for entry in section.entries:
        name = entry.targets[0].name if isinstance(entry, Bind) else None
        if name is not None and name.text in COMMON:
            reports.append(_is_common(name, section.name.text))
        else:
            kept.append(entry)
    return replace(section, entries=tuple(kept))


def _is_common(name: Name, network: str) -> Diagnostic:
    return UNKNOWN_KEY.at(
        name.span,
        f"`{name.text}` is not for `{network}` alone: the networks learn from the same batches, and end"
        " together",
        help="write it in `train` itself, beside the sections of the networks",
    )
