"""The pages of the standard library: what each block is, takes and gives, from the comment above it."""

from __future__ import annotations

from tenet.elaborate.chain import SHELF
from tenet.frozen import frozen
from tenet.source import Source
from tenet.syntax.parse import parse
from tenet.syntax.tree import Block, Parameter, Spec


@frozen
class Shelved:
    """A block of the standard library, in its module."""

    module: str
    tree: Block

    @property
    def name(self) -> str:
        """As a spec writes it: `vision.residual`."""
        return f"{self.module}.{self.tree.name.text}"

    @property
    def summary(self) -> str:
        """The first sentence of what it is."""
        return self.tree.doc.partition("\n")[0]

    def page(self) -> str:
        """The whole page: what it is, its inputs and settings, and how it is imported."""
        title = f"{self.name} (block)"
        parts = [f"{title}\n{'=' * len(title)}", self.tree.doc]
        if self.tree.inputs:
            parts.append(f"Inputs: {', '.join(p.name.text for p in self.tree.inputs)}")
        if self.tree.settings:
            parts.append("\n".join(["Settings:", *map(_setting, self.tree.settings)]))
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
