"""The specs of the gallery use, between them, everything that the language can say."""

from __future__ import annotations

from collections.abc import Callable
from inspect import isclass
from itertools import chain

import pytest
from tests.gallery.specs import NAMES, nodes_of, tree_of

from tenet.catalogue.lookup import known
from tenet.catalogue.operation import Operation
from tenet.policy.loss import Loss
from tenet.source import Source
from tenet.syntax import tree
from tenet.syntax.parse import parse
from tenet.syntax.tree import (
    Argument,
    Attribute,
    Binary,
    Bind,
    Block,
    Call,
    Chain,
    Expression,
    For,
    Group,
    If,
    Import,
    Index,
    ListOf,
    Literal,
    Name,
    Network,
    Node,
    Param,
    Parameter,
    Range,
    Repeat,
    Section,
    Spec,
    Target,
    Unary,
)

ALL: list[Node] = [
    node for name in NAMES for item in tree_of(name).items for node in nodes_of(item)
]
SPECS: list[Spec] = [tree_of(name) for name in NAMES]
KINDS = [kind for kind in vars(tree).values() if isclass(kind) and issubclass(kind, Node)]
WRITTEN = [kind for kind in KINDS if kind not in {Node, tree.Error}]
"""Every kind of node that a text without mistakes can hold."""


@pytest.mark.parametrize("kind", WRITTEN)
def test_every_kind_of_node_is_used(kind: type[Node]) -> None:
    assert any(type(node) is kind for node in ALL)


OPERATORS = {
    Binary: {"+", "-", "*", "/", "//", "**", "==", "!=", "<", ">", "and", "or", "in"},
    Unary: {"-", "not"},
}


@pytest.mark.parametrize("kind", OPERATORS)
def test_every_operator_is_used(kind: type[Binary | Unary]) -> None:
    assert {n.operator for n in ALL if isinstance(n, kind)} >= OPERATORS[kind]


@pytest.mark.parametrize("value", [int, float, str, bool, type(None)])
def test_every_kind_of_literal_is_used(value: type) -> None:
    assert any(isinstance(node, Literal) and type(node.value) is value for node in ALL)


@pytest.mark.parametrize("ends", ["both", "low", "high", "none"])
def test_every_kind_of_range_is_used(ends: str) -> None:
    low, high = ends in {"both", "low"}, ends in {"both", "high"}
    ranges = [node for node in ALL if isinstance(node, Range)]

    assert any((r.low is not None, r.high is not None) == (low, high) for r in ranges)


# ── what one node shows by itself ────────────────────────────────────────────────────────────


def is_name(node: object, *texts: str) -> bool:
    """Whether a node is a plain name, one of these if any are given."""
    return isinstance(node, Name) and (node.text in texts or not texts)


def is_operation(node: object) -> bool:
    """Whether a node is an operation by itself, which is still to be applied."""
    if isinstance(node, Call):
        return is_operation(node.callee)
    return isinstance(node, Name) and node.text in known(Operation)


def calls(node: object, *names: str) -> bool:
    """Whether a node is a call of one of these."""
    return isinstance(node, Call) and is_name(node.callee, *names)


def is_range_of_places(item: Expression) -> bool:
    """Whether a slice leaves an end open."""
    return isinstance(item, Range) and (item.low is None) is not (item.high is None)


def sizes(parameter: Parameter) -> tuple[Expression, ...]:
    """The sizes that the type of an input speaks of."""
    kind = parameter.type
    if isinstance(kind, Binary):
        kind = kind.left
    return kind.items if isinstance(kind, Index) else ()


def optional(parameter: Parameter) -> bool:
    """Whether an input may be left out."""
    return isinstance(parameter.default, Literal) and parameter.default.value is None


SHOWN: dict[str, Callable[[Node], bool]] = {
    "a param with a type": lambda n: isinstance(n, Param) and is_name(n.type),
    "a param with a range": lambda n: isinstance(n, Param) and isinstance(n.type, Binary),
    "a param without a type": lambda n: isinstance(n, Param) and n.type is None,
    "an import of the standard library": lambda n: (
        isinstance(n, Import) and is_name(n.module) and n.alias is None
    ),
    "an import of the standard library under another name": lambda n: (
        isinstance(n, Import) and is_name(n.module) and n.alias is not None
    ),
    "an import of a file": lambda n: isinstance(n, Import) and isinstance(n.module, Literal),
    "a param of an imported file": lambda n: (
        isinstance(n, Attribute) and is_name(n.value, "densenet") and n.name.text == "growth"
    ),
    "a block with settings": lambda n: isinstance(n, Block) and bool(n.settings),
    "a block without settings": lambda n: isinstance(n, Block) and not n.settings,
    "a setting of a block with a type": lambda n: (
        isinstance(n, Block) and any(s.type is not None for s in n.settings)
    ),
    "a setting of a block with a default": lambda n: (
        isinstance(n, Block) and any(s.default is not None for s in n.settings)
    ),
    "a setting of a block that is an operation": lambda n: (
        isinstance(n, Block) and any(is_operation(s.default) for s in n.settings)
    ),
    "a block with an optional input": lambda n: (
        isinstance(n, Block) and any(optional(p) for p in n.inputs)
    ),
    "a block with several results": lambda n: isinstance(n, Block) and len(n.results) > 1,
    "a symbolic size in a block's input type": lambda n: (
        isinstance(n, Block) and any(is_name(s) for p in n.inputs for s in sizes(p))
    ),
    "a loop over a range": lambda n: isinstance(n, For) and isinstance(n.values, Range),
    "a loop that unpacks items of a list": lambda n: (
        isinstance(n, For) and len(n.names) > 1 and isinstance(n.values, ListOf)
    ),
    "a repetition": lambda n: isinstance(n, Repeat),
    "a condition without else": lambda n: isinstance(n, If) and not n.otherwise,
    "a condition with else if and else": lambda n: (
        isinstance(n, If)
        and len(n.otherwise) == 1
        and isinstance(n.otherwise[0], If)
        and bool(n.otherwise[0].otherwise)
    ),
    "a tied parameter": lambda n: (
        isinstance(n, Argument)
        and is_name(n.name, "weight")
        and isinstance(n.value, Attribute)
        and n.value.name.text == "weight"
    ),
    "a list of tensors": lambda n: (
        isinstance(n, Bind) and isinstance(n.value, Binary) and isinstance(n.value.right, ListOf)
    ),
    "an empty list": lambda n: isinstance(n, ListOf) and not n.items,
    "a place of an axis": lambda n: (
        isinstance(n, Index)
        and not is_name(n.value, "f32", "i64")
        and isinstance(n.items[0], Literal)
    ),
    "a slice with open ends": lambda n: (
        isinstance(n, Index) and any(map(is_range_of_places, n.items))
    ),
    "a slice of a later axis": lambda n: (
        isinstance(n, Index) and len(n.items) > 1 and any(map(is_range_of_places, n.items))
    ),
    "a parameter by itself": lambda n: calls(n, "parameter"),
    "what differs while training": lambda n: is_name(n, "training"),
    "an optional input of a network": lambda n: (
        isinstance(n, Network) and any(optional(p) for p in n.inputs)
    ),
    "a network with several inputs and outputs": lambda n: (
        isinstance(n, Network) and len(n.inputs) > 1 < len(n.outputs)
    ),
    "a network with a name": lambda n: isinstance(n, Network) and n.name is not None,
    "a network without a name": lambda n: isinstance(n, Network) and n.name is None,
    "a metric with a name": lambda n: (
        isinstance(n, Section) and n.name.text == "metrics" and bool(n.entries)
    ),
    "a penalty of weights": lambda n: (
        calls(n, "l1", "l2") and isinstance(n, Call) and is_name(n.arguments[0].value, "weights")
    ),
    "static mathematics": lambda n: (
        calls(n, "sqrt") and isinstance(n, Call) and is_name(n.arguments[0].value, "width")
    ),
    "a static remainder": lambda n: calls(n, "mod"),
    "a layer with a name of its own": lambda n: (
        isinstance(n, Argument) and is_name(n.name, "name") and isinstance(n.value, Literal)
    ),
    "a value that is not wanted": lambda n: isinstance(n, Target) and n.name.text == "_",
    "several values bound at once": lambda n: isinstance(n, Bind) and len(n.targets) > 1,
    "several values side by side": lambda n: isinstance(n, Group) and len(n.items) > 1,
    "a number of classes": lambda n: (
        isinstance(n, Attribute)
        and n.name.text == "classes"
        and isinstance(n.value, Attribute)
        and is_name(n.value.value, "data")
    ),
    "composed operations with a name": lambda n: (
        isinstance(n, Bind) and isinstance(n.value, Chain) and is_operation(n.value.value)
    ),
    "an operation as the value of a setting": lambda n: (
        (isinstance(n, Argument) and n.name is not None and calls(n.value, "max_pool", "avg_pool"))
        or (isinstance(n, tree.Conditional) and is_operation(n.then))
    ),
    "a percentage as a default": lambda n: (
        isinstance(n, Param) and isinstance(n.default, tree.Percent)
    ),
    "settings that are bare words": lambda n: (
        isinstance(n, Argument) and is_name(n.name, "average", "padding") and is_name(n.value)
    ),
    "a list in a setting": lambda n: isinstance(n, Argument) and isinstance(n.value, ListOf),
}
"""What a construct is called, and whether a node is one."""


@pytest.mark.parametrize("shows", SHOWN.values(), ids=SHOWN)
def test_the_construct_is_used(shows: Callable[[Node], bool]) -> None:
    assert [node for node in ALL if shows(node)], "no spec shows it"


# ── what a whole spec shows ──────────────────────────────────────────────────────────────────


def networks(spec: Spec) -> dict[str, Network]:
    """The networks of a spec that have names."""
    found = [item for item in spec.items if isinstance(item, Network)]
    return {item.name.text: item for item in found if item.name is not None}


def losses(spec: Spec) -> dict[str, Expression]:
    """The entries of `train` by name."""
    trains = [i for i in spec.items if isinstance(i, Section) and i.name.text == "train"]
    entries = chain.from_iterable(section.entries for section in trains)
    return {e.targets[0].name.text: e.value for e in entries if isinstance(e, Bind)}


def applied_in_another(spec: Spec) -> bool:
    """Whether a network is applied in the body of another."""
    named = networks(spec)
    return any(
        name in {n.text for n in nodes_of(other.body) if isinstance(n, Name)}
        for name in named
        for other in named.values()
        if named[name] is not other
    )


def several_losses(spec: Spec) -> bool:
    """Whether the loss adds several comparisons up."""
    found = [n for n in nodes_of(losses(spec).get("loss")) if calls(n, *known(Loss))]
    return len(found) > 1


def named_part(spec: Spec) -> bool:
    """Whether the loss has a part with a name of its own."""
    parts = losses(spec)
    read = {n.text for n in nodes_of(parts.get("loss")) if isinstance(n, Name)}
    return any(isinstance(n, Call) for part in read & set(parts) for n in nodes_of(parts[part]))


def penalty_of_a_value(spec: Spec) -> bool:
    """Whether a part of the loss is how large an output is."""
    outputs = {t.name.text for i in spec.items if isinstance(i, Network) for t in i.outputs}
    every = [n for part in losses(spec).values() for n in nodes_of(part)]
    return any(
        calls(n, "l1", "l2") and isinstance(n, Call) and is_name(n.arguments[0].value, *outputs)
        for n in every
    )


def promised_on_the_way(spec: Spec) -> bool:
    """Whether a binding in the body of a network has a type."""
    bodies = [item.body for item in spec.items if isinstance(item, Network)]
    return any(isinstance(n, Target) and n.type is not None for n in nodes_of(tuple(bodies)))


WHOLE: dict[str, Callable[[Spec], bool]] = {
    "several networks": lambda spec: len(networks(spec)) > 1,
    "a network applied in another": applied_in_another,
    "several losses": several_losses,
    "a part of the loss with a name": named_part,
    "a penalty of a value": penalty_of_a_value,
    "a type on a binding": promised_on_the_way,
    "a library of blocks": lambda spec: (
        not any(isinstance(item, Network | Section) for item in spec.items)
    ),
}


@pytest.mark.parametrize("shows", WHOLE.values(), ids=WHOLE)
def test_a_spec_shows_it(shows: Callable[[Spec], bool]) -> None:
    assert [spec for spec in SPECS if shows(spec)], "no spec shows it"


NOTHING = "network(x: f32[4]) -> y {\n    y = x -> relu\n}\n"


def test_a_spec_without_them_shows_none() -> None:
    plain, _ = parse(Source("plain.tenet", NOTHING))
    every = list(chain.from_iterable(map(nodes_of, plain.items)))

    shown = [name for name, shows in SHOWN.items() if any(map(shows, every))]
    assert shown == ["a network without a name"]
    assert not any(shows(plain) for shows in WHOLE.values())
