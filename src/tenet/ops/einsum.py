"""Products summed over axes that are named by letters."""

from __future__ import annotations

import re
from functools import reduce
from math import inf

from pydantic import model_validator

from tenet.catalogue.inputs import MANY
from tenet.catalogue.operation import Operation
from tenet.ops.arithmetic import Mul
from tenet.ops.reduction import repeated
from tenet.types.dim import Dim, product
from tenet.types.shape import Misfit, alike, numbers, worded
from tenet.types.tensor import Interval, TensorType

EQUATION = re.compile(r"[a-zA-Z]*(,[a-zA-Z]*)*->[a-zA-Z]*")
FREE = "nbNBzyxwvutsrqpomlkjihgfedcaZYXWVUTSRQPOMLKJIHGFEDCA"
"""Letters for the batch, the usual ones first."""


class Einsum(Operation):
    """Products of elements of several tensors, summed over the letters that the result lacks.

    `(a, b) -> einsum("ij,jk->ik")` is y[i, k] = sum over j of a[i, j] b[j, k]: one letter for each
    axis, the batch not counted. Shapes: equal letters have equal sizes. Inputs may be the same for all
    rows; the result has rows if any input has.

    Source: Einstein (1916), sec. 5.
    """

    of_products = True
    inputs = MANY
    neutral = 0.0
    examples = (
        'network(a: f32[3, 4], b: f32[4, 5]) -> y { y = (a, b) -> einsum("ij,jk->ik") }',
        'network(q: f32[T, 2, 4], k: f32[T, 2, 4]) -> y { y = (q, k) -> einsum("thd,shd->hts") }',
        'network(x: f32[2, 3, 3]) -> y { y = x -> einsum("cii->ci") }',
        'network(a: f32[3], b: f32[4]) -> y { y = (a, parameter([3, 4]), b) -> einsum("i,ij,j->") }',
        'network(a: i64[3] in -9..9, b: i64[4] in 0..9) -> y { y = (a, b) -> einsum("i,j->ji") }',
    )

    equation: str
    """The letters of each input's axes, and those of the result: `"ij,jk->ik"`."""

    @model_validator(mode="after")
    def _reads(self) -> Einsum:
        text = self.equation.replace(" ", "")
        if not EQUATION.fullmatch(text):
            raise Misfit(
                f'cannot read the equation "{self.equation}"',
                'one letter stands for each axis: `"ij,jk->ik"`',
                setting="equation",
            )
        terms, result = self.terms
        for letter in result:
            if letter not in "".join(terms):
                message = f"gives an axis `{letter}` that no input has"
                raise Misfit(message, setting="equation")
            if result.count(letter) > 1:
                raise Misfit(f"gives the axis `{letter}` twice", setting="equation")
        return self

    @property
    def terms(self) -> tuple[list[str], str]:
        """The letters of each input, and those of the result."""
        before, _, result = self.equation.replace(" ", "").partition("->")
        return before.split(","), result

    def sizes(self, *types: TensorType) -> dict[str, Dim]:
        """The size of each letter.

        Raises:
            Misfit: the inputs do not fit the letters.
        """
        terms, _ = self.terms
        if len(terms) != len(types):
            raise Misfit(
                f"names the axes of {len(terms)} {'input' if len(terms) == 1 else 'inputs'}, but it is"
                f" given {len(types)}",
            )
        sizes: dict[str, Dim] = {}
        for term, kind in zip(terms, types, strict=True):
            if len(term) != kind.rank:
                raise Misfit(
                    f"names {len(term)} {'axis' if len(term) == 1 else 'axes'} with `{term}`, but that"
                    f" input is {worded(kind.shape)}",
                    "the batch is never named",
                )
            for letter, size in zip(term, kind.shape, strict=True):
                if sizes.setdefault(letter, size) != size:
                    raise Misfit(
                        f"needs one size for `{letter}`, but it is {sizes[letter]} and {size}"
                    )
        return sizes

    def result(self, *types: TensorType) -> TensorType:
        """The sizes of the result's letters."""
        numbers(types[0])
        sizes = self.sizes(*types)
        shape = tuple(sizes[letter] for letter in self.terms[1])
        return TensorType(alike(*types), shape, batched=any(kind.batched for kind in types))

    def value_range(self, *ranges: Interval) -> Interval:
        """Never below zero where no factor is."""
        return Interval(0) if all(x.low >= 0 for x in ranges) else Interval(-inf)

    def range_of(self, *types: TensorType) -> Interval:
        """The same; of whole numbers, as many products as there are choices of the letters that go."""
        sizes, result = self.sizes(*types), self.terms[1]
        count = product(tuple(size for letter, size in sizes.items() if letter not in result))
        if not isinstance(count, int) or not types[0].dtype.is_integer:
            return super().range_of(*types)
        return repeated(reduce(Mul().value_range, (x.range for x in types)), count)

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """The axes that are summed over."""
        terms, result = self.terms
        return tuple(axis for axis, letter in enumerate(terms[0]) if letter not in result)

    def macs(self, *types: TensorType) -> Dim:
        """One product of all factors for each choice of all letters."""
        return product(tuple(self.sizes(*types).values())) * (len(types) - 1)

    def with_batch(self, *types: TensorType) -> str:
        """The equation with a letter for the batch wherever there is one."""
        terms, result = self.terms
        batch = next(letter for letter in FREE if letter not in "".join(terms))
        named = ((batch if x.batched else "") + t for x, t in zip(types, terms, strict=True))
        rows = batch if any(kind.batched for kind in types) else ""
        return f"{','.join(named)}->{rows}{result}"
