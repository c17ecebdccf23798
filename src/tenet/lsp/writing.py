"""The words of a block as another body has them: its names are new there, or stand for what is given."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import chain, count
from textwrap import dedent

from tenet.analysis.names import Kind, Occurrence, Symbol
from tenet.lsp.document import Document
from tenet.lsp.using import Use, leading
from tenet.source import Span
from tenet.syntax.tree import (
    Argument,
    Attribute,
    Bind,
    Block,
    Call,
    Chain,
    Conditional,
    Expression,
    For,
    Group,
    If,
    Index,
    ListOf,
    Literal,
    Name,
    Node,
    Parameter,
    Percent,
    Repeat,
)
from tenet.syntax.walk import around, nodes, parts

WHOLE = (Name, Literal, Percent, Call, Attribute, Index, ListOf, Group)
"""Expressions that no operator beside them divides."""
OPEN = (Argument, Bind, Block, ListOf, Group, For, Repeat, If)
"""What holds any expression as it is."""


class Writing:
    """A use of a block as it is written out. Parameters stand for what is given, or are bound to it above."""

    def __init__(self, document: Document, use: Use, *, binding: bool) -> None:
        self.use = use
        self.names = document.names
        self.binding = binding
        """Whether all settings are bound above, so that what is not taken of the block knows as little of them as it did."""
        self.instead: dict[Symbol, tuple[Expression, str]] = {}
        """What stands where a parameter is read, and its words."""
        self.lines = [*self._given_at_once()] if use.flowing is not None else []
        for parameter in (*use.block.inputs, *use.block.settings):
            self._give(parameter)

    # ── names ────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def own(self) -> dict[int, Occurrence]:
        """Where the names of the block's own stand in it, by their offsets."""
        span = self.use.block.span
        return {
            o.span.start: o
            for o in self.names.occurrences
            if span.start <= o.span.start < span.end and _belongs(o.symbol, span)
        }

    @cached_property
    def rebound(self) -> set[Symbol]:
        """The block's parameters that it binds again."""
        return {o.symbol for o in self.own.values() if o.binds and o.span != o.symbol.span}

    @cached_property
    def outer(self) -> dict[int, Node]:
        """What each name in the block stands in right away, by the name's offset."""
        inside = ((node, part) for node in nodes(self.use.block) for part in parts(node))
        return {part.span.start: node for node, part in inside if isinstance(part, Name)}

    @cached_property
    def called(self) -> dict[str, str]:
        """What the names of the block are called in its new place, where nothing else is called so."""
        own = dict.fromkeys(o.symbol.name for o in self.own.values())
        taken = {s.name for s in self.names.symbols if s.within is None} | _words(self.use.item)
        made: dict[str, str] = {}
        for name in own:
            others = taken | (own.keys() - {name}) | set(made.values())
            numbered = (f"{name}_{number}" for number in count(2))
            made[name] = next(n for n in chain([name], numbered) if n not in others)
        return made

    @property
    def is_captured(self) -> bool:
        """Whether something in the block would be taken for something of its new place."""
        item, block = self.use.item, self.use.block
        there = {s.name for s in self.names.symbols if _belongs(s, item.span)}
        there |= {parameter.name.text for parameter in getattr(item, "inputs", ())}
        return any(
            node.text in there
            for node in nodes(block)
            if isinstance(node, Name)
            and node.span.start not in self.own
            and not _is_label(self.outer[node.span.start], node)
        )

    def _symbol(self, parameter: Parameter) -> Symbol:
        return self.own[parameter.name.span.start].symbol

    # ── what is given ────────────────────────────────────────────────────────────────────────

    def _given_at_once(self) -> Iterator[str]:
        """The statement that binds several inputs to what comes through one arrow."""
        assert self.use.flowing is not None
        targets = ", ".join(self._target(p, self._name(p)) for p in self.use.block.inputs)
        yield f"{targets} = {self.use.flowing.span.text}"

    def _give(self, parameter: Parameter) -> None:
        """Effect: a parameter stands for what is given, or a statement binds it."""
        symbol, name = self._symbol(parameter), parameter.name.text
        if symbol.kind is Kind.INPUT:
            if self.use.flowing is None:
                self._give_input(parameter, symbol, self.use.inputs.get(name))
            return
        given = self.use.settings.get(name)
        value = parameter.default if given is None else given
        assert value is not None  # the use is sound
        words = value.span.text if given is not None else self.written(value.span)
        if self._must_be_bound(symbol, value):
            self.lines.append(f"{self._name(parameter)} = {words}")
        else:
            self.instead[symbol] = value, words

    def _give_input(self, parameter: Parameter, symbol: Symbol, given: Expression | None) -> None:
        sized = self._names_sizes(parameter)
        if given is None:  # an input that may be left out
            self.lines.append(f"{self._name(parameter)} = none")
        elif isinstance(given, Name) and (
            symbol not in self.rebound or self._is_bound_anew(given.text)
        ):
            self.instead[symbol] = given, given.text
            if sized:
                self.lines.append(f"{self._target(parameter, given.text)} = {given.text}")
        elif not sized and self._flows_once(symbol):
            self.instead[symbol] = given, given.span.text
        else:
            target = self._target(parameter, self._name(parameter))
            self.lines.append(f"{target} = {given.span.text}")

    def _name(self, parameter: Parameter) -> str:
        return self.called[parameter.name.text]

    def _target(self, parameter: Parameter, name: str) -> str:
        """A name with the type of a parameter, where that names sizes that the block reads."""
        kind = parameter.type
        if kind is None or not self._names_sizes(parameter):
            return name
        return f"{name}: {self.written(kind.span)}"

    def _names_sizes(self, parameter: Parameter) -> bool:
        """Whether the type of an input is the only one to say what sizes are that the block reads."""
        types = [p.type.span for p in self.use.block.inputs if p.type is not None]
        at = parameter.type.span if parameter.type is not None else None
        sizes = [o for o in self.own.values() if o.symbol.kind is Kind.SIZE]
        read = {o.symbol for o in sizes if not any(_covers(span, o.span) for span in types)}
        return at is not None and any(o.symbol in read and _covers(at, o.span) for o in sizes)

    def _is_bound_anew(self, name: str) -> bool:
        """Whether the statement binds a name anew that stands in it just once, as what is given."""
        place = self.use.place
        if not isinstance(place, Bind) or name not in {t.name.text for t in place.targets}:
            return False
        read = [n for n in nodes(place.value) if isinstance(n, Name) and n.text == name]
        return len(read) == 1

    def _flows_once(self, symbol: Symbol) -> bool:
        """Whether an input is read once, before all else that the block computes."""
        block = self.use.block
        read = [o for o in self.own.values() if o.symbol is symbol and not o.binds]
        if block.body or len(self.use.inputs) != 1 or len(read) != 1:
            return False
        return leading(around(block, read[0].span.start))

    def _must_be_bound(self, symbol: Symbol, value: Expression) -> bool:
        """Whether a setting cannot stand where it is read: it changes, or a condition asks for it."""
        if self.binding or symbol in self.rebound:
            return True
        words = {node.text for node in nodes(value) if isinstance(node, Name)}
        changing = {s.name for s in self.rebound}
        changing |= {self.instead[s][1] for s in self.rebound if s in self.instead}
        asked = not isinstance(value, Name) and symbol in self._asked
        return asked or not words.isdisjoint(changing)

    @cached_property
    def _asked(self) -> set[Symbol]:
        """The names that conditions in the block ask for."""
        tests = [n.test.span for n in nodes(self.use.block) if isinstance(n, If | Conditional)]
        return {o.symbol for o in self.own.values() if any(_covers(t, o.span) for t in tests)}

    # ── words ────────────────────────────────────────────────────────────────────────────────

    def statements(self) -> list[str]:
        """The lines that stand above the statement."""
        block = self.use.block
        text = block.span.source.text
        start = text.index("{", block.name.span.end) + 1
        end = text.rindex("return", start, block.results[0].span.start)
        first, _, rest = self.written(Span(block.span.source, start, end)).partition("\n")
        body = [first.strip(), *dedent(rest.rstrip()).splitlines()]
        while body and not body[0]:
            del body[0]
        return [*self.lines, *(line.rstrip() for line in body)]

    def result(self) -> tuple[Span, str]:
        """What stands where the block was used, and which words it stands for."""
        use, results = self.use, self.use.block.results
        written = [self.written(result.span) for result in results]
        if len(results) > 1:
            return use.whole.span, f"({', '.join(written)})"
        found = self.own.get(results[0].span.start) if isinstance(results[0], Name) else None
        meant = self.instead.get(found.symbol) if found is not None else None
        expression = results[0] if meant is None else meant[0]
        text = written[0] if meant is None else meant[1]
        if isinstance(expression, WHOLE) and isinstance(use.outer, Group):
            alone = len(use.outer.items) == 1  # its parentheses hold nothing together any more
            return use.outer.span if alone else use.whole.span, text
        fits = _fits(expression, use.outer, use.whole)
        return use.whole.span, text if fits else f"({text})"

    def written(self, span: Span) -> str:
        """A stretch of the block in the words of its new place."""
        words, end = [], span.start
        for start in sorted(start for start in self.own if span.start <= start < span.end):
            found = self.own[start]
            words += [span.source.text[end:start], self._word(found)]
            end = found.span.end
        return "".join((*words, span.source.text[end : span.end]))

    def _word(self, found: Occurrence) -> str:
        meant = self.instead.get(found.symbol)
        if meant is None:
            return self.called[found.symbol.name]
        expression, text = meant
        outer = self.outer[found.span.start]
        return text if _fits(expression, outer, found) else f"({text})"


def _fits(expression: Expression, outer: Node, at: Node | Occurrence) -> bool:
    """Whether an expression can stand in another without parentheses."""
    if isinstance(expression, WHOLE) or isinstance(outer, OPEN):
        return True
    flows = isinstance(outer, Chain) and outer.value.span == at.span
    return flows and not isinstance(expression, Conditional)


def _is_label(outer: Node, name: Name) -> bool:
    """Whether a name is that of an argument or a member, which is looked up elsewhere."""
    return isinstance(outer, Argument | Attribute) and outer.name is name


def _belongs(symbol: Symbol, span: Span) -> bool:
    """Whether a name is one of a block's or network's own."""
    within = symbol.within
    return within is not None and span.start <= within.start and within.end <= span.end


def _covers(span: Span, other: Span) -> bool:
    return span.start <= other.start and other.end <= span.end


def _words(item: Node) -> set[str]:
    """Every name that stands in a block or network."""
    return {node.text for node in nodes(item) if isinstance(node, Name)}
