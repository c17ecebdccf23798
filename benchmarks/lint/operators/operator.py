"""What an operator is: a way to break a spec, and the rules that should say so."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from benchmarks.lint.sound import Sound

from tenet.data.profile import Profile
from tenet.diagnostics import Edit
from tenet.frozen import frozen


@frozen
class Change:
    """Edits that make one mutant; `profile` is what reading its data would show, where that changes."""

    edits: tuple[Edit, ...]
    profile: Profile | None = None


@frozen
class Operator:
    """A way to break a spec.

    Attributes:
        name: what is done.
        groups: the codes that should say so, or what they begin with; errors of the language count.
        changes: every place where it can be done.
    """

    name: str
    groups: tuple[str, ...]
    changes: Callable[[Sound], Iterator[Change]]


def change(*edits: Edit | None) -> Iterator[Change]:
    """One mutant of these edits; none where one of them is not possible."""
    held = tuple(edit for edit in edits if edit is not None)
    if len(held) == len(edits):
        yield Change(held)
