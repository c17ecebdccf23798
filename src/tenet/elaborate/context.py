"""Where an expression stands: the names in force, what can be called, and where findings go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from tenet.catalogue.definition import Definition
from tenet.catalogue.lookup import find, index
from tenet.catalogue.setting import Setting, called, spelled
from tenet.diagnostics import Diagnostic, Edit, Fix, TenetError
from tenet.diagnostics.diagnostic import Safety
from tenet.elaborate.applicable import CALLABLE, Beside, Composed, Prepared
from tenet.elaborate.arithmetic import truth
from tenet.elaborate.chain import ended
from tenet.elaborate.mistakes import NO_ARITHMETIC, UNKNOWN_NAME
from tenet.elaborate.scope import Scope
from tenet.elaborate.tally import Exhausted
from tenet.frozen import frozen
from tenet.source import Span
from tenet.syntax.tree import Name

TENSOR_ARITHMETIC = {
    "+": "add",
    "-": "sub",
    "*": "mul",
    "/": "div",
    "//": "floor_div",
    "**": "pow",
    "<": "less",
    "<=": "less_equal",
    ">": "greater",
    ">=": "greater_equal",
    "==": "equal",
    "!=": "not_equal",
}
"""The operation that each operator between tensors stands for."""


Values = tuple[object, ...]


class Poison:
    """Stands for a value that could not be made; its mistake has been reported."""

    def __repr__(self) -> str:
        return "POISON"


POISON = Poison()


class Several(tuple[object, ...]):
    """Values side by side, as in `(q, k) -> f`."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"{len(self)} values side by side"


class Place(Protocol):
    """What calls make here: nodes of a network, stages of a field, or nothing at run time."""

    kinds: tuple[type[Definition], ...]
    """What can be called here."""

    def holds(self, value: object) -> bool:
        """Whether the value exists at run time here, and so can be an input."""

    def enter(self, value: object, span: Span) -> object:
        """The value as it is used here; a field becomes an input of the graph."""

    def apply(
        self, op: Definition, inputs: tuple[object, ...], span: Span, beside: Beside
    ) -> object:
        """An operation applied to run-time values; raises Misfit."""

    def lift(self, number: float, span: Span) -> object:
        """A number as a run-time value, or the number itself where there are none."""

    def refuse(self, sign: str, span: Span) -> TenetError:
        """The mistake of an operator that run-time values do not have here."""

    def describe(self, value: object) -> tuple[str, Span | None]:
        """The type of a run-time value in words, and where it was made."""


class StaticPlace:
    """A place where nothing exists at run time: params and settings."""

    def __init__(self, *kinds: type[Definition]) -> None:
        self.kinds: tuple[type[Definition], ...] = kinds

    def holds(self, value: object) -> bool:
        """Never."""
        return False

    def enter(self, value: object, span: Span) -> object:
        """The value itself."""
        return value

    def apply(
        self, op: Definition, inputs: tuple[object, ...], span: Span, beside: Beside
    ) -> object:
        """Never happens, since nothing is held."""
        raise AssertionError(op, inputs, span, beside)

    def lift(self, number: float, span: Span) -> object:
        """The number itself."""
        return number

    def refuse(self, sign: str, span: Span) -> TenetError:
        """Never happens, since nothing is held."""
        raise AssertionError(sign, span)

    def describe(self, value: object) -> tuple[str, Span | None]:
        """The value as Python shows it; nothing here has a type."""
        return str(value), None


T = TypeVar("T")


@frozen
class Context:
    """Where an expression stands."""

    scope: Scope
    place: Place
    reports: list[Diagnostic]

    def attempt(self, make: Callable[[], T]) -> T | Poison:
        """What `make` makes, or poison, with its mistakes reported.

        Raises:
            Exhausted: a limit is reached, after which nothing is elaborated.
        """
        try:
            return make()
        except Exhausted:
            raise
        except TenetError as error:
            self.reports.extend(error.diagnostics)
            return POISON

    def held(self, value: object) -> bool:
        """Whether a value exists at run time, or is a list that holds one that does."""
        if isinstance(value, tuple):
            return any(self.held(item) for item in value)
        return self.place.holds(value)

    def decided(self, test: object, span: Span) -> bool:
        """Whether a condition holds.

        Raises:
            TenetError: it is neither true nor false while compiling.
        """
        if self.held(test):
            raise NO_ARITHMETIC.error(
                span,
                f"a condition is decided while compiling, but this is {self.said(test)}",
                help="to choose element by element, write `where(x > 0, a, b)`",
            )
        return truth(test, span)

    def said(self, value: object) -> str:
        """What a value is, in words."""
        if self.place.holds(value):
            return f"a tensor, {self.place.describe(value)[0]}"
        if isinstance(value, Definition):
            return f"the {value.kind} `{called(value)}`"
        if isinstance(value, Composed | Prepared):
            return f"the operation `{value}`"
        if isinstance(value, CALLABLE):
            return str(value)
        if isinstance(value, tuple) and self.held(value):
            return "a list that holds tensors"
        return spelled(value)

    def applicable(self, name: str) -> object | None:
        """The operation, block or network that a name is bound to, used by this; none if it is none."""
        found = self.scope.look(name)
        if found is None or not isinstance(found.value, CALLABLE):
            return None
        self.scope.find(name)
        return found.value

    def callable(
        self, name: str, expected: Setting | None = None, *, alone: bool = False
    ) -> type[Definition] | None:
        """What can be called by a name here, or as the value of a setting; or as that alone."""
        wanted = expected.kinds if expected is not None else ()
        kinds = wanted if alone else (*wanted, *self.place.kinds)
        for kind in kinds:
            found = find(kind, name)
            if found is not None and found.spoken:
                return found
        return None

    def callables(self, expected: Setting | None = None, *, alone: bool = False) -> list[str]:
        """The names that can be called here, or as the value of a setting; or as that alone."""
        wanted = expected.kinds if expected is not None else ()
        kinds = wanted if alone and wanted else (*wanted, *self.place.kinds)
        return sorted({name for kind in kinds for name in index(kind) if spoken(kind, name)})


def spoken(kind: type[Definition], name: str) -> bool:
    """Whether a spec can name a thing of a kind."""
    found = find(kind, name)
    return found is not None and found.spoken


def after_end(context: Context, name: Name, what: str = "") -> TenetError | None:
    """The mistake of using a name after the body that has bound it; none where none has.

    Effect: it is said once.
    """
    bound = context.scope.end_of(name.text)
    if bound is None:
        return None
    context.scope.stray(name.text, POISON, name.span)
    return UNKNOWN_NAME.error(
        name.span,
        f"{what}`{name.text}` is not bound here any more",
        help="bind it before the loop or condition, or in every branch of the condition",
        labels=(ended(bound),),
    )


def renaming(name: Name, known_name: str | None) -> Fix | None:
    """The fix that writes a known name instead; unsafe, since the guess may be wrong."""
    if known_name is None:
        return None
    return Fix(Safety.UNSAFE, (Edit(name.span, known_name),))
