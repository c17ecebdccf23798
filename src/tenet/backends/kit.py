"""Read a kit: real, tested functions and classes whose text goes into emitted source."""

from __future__ import annotations

import ast
from functools import cache
from importlib.resources import files

ALIASES = {"Window": "tuple[int, ...]", "Pads": "tuple[tuple[int, int], ...]"}
"""Names of types that the modules of a kit have for themselves, as emitted source writes them."""


@cache
def kit(target: str) -> dict[str, str]:
    """The text of each function and class of a target's kit, as `module.name`; nothing is imported."""
    found: dict[str, str] = {}
    for file in files(f"tenet.backends.{target}.kit").iterdir():
        if not file.name.endswith(".py"):
            continue
        text = file.read_text("utf-8")
        for node in ast.parse(text).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                source = ast.get_source_segment(text, node) or ""
                for alias, meaning in ALIASES.items():
                    source = source.replace(f": {alias}", f": {meaning}")
                found[f"{file.name.removesuffix('.py')}.{node.name}"] = source
    return found


def called_in_kit(target: str) -> frozenset[str]:
    """The names of all functions and classes of a kit."""
    return frozenset(helper.rpartition(".")[2] for helper in kit(target))
