"""The pages of the standard library: what each block is, takes and gives, from the comment above it."""

from __future__ import annotations

from tenet.elaborate.chain import SHELF
from tenet.elaborate.prelude import FILE
from tenet.frozen import frozen
from tenet.source import Source
from tenet.syntax.parse import parse
from tenet.syntax.tree import Block, Parameter, Spec

OPERATIONS = FILE.removesuffix(".tenet")
"""The module of operations written in Tenet, which no spec imports."""


@frozen
class Shelved:
    """A block of the standard library, in its module."""

    module: str
    tree: Block

    @property
    def operation(self) -> bool:
        """Whether it is an operation written in Tenet, known without an import."""
        return self.module == OPERATIONS

    @property
    def name(self) -> str:
        """As a spec writes it: `vision.residual`, `self_attention`."""
        name = self.tree.name.text
        return name if self.operation else f"{self.module}.{name}"

    @property
    def summary(self) -> str:
        """The first sentence of what it is."""
        return self.tree.doc.partition("\n")[0]

    def page(self) -> str:
        """The whole page: what it is, its inputs and settings, and how it is imported, where it must be."""
        title = f"{self.name} ({'operation written in Tenet' if self.operation else 'block'})"
        parts = [f"{title}\n{'=' * len(title)}", self.tree.doc]
        if self.tree.inputs:
            parts.append(f"Inputs: {', '.join(p.name.text for p in self.tree.inputs)}")
        if self.tree.settings:
            parts.append("\n".join(["Settings:", *map(_setting, self.tree.settings)]))
        if not self.operation:
            parts.append(f"Import: import {self.module}")
        return "\n\n".join(parts) + "\n"


def library() -> dict[str, Spec]:
    """Every module of the standard library by name, parsed."""
    found: dict[str, Spec] = {}
    for path in sorted(SHELF.glob("*.tenet")):
        found[path.stem], _ = parse(Source(str(path), path.read_text("utf-8")))
    return found


def blocks() -> list[Shelved]:
    """Every block of the standard library, in the order of the files."""
    return [
        Shelved(module, item)
        for module, spec in library().items()
        for item in spec.items
        if isinstance(item, Block)
    ]


def _setting(parameter: Parameter) -> str:
    type_ = f": {parameter.type.span.text}" if parameter.type is not None else ""
    default = parameter.default
    rest = "required" if default is None else f"default {default.span.text}"
    return f"    {parameter.name.text}{type_} ({rest})"
