"""Tell the entries of a `train` section apart: settings, and parts that the loss names."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from tenet.catalogue.setting import settings
from tenet.diagnostics import Diagnostic
from tenet.elaborate.section import Entries, unknown_key
from tenet.frozen import replace
from tenet.policy.train import Train
from tenet.syntax.tree import Bind, Expression, Name, Section


def loss_parts(read: Entries) -> dict[str, Expression]:
    """The entries that are parts of the loss: what the loss names, and is no setting."""
    known = meant()
    found: dict[str, Expression] = {}
    pending = [entry.value for name, entry in read.bindings if name.text == "loss"]
    others = {name.text: e.value for name, e in read.bindings if name.text not in known}
    while pending:
        for name in named_in(pending.pop()):
            if name in others and name not in found:
                found[name] = others[name]
                pending.append(others[name])
    return found


def meant() -> tuple[str, ...]:
    """The entries of the section that have a meaning of their own."""
    return ("loss", *settings(Train))


def known_entries(
    read: Entries, parts: Collection[str], section: Section, reports: list[Diagnostic]
) -> Entries:
    """The entries without those that mean nothing here; of these, the section's own are reported.

    One that several networks have in common may be a part of another's loss.
    """
    strange = [name for name, _ in read.bindings if name.text not in {*meant(), *parts}]
    own = {entry.targets[0].name for entry in section.entries if isinstance(entry, Bind)}
    reports.extend(no_part(name, section.name.text) for name in strange if name in own)
    left = tuple(binding for binding in read.bindings if binding[0] not in strange)
    return replace(read, bindings=left, complete=read.complete and not strange)


def no_part(name: Name, section: str) -> Diagnostic:
    """The finding that an entry is neither a setting nor a part that the loss names."""
    (found,) = unknown_key(name, section, list(meant())).diagnostics
    return replace(found, help=f"{found.help}, and the parts that `loss` names")


def named_in(expression: object) -> set[str]:
    """Every name that an expression reads."""
    if isinstance(expression, Name):
        return {expression.text}
    if isinstance(expression, tuple):
        return set().union(*map(named_in, expression)) if expression else set()
    inner = getattr(expression, "__match_args__", ())
    return set().union(*(named_in(getattr(expression, n)) for n in inner if n != "span"), set())


def in_order(parts: Mapping[str, Expression]) -> list[tuple[str, Expression]]:
    """The parts of a loss, each behind those that it names; of a ring, in the order of the text."""
    written = sorted(parts.items(), key=lambda item: item[1].span.start)
    done: dict[str, Expression] = {}
    open_: set[str] = set()

    def settle(name: str) -> None:
        if name in done or name in open_:
            return
        open_.add(name)
        for other, _ in written:
            if other in named_in(parts[name]):
                settle(other)
        done[name] = parts[name]

    for name, _ in written:
        settle(name)
    return list(done.items())
