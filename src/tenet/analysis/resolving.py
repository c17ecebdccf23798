"""Resolve the names of a tree: the walk behind `names`, by the language's rules of what is looked up where."""

from __future__ import annotations

from collections.abc import Iterable

from tenet.analysis.names import Imported, Kind, Names, Occurrence, Symbol
from tenet.catalogue.lookup import find, index
from tenet.catalogue.operation import Operation
from tenet.catalogue.setting import settings
from tenet.elaborate.data import SECTION
from tenet.policy.train import Train
from tenet.source import Span
from tenet.syntax.tree import (
    Argument,
    Attribute,
    Bind,
    Block,
    Call,
    Chain,
    Expression,
    For,
    If,
    Import,
    Index,
    Name,
    Network,
    Node,
    Param,
    Repeat,
    Section,
    Shared,
    Spec,
    Statement,
    Target,
)
from tenet.syntax.walk import parts

CALLED = (Kind.BLOCK, Kind.NETWORK, Kind.SHARED, Kind.MODULE)
"""What stands before the catalogue where something is called; other names stand behind it."""


class Scope:
    """Symbols by name, and those further out."""

    def __init__(
        self, outer: Scope | None = None, within: Span | None = None, block: str = ""
    ) -> None:
        self.outer = outer
        self.within = within
        self.block = block
        self.symbols: dict[str, Symbol] = {}

    def find(self, name: str) -> Symbol | None:
        """The symbol of a name, here or further out."""
        found = self.symbols.get(name)
        return found if found is not None or self.outer is None else self.outer.find(name)


def names(tree: Spec, imported: Imported) -> Names:
    """The names of a file."""
    return _Resolver(tree, imported).run()


class _Resolver:
    """One walk over a tree, in the order in which names are bound."""

    def __init__(self, tree: Spec, imported: Imported) -> None:
        self.tree = tree
        self.imported = imported
        self.file = Scope()
        self.fields = Scope(self.file)
        self.found: list[Occurrence] = []
        self.modules: dict[Symbol, Names] = {}
        self.bound: dict[Symbol, Span] = {}
        """Where each name was bound last."""
        self.headers: dict[Symbol, Scope] = {}
        """The inputs and settings of blocks, which may be used before they are declared."""

    def run(self) -> Names:
        """The names of the tree."""
        items = self.tree.items
        for item in items:
            self._declare(item)
        for item in items:
            match item:
                case Param():
                    self.expressions((item.type, item.default), self.file)
                case Block():
                    self.block(item)
                case Network():
                    self.network(item)
                case _:
                    pass
        for item in items:
            if isinstance(item, Section):
                self.section(item)
        return Names(self.tree, self.found, self.modules)

    def _declare(self, item: Node) -> None:
        """Effect: a name of the file is bound, which may be used before it is declared."""
        match item:
            case Import():
                self._import(item)
            case Param():
                self.bind(item.name, Kind.PARAM, self.file)
            case Block():
                self._header(item)
            case Network(name=Name() as name):
                self.bind(name, Kind.NETWORK, self.file)
            case Section(name=Name(text="data")):
                self._fields(item)
            case _:
                pass

    def _import(self, item: Import) -> None:
        name = item.alias or item.module
        if isinstance(name, Name):
            symbol = self.bind(name, Kind.MODULE, self.file)
            made = self.imported(item)
            if made is not None:
                self.modules[symbol] = made

    def _header(self, item: Block) -> None:
        symbol = self.bind(item.name, Kind.BLOCK, self.file)
        scope = Scope(self.file, item.span, item.name.text)
        for kind, parameters in ((Kind.INPUT, item.inputs), (Kind.SETTING, item.settings)):
            for parameter in parameters:
                self.bind(parameter.name, kind, scope)
        self.headers[symbol] = scope

    def _fields(self, item: Section) -> None:
        for name in _targets(item):
            if name.text not in SECTION:
                self.bind(name, Kind.FIELD, self.fields)

    # ── occurrences ──────────────────────────────────────────────────────────────────────────

    def bind(self, name: Name, kind: Kind, scope: Scope) -> Symbol:
        """The symbol that a name is bound to, which may be bound already. Effect: the place is noted."""
        symbol = scope.symbols.get(name.text)
        if symbol is None:
            symbol = Symbol(name.text, kind, name.span, scope.within, scope.block)
            scope.symbols[name.text] = symbol
        if name.text != "_":
            self.bound[symbol] = name.span
            self.found.append(Occurrence(name.span, symbol, True, name.span))
        return symbol

    def use(self, name: Name, symbol: Symbol | None) -> Symbol | None:
        """The symbol, if there is one. Effect: the place is noted."""
        if symbol is not None:
            bound = self.bound.get(symbol, symbol.span)
            self.found.append(Occurrence(name.span, symbol, False, bound))
        return symbol

    # ── declarations ─────────────────────────────────────────────────────────────────────────

    def block(self, item: Block) -> None:
        """Effect: the names in a block are noted."""
        scope = self.headers[self.file.symbols[item.name.text]]
        for parameter in (*item.inputs, *item.settings):
            self.expressions((parameter.type, parameter.default), scope)
        self.statements(item.body, scope)
        self.expressions(item.results, scope)

    def network(self, item: Network) -> None:
        """Effect: the names in a network are noted; its inputs are the fields of the same names."""
        scope = Scope(self.file, item.span, "" if item.name is None else item.name.text)
        for parameter in item.inputs:
            field = self.fields.symbols.get(parameter.name.text)
            if field is not None:
                scope.symbols[field.name] = field
            self.expressions((parameter.type, parameter.default), scope)
            self.bind(parameter.name, Kind.INPUT, scope)
        for target in item.outputs:
            output = self.bind(target.name, Kind.VALUE, scope)
            self.expressions((target.type,), scope)
            self.fields.symbols.setdefault(output.name, output)  # the loss sees it
        self.statements(item.body, scope)

    def section(self, item: Section, outer: Scope | None = None) -> None:
        """Effect: the names in a section are noted."""
        scope = Scope(outer or self.fields, item.span)
        if outer is not None:
            self.use(item.name, self.file.symbols.get(item.name.text))
        if item.name.text == "space":  # of a sweep, whose entries are params
            for name in _targets(item):
                self.use(name, self.file.symbols.get(name.text))
        elif item.name.text == "train" or outer is not None:
            self._parts(item, scope)
        for inner in item.entries:
            if isinstance(inner, Section):
                self.section(inner, scope)
            elif isinstance(inner, Bind):
                self.expressions((*(t.type for t in inner.targets), inner.value), scope)

    def _parts(self, item: Section, scope: Scope) -> None:
        """Effect: what a section names itself, such as parts of a loss, is noted."""
        own = {"loss", *SECTION, *settings(Train)}
        for name in _targets(item):
            if name.text not in own and self.fields.find(name.text) is None:
                self.bind(name, Kind.VALUE, scope)

    # ── statements ───────────────────────────────────────────────────────────────────────────

    def statements(self, body: Iterable[Statement], scope: Scope) -> None:
        """Effect: the names in statements are noted, in their order."""
        for statement in body:
            match statement:
                case Bind():
                    self.expression(statement.value, scope)
                    for target in statement.targets:
                        self.target(target, scope)
                case Shared():
                    self.expression(statement.value, scope)
                    self.bind(statement.name, Kind.SHARED, scope)
                case For():
                    self.expression(statement.values, scope)
                    inner = Scope(scope, statement.span, scope.block)
                    for name in statement.names:
                        self.bind(name, Kind.TURN, inner)
                    self.statements(statement.body, inner)
                case Repeat():
                    self.expression(statement.count, scope)
                    self.statements(statement.body, Scope(scope, statement.span, scope.block))
                case If():
                    self.expression(statement.test, scope)
                    self.statements((*statement.then, *statement.otherwise), scope)
                case _:
                    pass

    def target(self, target: Target, scope: Scope) -> None:
        """Effect: a bound name is noted; one that is bound around it in the same body is bound again."""
        self.expressions((target.type,), scope)
        at = scope
        while at.outer is not None and target.name.text not in at.symbols and at.outer.within:
            at = at.outer
        self.bind(target.name, Kind.VALUE, at if target.name.text in at.symbols else scope)

    # ── expressions ──────────────────────────────────────────────────────────────────────────

    def expressions(self, several: Iterable[Expression | None], scope: Scope) -> None:
        """Effect: the names in expressions are noted."""
        for expression in several:
            if expression is not None:
                self.expression(expression, scope)

    def expression(self, at: Expression, scope: Scope) -> None:
        """Effect: the names in an expression are noted."""
        match at:
            case Name():
                self.plain(at, scope)
            case Call():
                self.call(at, scope)
            case Chain():
                self.expression(at.value, scope)
                if isinstance(at.stage, Name):
                    self.callee(at.stage, scope)
                else:
                    self.expression(at.stage, scope)
            case Attribute():
                self.attribute(at, scope)
            case Index(value=Name() as name):
                self.plain(name, scope)
                self.expressions(at.items, scope)
            case _:
                self.expressions((p for p in parts(at) if isinstance(p, Expression)), scope)

    def plain(self, name: Name, scope: Scope) -> Symbol | None:
        """What a name stands for; a size is bound where it first stands."""
        found = scope.find(name.text)
        if found is None and name.text[0].isupper() and scope.within is not None:
            while scope.outer is not None and scope.outer.within is not None:
                scope = scope.outer
            return self.bind(name, Kind.SIZE, scope)
        return self.use(name, found)

    def callee(self, at: Expression, scope: Scope) -> Symbol | None:
        """What is called, or stands behind an arrow; none where it is a thing of the catalogue."""
        if isinstance(at, Attribute):
            return self.attribute(at, scope)
        if not isinstance(at, Name):
            self.expression(at, scope)
            return None
        found = scope.find(at.text)
        kind: type[Operation] = Operation  # type: ignore[type-abstract]  # only looked up
        if found is not None and found.kind not in CALLED and at.text in index(kind):
            return None
        return self.use(at, found)

    def attribute(self, at: Attribute, scope: Scope) -> Symbol | None:
        """What stands behind a dot: a member of a module or a field; none of all else."""
        if isinstance(at.value, Name) and at.value.text == "data":
            return self.use(at.name, self.fields.symbols.get(at.name.text))
        if isinstance(at.value, Name):
            module = self.plain(at.value, scope)
            members = None if module is None else self.modules.get(module)
            return None if members is None else self.use(at.name, members.member(at.name.text))
        self.expression(at.value, scope)
        return None

    def call(self, at: Call, scope: Scope) -> None:
        """Effect: the names in a call are noted, those by which arguments are given among them."""
        found = self.callee(at.callee, scope)
        for argument in at.arguments:
            if argument.name is not None and found is not None and found.kind is Kind.BLOCK:
                self.use(argument.name, self._parameter_of(found, argument.name.text, at, scope))
            if not _is_choice(at, argument, found):
                self.expression(argument.value, scope)

    def _parameter_of(self, block: Symbol, name: str, at: Call, scope: Scope) -> Symbol | None:
        if isinstance(at.callee, Attribute) and isinstance(at.callee.value, Name):
            module = scope.find(at.callee.value.text)
            members = self.modules.get(module) if module is not None else None
            return None if members is None else members.member(name, block.name)
        return self.headers[block].symbols.get(name)


def _targets(item: Section) -> list[Name]:
    """The names that the entries of a section have."""
    entries = (entry for entry in item.entries if isinstance(entry, Bind))
    return [target.name for entry in entries for target in entry.targets]


def _is_choice(at: Call, argument: Argument, found: Symbol | None) -> bool:
    """Whether an argument is a bare word that its setting knows: `padding=causal`."""
    value, callee = argument.value, at.callee
    if found is not None or not isinstance(value, Name) or not isinstance(callee, Name):
        return False
    kind: type[Operation] = Operation  # type: ignore[type-abstract]  # only looked up
    definition = find(kind, callee.text)
    if definition is None or argument.name is None:
        return False
    setting = settings(definition).get(argument.name.text)
    return setting is not None and value.text in setting.choices
