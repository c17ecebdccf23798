"""Ask every rule of good practice about a spec."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import cast

from tenet.data.profile import Profile
from tenet.diagnostics import Diagnostic
from tenet.elaborate.experiment import Elaborated
from tenet.lint.at_use import at_use
from tenet.lint.case import Case
from tenet.lint.places import Places
from tenet.lint.practice import Practice
from tenet.lint.refusal import Refusal

HOME = "tenet.lint.rules"
REFUSED = "tenet.lint.refused"


def cases(elaborated: Elaborated, profile: Profile | None = None) -> tuple[Case, ...]:
    """The networks of a spec with all that trains them; one without a network where there is none."""
    places = Places(elaborated.trees)
    names = {**elaborated.experiment.networks, **elaborated.settings} or {"": None}
    return tuple(Case(elaborated, name, places, profile) for name in names)


def lint(
    elaborated: Elaborated, profile: Profile | None = None, asked: Iterable[Case] | None = None
) -> tuple[Diagnostic, ...]:
    """What good practice finds wrong with a spec, in the order of the text; what mistakes spoilt is left out.

    `asked` are its networks as rules read them, where somebody has made them already.
    """
    found: dict[object, Diagnostic] = {}
    for case in cases(elaborated, profile) if asked is None else asked:
        for module in _concerned(case):
            for finding in at_use(case.graph, case.places, module.find(case)):
                span = finding.span
                assert span is not None
                key = (finding.rule.code, span.source.name, span.start, span.end)
                found.setdefault(key, finding)
    return tuple(sorted(found.values(), key=_place))


def practices() -> tuple[Practice, ...]:
    """Every rule of good practice, in the order of the codes."""
    found = (cast("Practice", module.RULE) for group in groups() for module in members(group))
    return tuple(sorted(found, key=lambda rule: rule.code))


def refusals() -> tuple[Refusal, ...]:
    """Every practice that the language holds by itself, by groups."""
    folder = Path(next(iter(import_module(REFUSED).__path__)))
    names = sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")
    found = (import_module(f"{REFUSED}.{name}").REFUSED for name in names)
    return tuple(refusal for group in found for refusal in group)


@cache
def groups() -> tuple[ModuleType, ...]:
    """The groups of rules: folders, each of which says what it concerns."""
    folder = Path(next(iter(import_module(HOME).__path__)))
    names = sorted(path.parent.name for path in folder.glob("*/__init__.py"))
    return tuple(import_module(f"{HOME}.{name}") for name in names)


@cache
def members(group: ModuleType) -> tuple[ModuleType, ...]:
    """The modules of a group's rules."""
    folder = Path(next(iter(group.__path__)))
    names = sorted(p.stem for p in folder.glob("*.py") if p.stem != "__init__")
    return tuple(import_module(f"{group.__name__}.{name}") for name in names)


def _concerned(case: Case) -> Iterator[ModuleType]:
    """The rules to ask: importing those of recurrence costs nothing where nothing recurs."""
    for group in groups():
        if group.concerns(case):
            yield from members(group)


def _place(finding: Diagnostic) -> tuple[str, int, str]:
    assert finding.span is not None
    return finding.span.source.name, finding.span.start, finding.rule.code
