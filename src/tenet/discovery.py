"""Import every module of a package, so that adding a file is all it takes to add a thing."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType


@cache
def modules(package: str) -> tuple[ModuleType, ...]:
    """The package's own modules, imported, in the order of their names.

    A plain module (not a package) is its own only module.
    """
    root = import_module(package)
    if not hasattr(root, "__path__"):
        return (root,)
    names = sorted(info.name for info in iter_modules(root.__path__) if not info.ispkg)
    return (root, *(import_module(f"{package}.{name}") for name in names))
