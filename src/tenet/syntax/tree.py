"""The located tree: what a text says, before anything in it is looked up.

Every node is frozen and knows its span. `Error` stands where the parser gave up and went on.
"""

from __future__ import annotations

from typing import TypeAlias

from tenet.frozen import frozen
from tenet.source import Source, Span


@frozen
class Node:
    """Anything that stands somewhere in a text; where it stands does not count when it is compared."""

    UNCOMPARED = frozenset({"span"})

    span: Span


# ── expressions ──────────────────────────────────────────────────────────────────────────────


@frozen
class Name(Node):
    """A plain name: of a value, an operation, a type or a choice; what it means is looked up."""

    text: str


@frozen
class Literal(Node):
    """A number, string, boolean or `none`."""

    value: int | float | str | bool | None


@frozen
class Percent(Node):
    """`15%`; the value is the fraction, 0.15."""

    value: float


@frozen
class ListOf(Node):
    """`[a, b, c]`."""

    items: tuple[Expression, ...]


@frozen
class Group(Node):
    """`(a)`, or several values side by side: `(a, b)`."""

    items: tuple[Expression, ...]


@frozen
class Argument(Node):
    """One argument of a call; `name` is none where it is given by position."""

    name: Name | None
    value: Expression


@frozen
class Call(Node):
    """`callee(arguments)`; the callee is a name, or a name in a module or section."""

    callee: Expression
    arguments: tuple[Argument, ...]


@frozen
class Attribute(Node):
    """`value.name`."""

    value: Expression
    name: Name


@frozen
class Index(Node):
    """`value[items]`: a type with its sizes, or a slice of a tensor or list."""

    value: Expression
    items: tuple[Expression, ...]


@frozen
class Unary(Node):
    """`-a` or `not a`."""

    operator: str
    operand: Expression


@frozen
class Binary(Node):
    """`left operator right`: arithmetic, comparison, `and`, `or`, `in`."""

    operator: str
    left: Expression
    right: Expression


@frozen
class Range(Node):
    """`low..high`, either end open."""

    low: Expression | None
    high: Expression | None


@frozen
class Conditional(Node):
    """`then if test else otherwise`."""

    test: Expression
    then: Expression
    otherwise: Expression


@frozen
class Chain(Node):
    """`value -> stage`: the stage is a name, a call, or operations in parentheses."""

    value: Expression
    stage: Expression


@frozen
class Error(Node):
    """A stretch that could not be parsed; its diagnostic has been reported."""


Expression: TypeAlias = (
    Name
    | Literal
    | Percent
    | ListOf
    | Group
    | Call
    | Attribute
    | Index
    | Unary
    | Binary
    | Range
    | Conditional
    | Chain
    | Error
)


# ── statements ───────────────────────────────────────────────────────────────────────────────


@frozen
class Target(Node):
    """A name that is bound, with the type that it promises, if any."""

    name: Name
    type: Expression | None


@frozen
class Bind(Node):
    """`a, b: type = value`; also an entry of a section."""

    targets: tuple[Target, ...]
    value: Expression


@frozen
class Shared(Node):
    """`shared name = operation`: one set of parameters, whatever uses it."""

    name: Name
    value: Expression


@frozen
class For(Node):
    """`for names in values { body }`, unrolled."""

    names: tuple[Name, ...]
    values: Expression
    body: tuple[Statement, ...]


@frozen
class Repeat(Node):
    """`repeat count { body }`, unrolled."""

    count: Expression
    body: tuple[Statement, ...]


@frozen
class If(Node):
    """`if test { then } else { otherwise }`, decided while compiling."""

    test: Expression
    then: tuple[Statement, ...]
    otherwise: tuple[Statement, ...]


Statement: TypeAlias = Bind | Shared | For | Repeat | If | Error


# ── declarations ─────────────────────────────────────────────────────────────────────────────


@frozen
class Parameter(Node):
    """An input or setting in the header of a block or network."""

    name: Name
    type: Expression | None
    default: Expression | None


@frozen
class Import(Node):
    """`import name`, `import name as alias`, `import "path" as alias`."""

    module: Name | Literal
    alias: Name | None


@frozen
class Param(Node):
    """`param name: type = default`: a knob that `--set` overrides."""

    name: Name
    type: Expression | None
    default: Expression
    doc: str = ""


@frozen
class Block(Node):
    """`block name(inputs; settings) { … return … }`."""

    name: Name
    inputs: tuple[Parameter, ...]
    settings: tuple[Parameter, ...]
    body: tuple[Statement, ...]
    results: tuple[Expression, ...]
    doc: str = ""


@frozen
class Network(Node):
    """`network name(inputs) -> outputs { … }`; the name may be left out."""

    name: Name | None
    inputs: tuple[Parameter, ...]
    outputs: tuple[Target, ...]
    body: tuple[Statement, ...]
    doc: str = ""


@frozen
class Section(Node):
    """`name { entries }`: data, train, export, sweep, or a setting that is itself a section."""

    name: Name
    entries: tuple[Bind | Section | Error, ...]
    doc: str = ""


Item: TypeAlias = Import | Param | Block | Network | Section | Error


@frozen
class Comment:
    """A comment with its `#`; `alone` when nothing else stands on its line."""

    span: Span
    alone: bool


@frozen
class Spec:
    """A whole file."""

    source: Source
    items: tuple[Item, ...]
    comments: tuple[Comment, ...] = ()
    doc: str = ""
