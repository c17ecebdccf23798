"""Where in the text things stand that a graph or a section has only as values: arguments, stages, entries."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.catalogue.definition import Definition
from tenet.catalogue.setting import settings
from tenet.frozen import frozen
from tenet.source import Span
from tenet.syntax.tree import Argument, Bind, Block, Call, Chain, Expression, Name, Section, Spec
from tenet.syntax.walk import nodes

Key = tuple[str, int, int]


@frozen
class Stage:
    """An application as it is written; `chain` is the arrow that leads to it, if any does."""

    written: Expression
    chain: Chain | None


class Places:
    """The trees of a spec, asked by spans. They are walked when somebody first asks."""

    def __init__(self, trees: tuple[Spec, ...]) -> None:
        self.trees = trees
        self._stages: dict[Key, Stage] | None = None

    def stage(self, span: Span) -> Stage | None:
        """The call or name that stands just there."""
        if self._stages is None:
            self._stages = {}
            for node in (node for tree in self.trees for node in nodes(tree)):
                if isinstance(node, Chain):
                    self._stages[_key(node.stage.span)] = Stage(node.stage, node)
                elif isinstance(node, Call | Name):
                    self._stages.setdefault(_key(node.span), Stage(node, None))
        return self._stages.get(_key(span))

    def argument(
        self, span: Span, definition: type[Definition], setting: str, inputs: int = 1
    ) -> Argument | None:
        """The argument by which a call at a span gives a setting; `inputs` are tensors before it."""
        stage = self.stage(span)
        if stage is None or not isinstance(stage.written, Call):
            return None
        skipped = inputs if stage.chain is None else 0
        return argument(stage.written, definition, setting, skipped)

    def entry(self, section: str, *names: str) -> Bind | None:
        """An entry of a section of the spec itself, or of a section inside it."""
        return _entry(self.section(section), names)

    def block(self, span: Span) -> Block | None:
        """The block of the spec, or of a file that it imports, in whose text a span stands."""
        tree = next((tree for tree in self.trees if tree.source is span.source), None)
        items = () if tree is None else tree.items
        return next((i for i in items if isinstance(i, Block) and _around(i.span, span)), None)

    def handed(self, span: Span, block: Block, setting: str) -> Argument | None:
        """The argument by which the use of a block at a span gives one of its settings."""
        stage = self.stage(span)
        if stage is None or not isinstance(stage.written, Call):
            return None
        known = [own.name.text for own in block.settings]
        skipped = len(block.inputs) if stage.chain is None else 0
        return _placed(stage.written, known, setting, skipped)

    def names(self, span: Span) -> Iterator[Name]:
        """The plain names that stand within a span."""
        block = self.block(span)
        known = () if block is None else nodes(block)
        return (n for n in known if isinstance(n, Name) and _around(span, n.span))

    def section(self, name: str) -> Section | None:
        """A section of the spec itself."""
        sections = (item for item in self.trees[0].items if isinstance(item, Section))
        return next((s for s in sections if s.name.text == name), None)


def argument(
    call: Call, definition: type[Definition], setting: str, skipped: int = 0
) -> Argument | None:
    """The argument by which a call gives a setting, by name or by position."""
    known = [name for name, held in settings(definition).items() if not held.by_name]
    return _placed(call, known, setting, skipped)


def _placed(call: Call, known: list[str], setting: str, skipped: int) -> Argument | None:
    """The argument that gives one of the settings that positions fill in this order, or that is named."""
    for given in call.arguments:
        if given.name is not None and given.name.text == setting:
            return given
    ordered = [given for given in call.arguments if given.name is None][skipped:]
    place = known.index(setting) if setting in known else len(ordered)
    return ordered[place] if place < len(ordered) else None


def _entry(section: Section | None, names: tuple[str, ...]) -> Bind | None:
    for entry in () if section is None else section.entries:
        if isinstance(entry, Bind) and entry.targets[0].name.text == names[0] and len(names) == 1:
            return entry
        if isinstance(entry, Section) and entry.name.text == names[0] and len(names) > 1:
            return _entry(entry, names[1:])
    return None


def _around(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _key(span: Span) -> Key:
    return (span.source.name, span.start, span.end)
