"""The pages of everything that a spec can name: what it is, takes and gives, from its own file."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from itertools import pairwise
from pathlib import Path

from tenet.catalogue.definition import Definition
from tenet.catalogue.lookup import find, index, known
from tenet.catalogue.setting import Setting, settings, spelled
from tenet.discovery import modules

KINDS = ("tenet.catalogue", "tenet.policy", "tenet.data.transform", "tenet.data.augmentation")
"""Where the kinds of things are defined."""
LONGEST_SUMMARY = 100


def catalogue() -> dict[str, list[type[Definition]]]:
    """Everything that a spec can name, by kind; operations come first."""
    found: dict[str, dict[str, type[Definition]]] = {"operation": {}}
    for kind in kinds():
        for name, definition in known(kind).items():
            if definition.spoken:
                found.setdefault(definition.kind, {})[name] = definition
    return {kind: list(things.values()) for kind, things in found.items()}


@cache
def kinds() -> tuple[type[Definition], ...]:
    """Every kind of things that a spec can name."""
    for package in KINDS:
        modules(package)
    return tuple(_kinds(Definition))


def named(name: str, first: Iterable[type[Definition]] = ()) -> type[Definition] | None:
    """What a name stands for: a thing of the kinds that come first, or of any other; none if of none."""
    found = (find(kind, name) for kind in (*first, *kinds()) if name in index(kind))
    return next((thing for thing in found if thing is not None and thing.spoken), None)


def sections() -> list[type[Definition]]:
    """The sections of a spec, whose entries are settings."""
    modules("tenet.policy")
    return [thing for thing in Definition.__subclasses__() if thing.kind == "section"]


def summary(definition: type[Definition]) -> str:
    """The first sentence of what a thing is."""
    first = (inspect.getdoc(definition) or "").partition("\n\n")[0].replace("\n", " ")
    return first.partition("; ")[0] if len(first) > LONGEST_SUMMARY else first


def page(definition: type[Definition]) -> str:
    """The whole page: what it is, its inputs, settings and examples."""
    title = f"{definition.term()} ({definition.kind})"
    parts = [f"{title}\n{'=' * len(title)}", inspect.getdoc(definition) or ""]
    inputs = getattr(definition, "inputs", None)
    if inputs is not None and inputs.names:
        parts.append(f"Inputs: {inputs}")
    words = documented(definition)
    lines = [_setting(s, words.get(s.name, "")) for s in settings(definition).values()]
    if lines:
        heading = "Entries:" if definition.kind == "section" else "Settings:"
        parts.append("\n".join([heading, *lines]))
    if definition.examples:
        parts.append("\n".join(["Examples:", *(f"    {text}" for text in definition.examples)]))
    return "\n\n".join(parts) + "\n"


def _kinds(kind: type[Definition]) -> Iterator[type[Definition]]:
    for below in kind.__subclasses__():
        if vars(below).get("home"):
            yield below
        yield from _kinds(below)


def _setting(setting: Setting, words: str) -> str:
    rest = "required" if setting.required else f"default {default(setting)}"
    return f"    {setting.name}: {setting.words} ({rest})" + (f"\n        {words}" if words else "")


def default(setting: Setting) -> str:
    """What a setting is where it is not given, as a spec writes it; a tensor that is not given is `none`."""
    value = None if setting.wired else setting.default
    bare = isinstance(value, str) and value in setting.choices
    return str(value) if bare else spelled(value)


@cache
def documented(definition: type[Definition]) -> dict[str, str]:
    """What the string beneath each field says, with those that are inherited."""
    found: dict[str, str] = {}
    for base in reversed(definition.__mro__):
        if issubclass(base, Definition) and base is not Definition:
            found.update(_strings(base))
    fields = definition.model_fields.items()
    return found | {info.alias: found[n] for n, info in fields if info.alias and n in found}


def _strings(definition: type[Definition]) -> Iterator[tuple[str, str]]:
    module = import_module(definition.__module__)
    tree = ast.parse(Path(str(module.__file__)).read_text("utf-8"))
    body = next(
        (
            n.body
            for n in tree.body
            if isinstance(n, ast.ClassDef) and n.name == definition.__name__
        ),
        [],
    )
    for before, after in pairwise(body):
        match before, after:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                yield name, " ".join(text.split())
            case _:
                pass
