"""Sizes of axes: integers, and polynomials in sizes that are known only later.

`Dim` is an `int` whenever it can be one. `T`, `2 * T + 1` and `(T + 1) // 2` are `Symbolic`, kept in
one normal form, so that equal sizes compare equal however they were written.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from tenet.frozen import frozen


@frozen
class Quotient:
    """`numerator // denominator`, where the division could not be carried out."""

    numerator: str
    denominator: str
    parts: tuple[Symbolic | int, Symbolic | int]

    def __str__(self) -> str:
        return f"{_wrapped(self.numerator)} // {_wrapped(self.denominator)}"


def _wrapped(text: str) -> str:
    return f"({text})" if " " in text else text


Atom: TypeAlias = str | Quotient
Monomial: TypeAlias = tuple[Atom, ...]


@frozen
class Symbolic:
    """A sum of products of named sizes with integer coefficients; never a plain number.

    >>> str(2 * named("T") + 1)
    '2 * T + 1'
    >>> named("T") + 1 - named("T")
    1
    """

    terms: tuple[tuple[Monomial, int], ...]

    def __add__(self, other: Dim) -> Dim:
        terms = dict(self.terms)
        for monomial, coefficient in _terms(other):
            terms[monomial] = terms.get(monomial, 0) + coefficient
        return _normal(terms)

    def __neg__(self) -> Dim:
        return self * -1

    def __sub__(self, other: Dim) -> Dim:
        return self + other * -1

    def __mul__(self, other: Dim) -> Dim:
        terms: dict[Monomial, int] = {}
        for left, a in self.terms:
            for right, b in _terms(other):
                monomial = tuple(sorted((*left, *right), key=str))
                terms[monomial] = terms.get(monomial, 0) + a * b
        return _normal(terms)

    def __floordiv__(self, other: Dim) -> Dim:
        if isinstance(other, int):
            if other == 0:
                raise ZeroDivisionError
            if all(coefficient % other == 0 for _, coefficient in self.terms):
                return _normal({monomial: c // other for monomial, c in self.terms})
        elif self == other:
            return 1
        return _normal({(Quotient(str(self), str(other), (self, other)),): 1})

    def __rfloordiv__(self, other: int) -> Dim:
        return _normal({(Quotient(str(other), str(self), (other, self)),): 1})

    def __radd__(self, other: int) -> Dim:
        return self + other

    def __rmul__(self, other: int) -> Dim:
        return self * other

    def __rsub__(self, other: int) -> Dim:
        return self * -1 + other

    def __str__(self) -> str:
        text = ""
        for monomial, coefficient in self.terms:
            factors = [str(abs(coefficient))] if abs(coefficient) != 1 or not monomial else []
            factors += [
                _factor(atom, alone=len(monomial) == 1 and not factors) for atom in monomial
            ]
            sign = " - " if coefficient < 0 else " + "
            text += (sign if text else sign.strip(" +")) + " * ".join(factors)
        return text

    @property
    def names(self) -> frozenset[str]:
        """The named sizes that it depends on."""
        found: set[str] = set()
        for monomial, _ in self.terms:
            for atom in monomial:
                if isinstance(atom, str):
                    found.add(atom)
                else:
                    found |= {name for part in atom.parts for name in names(part)}
        return frozenset(found)


Dim: TypeAlias = int | Symbolic


def named(name: str) -> Symbolic:
    """The size called `name`."""
    return Symbolic((((name,), 1),))


def names(dim: Dim) -> frozenset[str]:
    """The named sizes that a size depends on; none for a number."""
    return frozenset() if isinstance(dim, int) else dim.names


def decided_by_data(dim: Dim) -> bool:
    """Whether only reading the data will tell the size: one of its names is no identifier.

    >>> decided_by_data(named("T")), decided_by_data(named("data.species.classes") + 1)
    (False, True)
    """
    return not all(name.isidentifier() for name in names(dim))


def bind(dim: Dim, sizes: Mapping[str, Dim]) -> Dim:
    """The size with the named ones replaced by what they turned out to be.

    >>> bind((named("T") + 1) // 2, {"T": 9})
    5
    """
    if isinstance(dim, int):
        return dim
    total: Dim = 0
    for monomial, coefficient in dim.terms:
        product: Dim = coefficient
        for atom in monomial:
            product = product * _bound(atom, sizes)
        total = total + product
    return total


def largest(dim: Dim, most: Mapping[str, int]) -> int | None:
    """The largest that a size can be where its names have limits; none where that is not known.

    >>> largest(named("T") - 1, {"T": 1024}), largest(named("T") - 1, {}), largest(7, {})
    (1023, None, 7)
    """
    if isinstance(dim, int):
        return dim
    rises = all(
        coefficient > 0 and all(isinstance(atom, str) for atom in monomial)
        for monomial, coefficient in dim.terms
        if monomial
    )
    found = bind(dim, most) if rises else dim
    return found if isinstance(found, int) else None


def ceil_div(dim: Dim, divisor: int) -> Dim:
    """The size divided by a number, rounded up."""
    return (dim + (divisor - 1)) // divisor if divisor != 1 else dim


def product(dims: tuple[Dim, ...]) -> Dim:
    """The number of elements that axes of these sizes hold."""
    total: Dim = 1
    for dim in dims:
        total = total * dim
    return total


def _bound(atom: Atom, sizes: Mapping[str, Dim]) -> Dim:
    if isinstance(atom, str):
        return sizes.get(atom, named(atom))
    numerator, denominator = (bind(part, sizes) for part in atom.parts)
    return numerator // denominator


def _terms(dim: Dim) -> tuple[tuple[Monomial, int], ...]:
    return (((), dim),) if isinstance(dim, int) else dim.terms


def _normal(terms: dict[Monomial, int]) -> Dim:
    kept = {monomial: c for monomial, c in terms.items() if c != 0}
    if not any(kept):
        return kept.get((), 0)
    order = sorted(kept, key=lambda m: (-len(m), tuple(str(atom) for atom in m)))
    return Symbolic(tuple((monomial, kept[monomial]) for monomial in order))


def _factor(atom: Atom, *, alone: bool) -> str:
    return atom if isinstance(atom, str) else str(atom) if alone else f"({atom})"
