"""Structured facts of a program: what was read from the file of cases, faulty and mended."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any, cast

import yaml

from tenet.frozen import frozen

Facts = Mapping[str, Any]


@frozen
class Labels:
    """What annotators say of a program.

    Attributes:
        definite: categories that an expert would insist on.
        accepted: categories that may be reported, or that cannot be seen in the facts.
        alternatives: other names for a definite category.
        free: definite categories that only the free text of the facts tells.
        fixed_clean: whether the mended program has no fault left; none where that is not known.
        fixed_accepted: what may be reported of the mended program.
    """

    definite: tuple[str, ...] = ()
    accepted: frozenset[str] = frozenset()
    alternatives: Mapping[str, tuple[str, ...]] = {}
    free: frozenset[str] = frozenset()
    fixed_clean: bool | None = None
    fixed_accepted: frozenset[str] = frozenset()

    def names(self, category: str) -> frozenset[str]:
        """The categories that name a definite one: itself and its alternatives."""
        return frozenset((category, *self.alternatives.get(category, ())))


@frozen
class Program:
    """What a translation needs to know: the task, the input, the target, and all that was written."""

    task: str
    input: Facts
    target: Facts
    code: Facts


@frozen
class Case:
    """A faulty program with its labels; `fixed` is the program after the published fix, if one is told."""

    id: str
    tier: str
    faulty: Program
    fixed: Program | None
    labels: Labels


def read(path: Path) -> tuple[Case, ...]:
    """Every case of a file."""
    with path.open(encoding="utf-8") as file:
        held = yaml.safe_load(file)
    return tuple(_case(facts) for facts in held["cases"])


def _case(facts: Facts) -> Case:
    faulty = _program(facts)
    overrides = facts.get("fixed_overrides") or {}
    return Case(
        id=str(facts["id"]),
        tier=str(facts.get("tier", "A")),
        faulty=faulty,
        fixed=_after(facts, overrides) if overrides else None,
        labels=_labels(facts.get("labels") or {}),
    )


def _program(facts: Facts) -> Program:
    return Program(
        task=str(facts.get("task", "")),
        input=_mapping(facts.get("input")),
        target=_mapping(facts.get("target")),
        code=_mapping(facts.get("buggy")),
    )


def _after(facts: Facts, overrides: Facts) -> Program:
    """The program with its fix, or without any layer where the fix cannot be read."""
    try:
        return _mended(facts, overrides)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return Program(str(facts.get("task", "")), {}, {}, {})


def _mended(facts: Facts, overrides: Facts) -> Program:
    """The program with its fix; a dotted key names a part of the case, any other an entry of the program."""
    parts = {part: deepcopy(dict(_mapping(facts.get(part)))) for part in ("input", "target")}
    parts["buggy"] = deepcopy(dict(_mapping(facts.get("buggy"))))
    for key, value in overrides.items():
        part, _, rest = key.partition(".")
        if part in parts and rest:
            parts[part][rest] = value
        elif part in ("input", "target") and isinstance(value, Mapping):
            parts[part].update(value)
        else:
            _put(parts["buggy"], key.removeprefix("buggy."), value)
    return _program({**facts, **parts})


def _put(held: Any, path: str, value: object) -> None:
    """Effect: a part of nested facts is another; `layers.2.units` and `layers[2].units` are one."""
    *outer, last = re.findall(r"[^.\[\]]+", path)
    for name in outer:
        held = held[_place(held, name)] if isinstance(held, list) else held.setdefault(name, {})
    held[_place(held, last)] = value


def _place(held: object, name: str) -> Any:
    if not isinstance(held, list):
        return name
    return len(held) - 1 if name == "last" else int(name)


def _labels(facts: Facts) -> Labels:
    clean = facts.get("fixed_clean")
    return Labels(
        definite=tuple(facts.get("definite") or ()),
        accepted=frozenset(_strings(facts, "accepted", "unobservable")),
        alternatives={k: tuple(v) for k, v in (facts.get("alternatives") or {}).items()},
        free=frozenset(_strings(facts, "needs_free_text")),
        fixed_clean=clean if isinstance(clean, bool) else None,
        fixed_accepted=frozenset(_strings(facts, "fixed_accepted")),
    )


def _strings(facts: Facts, *keys: str) -> Iterator[str]:
    for key in keys:
        yield from map(str, facts.get(key) or ())


def _mapping(value: object) -> Facts:
    return cast("Facts", value) if isinstance(value, Mapping) else {}
