"""Operations that are written in Tenet itself, and known without an import: `self_attention`."""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module

from tenet.diagnostics import Diagnostic
from tenet.elaborate.applicable import Template
from tenet.elaborate.chain import PRELUDE, SHELF, STANDARD
from tenet.elaborate.scope import Scope
from tenet.limits import DEFAULT
from tenet.source import Source
from tenet.syntax.parse import parse

FILE = PRELUDE
DECLARED = re.compile(r"^block (\w+)\(", re.MULTILINE)


@cache
def _text() -> str:
    return (SHELF / FILE).read_text("utf-8")


@cache
def prelude() -> tuple[str, ...]:
    """The names of the operations; the file is read, not elaborated."""
    return tuple(DECLARED.findall(_text()))


def find(name: str) -> Template | None:
    """The operation with this name, or none."""
    return _handles()[name] if name in prelude() else None


@cache
def _handles() -> dict[str, Template]:
    module = import_module("tenet.elaborate.module")  # blocks are made of what looks them up here
    found: list[Diagnostic] = []
    source, scope = Source(f"{STANDARD}{FILE}", _text()), Scope()
    spec, _ = parse(source)
    module.declare(spec, scope, {}, module.Library(source, DEFAULT, found), found)
    assert not found, found
    made = {name: scope.bindings[name].value for name in prelude()}
    return {name: value for name, value in made.items() if isinstance(value, Template)}
