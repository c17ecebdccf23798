"""A sound spec, and what of it can be changed: the stages of its networks and the entries of its sections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import pairwise

from tenet.data.profile import Profile
from tenet.diagnostics import Edit
from tenet.frozen import frozen
from tenet.source import Source, Span
from tenet.syntax.parse import parse
from tenet.syntax.tree import (
    Argument,
    Binary,
    Bind,
    Call,
    Chain,
    Name,
    Network,
    Node,
    Parameter,
    Section,
    Spec,
)

LAYERS = ("dense", "conv")
ACTIVATIONS = ("relu", "leaky_relu", "tanh", "sigmoid", "gelu", "elu", "selu", "silu", "swish")
NORMS = ("batch_norm", "layer_norm", "group_norm", "rms_norm")
HARMLESS = (*NORMS, "dropout", "flatten", "max_pool", "avg_pool", "global_avg_pool", "reshape")
"""What may stand between two layers and leaves them one linear map, or nearly."""


@frozen
class Link:
    """A stage of a pipeline.

    Attributes:
        name: of the operation.
        span: where it stands; `cut` begins with the arrow.
        call: as it is written, where it has settings.
    """

    name: str
    span: Span
    cut: Span
    call: Call | None

    def setting(self, name: str, place: int | None = None) -> Argument | None:
        """The argument that gives a setting, by name or by place."""
        arguments = () if self.call is None else self.call.arguments
        named = next((a for a in arguments if a.name is not None and a.name.text == name), None)
        listed = [a for a in arguments if a.name is None]
        if named is None and place is not None and place < len(listed):
            return listed[place]
        return named

    def drop(self) -> Edit:
        """The stage taken out."""
        return Edit(self.cut, "")

    def write(self, text: str) -> Edit:
        """Another stage in its place."""
        return Edit(self.span, text)

    def follow(self, text: str) -> Edit:
        """A stage behind it."""
        return Edit(Span(self.span.source, self.span.end, self.span.end), f" -> {text}")

    def give(self, name: str, text: str) -> Edit:
        """A setting with another value, or given for the first time."""
        found = self.setting(name)
        if found is not None:
            return Edit(found.value.span, text)
        if self.call is None or not self.call.arguments:
            head = self.span.text.partition("(")[0]
            return Edit(self.span, f"{head}({name}={text})")
        end = self.call.arguments[-1].span.end
        return Edit(Span(self.span.source, end, end), f", {name}={text}")


class Sound:
    """A spec in which nothing is wrong, with what reading its data shows."""

    def __init__(self, name: str, text: str, profile: Profile | None = None) -> None:
        self.name = name
        self.text = text
        self.profile = profile

    @cached_property
    def tree(self) -> Spec:
        """What the text says."""
        return parse(Source(self.name, self.text))[0]

    @cached_property
    def pipelines(self) -> tuple[tuple[Link, ...], ...]:
        """The pipelines of the networks, each from its first stage to its last."""
        found = []
        for network in self._networks:
            inner: set[int] = set()
            for chain in (node for node in walk(network) if isinstance(node, Chain)):
                if id(chain) not in inner:
                    links = _links(chain, inner)
                    found.append(tuple(reversed(links)))
        return tuple(sorted(found, key=lambda links: links[0].span.start))

    @property
    def links(self) -> Iterator[Link]:
        """Every stage, in order."""
        for pipeline in self.pipelines:
            yield from pipeline

    def named(self, *names: str) -> Iterator[Link]:
        """The stages of some operations."""
        return (link for link in self.links if link.name in names)

    @property
    def plain(self) -> bool:
        """Whether layers follow one another, with no sums, joins or blocks between them."""
        joins = any(link.name == "concat" or "." in link.name for link in self.links)
        sums = (isinstance(node, Binary) and node.operator == "+" for node in walk(self.tree.items))
        return not joins and not any(sums)

    @property
    def dense(self) -> bool:
        """Whether nothing but dense layers has weights."""
        others = ("conv", "lstm", "gru", "attention", "embedding")
        return self.plain and not any(link.name in others for link in self.links)

    @property
    def pairs(self) -> Iterator[tuple[Link, Link]]:
        """Each stage with the next one."""
        for pipeline in self.pipelines:
            yield from pairwise(pipeline)

    @property
    def stacked(self) -> Iterator[tuple[Link, Link, Link]]:
        """An activation with the layers between which it stands."""
        for pipeline in self.pipelines:
            for place, link in enumerate(pipeline):
                before = _nearest(pipeline[:place][::-1])
                after = _nearest(pipeline[place + 1 :])
                if link.name in ACTIVATIONS and before is not None and after is not None:
                    yield before, link, after

    @property
    def hidden(self) -> Iterator[Link]:
        """Layers whose activation another layer follows."""
        return (before for before, _, _ in self.stacked)

    @property
    def head(self) -> tuple[Link, Link | None] | None:
        """The last layer, with the activation behind it, where the last pipeline ends in them."""
        for pipeline in reversed(self.pipelines):
            for place in range(len(pipeline) - 1, -1, -1):
                if pipeline[place].name == "dense":
                    behind = [link for link in pipeline[place + 1 :] if link.name != "squeeze"]
                    return pipeline[place], behind[-1] if behind else None
        return None

    def entry(self, section: str, name: str) -> Bind | None:
        """An entry of a section."""
        sections = (item for item in self.tree.items if isinstance(item, Section))
        for found in sections:
            for bind in found.entries if found.name.text == section else ():
                if isinstance(bind, Bind) and bind.targets[0].name.text == name:
                    return bind
        return None

    def replaced(self, section: str, name: str, text: str) -> Edit | None:
        """An entry with another value."""
        bind = self.entry(section, name)
        return None if bind is None else Edit(bind.value.span, text)

    def dropped(self, section: str, name: str) -> Edit | None:
        """An entry taken out, its line with it."""
        bind = self.entry(section, name)
        if bind is None:
            return None
        start = self.text.rfind("\n", 0, bind.span.start) + 1
        return Edit(Span(bind.span.source, start, bind.span.end + 1), "")

    def argument(self, section: str, name: str, setting: str, place: int) -> Argument | None:
        """An argument of the call that an entry holds."""
        bind = self.entry(section, name)
        if bind is None or not isinstance(bind.value, Call):
            return None
        return Link(name, bind.value.span, bind.value.span, bind.value).setting(setting, place)

    @property
    def inputs(self) -> Iterator[Parameter]:
        """The inputs of the networks."""
        for network in self._networks:
            yield from network.inputs

    @property
    def _networks(self) -> list[Network]:
        return [item for item in self.tree.items if isinstance(item, Network)]

    def changed(self, edits: Iterable[Edit]) -> str:
        """The text after some edits, which do not overlap."""
        text = self.text
        for edit in sorted(edits, key=lambda e: e.span.start, reverse=True):
            text = text[: edit.span.start] + edit.replacement + text[edit.span.end :]
        return text


def walk(value: object) -> Iterator[Node]:
    """Every node of a tree, outer ones first."""
    pending = [value]
    while pending:
        at = pending.pop()
        if isinstance(at, tuple):
            pending.extend(reversed(at))
        elif isinstance(at, Node | Spec):
            if isinstance(at, Node):
                yield at
            pending.extend(
                getattr(at, name) for name in reversed(at.__match_args__) if name != "source"
            )


def _links(chain: Chain, inner: set[int]) -> list[Link]:
    """The stages of a pipeline, from last to first. Effect: its inner chains are noted."""
    found = []
    at: object = chain
    while isinstance(at, Chain):
        inner.add(id(at))
        stage = at.stage
        callee = stage.callee if isinstance(stage, Call) else stage
        name = callee.text if isinstance(callee, Name) else callee.span.text
        cut = Span(stage.span.source, at.value.span.end, stage.span.end)
        found.append(Link(name, stage.span, cut, stage if isinstance(stage, Call) else None))
        at = at.value
    return found


def _nearest(links: Iterable[Link]) -> Link | None:
    """The nearest layer, if only what is harmless stands before it."""
    for link in links:
        if link.name in LAYERS:
            return link
        if link.name not in HARMLESS:
            return None
    return None
