"""Look things up by kind and name, importing only the module that holds what is asked for.

A thing is a class in a module of its kind's home that no other class derives from. To know the names,
the modules are read, not imported: a spec names a few things, and importing all would cost more than
checking it.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TypeVar, cast

from tenet.catalogue.definition import Definition, snake_case

D = TypeVar("D", bound=Definition)

CLASS = re.compile(r"^class (\w+)\(([\w, ]+)\):", re.MULTILINE)


@cache
def index(kind: type[Definition]) -> dict[str, str]:
    """The module that holds each thing of a kind, by the thing's name."""
    home = import_module(kind.home)
    folder = Path(home.__path__[0]) if hasattr(home, "__path__") else None
    files = sorted(folder.glob("*.py")) if folder is not None else [Path(str(home.__file__))]
    found: dict[str, str] = {}
    bases: set[str] = set()
    for file in files:
        module = kind.home if folder is None else f"{kind.home}.{file.stem}"
        for name, parents in CLASS.findall(file.read_text("utf-8")):
            found[name] = module
            bases.update(parents.split(", "))
    if kind.__name__ in found and kind.__name__ not in bases:  # a kind with one thing: itself
        found = {kind.__name__: found[kind.__name__]}
    return {snake_case(name): found[name] for name in sorted(found) if name not in bases}


def find(kind: type[D], name: str) -> type[D] | None:
    """The thing of a kind with this name, or none."""
    return cast("type[D] | None", _found(kind, name))


@cache
def _found(kind: type[Definition], name: str) -> type[Definition] | None:
    module = index(kind).get(name)
    if module is None:
        return None
    classes = vars(import_module(module)).values()
    return next(
        c for c in classes if isinstance(c, type) and issubclass(c, kind) and c.term() == name
    )


@cache
def known(kind: type[D]) -> dict[str, type[D]]:
    """Every thing of a kind, by name; imports them all."""
    things = {name: find(kind, name) for name in index(kind)}
    return {name: thing for name, thing in things.items() if thing is not None}
