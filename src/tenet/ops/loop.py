"""Loops that run: a cell of one's own along a sequence, and a decoder on what it has said itself."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Annotated, Literal, TypeVar

from pydantic import Field, model_validator

from tenet.catalogue.body import Closed, Runnable
from tenet.catalogue.definition import Count, Positive
from tenet.catalogue.inputs import MANY
from tenet.catalogue.operation import Operation
from tenet.catalogue.setting import Applied, Wired
from tenet.types.dim import Dim, Symbolic, bind, named, names
from tenet.types.shape import Misfit, rows
from tenet.types.tensor import DType, Interval, TensorType

T = TypeVar("T")

Token = Annotated[int, Field(ge=0)] | Symbolic
"""A category, or one that is known only when the data is read."""
CERTAIN = Interval(0, 1)
"""Where probabilities lie."""


class Loop(Operation):
    """What runs a cell again and again.

    After elaboration the cell is a closed body, whose parameters are those of the loop.
    """

    inputs = MANY
    runs = True
    gives = "output"
    """What the first result of its cell is called."""
    looks_twice = False
    """Whether what the cell takes depends on what it gives."""
    for_inference = False
    """Whether its cell does what it does at inference, while training too."""

    cell: Annotated[
        Operation | Runnable,
        Applied("what is applied at each turn: an operation, a block in use, or what is shared"),
    ]
    """What is applied at each turn."""

    @property
    def body(self) -> Closed:
        """The cell, closed."""
        assert isinstance(self.cell, Closed)
        return self.cell

    @abstractmethod
    def enter(
        self, states: int, types: Sequence[TensorType], known: Closed | None
    ) -> tuple[TensorType, ...]:
        """What the cell takes, where so many of the inputs are states.

        What `known` has told of an earlier closing is used; of those that `looks_twice`.
        """

    @abstractmethod
    def check(self, states: int, taken: Sequence[TensorType], given: Sequence[TensorType]) -> None:
        """Check that the cell gives what it is to give; raises Misfit."""

    def range_of(self, *types: TensorType) -> Interval:
        """Where the output lies, as far as the cell tells."""
        return self.result(*types).range


def counted(count: int, what: str) -> str:
    """So many things, in words."""
    return f"{count} {what}{'' if count == 1 else 's'}"


class Scan(Loop):
    """A cell of one's own, applied to one place of a sequence after the other.

    At each place the cell gets what stands there, then the states, then the further inputs whole:
    `(x, memory) -> scan(cell, initial=h)` applies it to `x[t], h, memory`. It gives the output of the
    place and the new states, or the new states alone, the first of which is the output too. Results:
    the outputs of all places, then the last states. Without states each place is by itself.

    Shapes: `[T, …]` to `[T, …]`, and each state as it was.
    """

    examples = (
        (
            "network(x: f32[5, 3], h: f32[4]) -> y, z { y, z = x -> scan(cell(4), initial=h) }\n"
            "block cell(x, h; width) { return (x, h) -> concat -> dense(width) -> tanh }"
        ),
        (
            "network(x: f32[T, 3], h: f32[4], c: f32[4]) -> y, z { y, z, _ = x -> scan(cell(4), initial=(h, c)) }\n"
            "block cell(x, h, c; width) {\n"
            " i, f, g, o = (x, h) -> concat -> dense(4 * width) -> split(4)\n"
            " c = (f -> sigmoid) * c + (i -> sigmoid) * (g -> tanh)\n"
            " return (o -> sigmoid) * (c -> tanh), c }"
        ),
        (
            "network(x: f32[T, 3], memory: f32[S, 4], h: f32[4], n: i64 in 1..7) -> y {\n"
            " y = (x, memory) -> scan(cell, initial=h, lengths=n) }\n"
            "block cell(x, h, memory) {\n"
            " h = (x -> dense(4)) + 0.5 * h -> tanh\n"
            " return h + (memory -> mean(axis=0)), h }"
        ),
        "network(x: f32[5, 2, 3]) -> y { y = x -> scan(flatten -> dense(2)) }",
    )

    initial: Annotated[bool, Wired("the states to begin with")] = False
    """The states to begin with, as many as are carried: `initial=(h, c)`."""
    lengths: Annotated[bool, Wired("how many places of each row are real")] = False
    """How many places of each row are real; beyond them outputs are zero, and states stay."""

    def divided(self, given: Sequence[T]) -> tuple[T, list[T], list[T], T | None, list[T]]:
        """What is given, or anything in its order: the sequence, states, further, lengths, sizes."""
        first, *rest = given
        sizes = rest[len(rest) - len(self.body.lengths) :]
        rest = rest[: len(rest) - len(sizes)]
        lengths = rest.pop() if self.lengths else None
        further = rest[: len(rest) - self.body.states]
        return first, rest[len(further) :], further, lengths, sizes

    def enter(
        self, states: int, types: Sequence[TensorType], known: Closed | None
    ) -> tuple[TensorType, ...]:
        """One place, the states, and the further inputs."""
        x, rest = rows(types[0]), list(types[1:])
        if not x.shape:
            raise Misfit(
                "goes along the first axis of its input, which is one number per row",
                "give it an axis first, for example with `reshape(10, 1)`",
            )
        if self.lengths:
            kind = rest.pop()
            if kind.shape or kind.dtype is not DType.I64:
                raise Misfit(
                    f"takes one whole number for each row as `lengths`, not {kind}",
                    setting="lengths",
                )
        further = rest[: len(rest) - states]
        carried = [TensorType(kind.dtype, kind.shape) for kind in rest[len(further) :]]
        return (TensorType(x.dtype, x.shape[1:], x.range), *carried, *further)

    def check(self, states: int, taken: Sequence[TensorType], given: Sequence[TensorType]) -> None:
        """An output and the new states, or these alone."""
        if len(given) not in {states, states + 1} or not given:
            one = "the new state" if states == 1 else f"{states} new states"
            wanted = f"the output and {one}, or {one} alone" if states else "the output alone"
            made = "one value" if len(given) == 1 else f"{len(given)} values"
            raise Misfit(
                f"carries {counted(states, 'state')}, so that its cell gives {wanted}, but it gives"
                f" {made}",
                "the states to begin with are `initial=h`, or `initial=(h, c)`",
            )
        if any(not kind.batched for kind in given):
            raise Misfit("works on rows, but what its cell gives is the same for all of them")
        for old, new in zip(taken[1 : 1 + states], given[len(given) - states :], strict=True):
            if (old.dtype, old.shape) != (new.dtype, new.shape):
                raise Misfit(f"carries a state of {old.bare}, but its cell makes {new.bare} of it")

    def result(self, *types: TensorType) -> TensorType:
        """The outputs of all places."""
        output, places = self.body.gives[0], types[0].shape[0]
        padded = self.lengths or not isinstance(places, int)
        range_ = output.range | Interval(0, 0) if padded else output.range
        return TensorType(output.dtype, (places, *output.shape), range_)

    def further(self, *types: TensorType) -> tuple[TensorType, ...]:
        """The last states."""
        return tuple(TensorType(kind.dtype, kind.shape) for kind in self.body.gives[1:])

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """The places."""
        return (0,)

    def macs(self, *types: TensorType) -> Dim:
        """Those of the cell, at each place."""
        return types[0].shape[0] * self.body.macs


class Generate(Loop):
    """Tokens one after the other, each chosen by what a decoder makes of all before it.

    The decoder gets the tokens so far, the further inputs whole, and gives for each place the
    distribution of the token that comes next, of which that of the last place counts. It begins with
    `start`; after `end` all are `end`, and without an end all places are made. Results: the tokens,
    and the distributions that they were chosen from. The decoder does what it does at inference.

    Shapes: anything to `i64[limit]` and `[limit, C]`; the decoder from `i64[prefix]` to `[prefix, C]`.

    Source: beam search as in Sutskever et al. (2014), sec. 3.2, by the sum of log probabilities.
    """

    gives = "probability"
    looks_twice = True
    for_inference = True
    examples = (
        (
            "network(memory: f32[5]) -> y, z { y, z = memory -> generate(decode(6), end=1, limit=5) }\n"
            "block decode(tokens, memory; classes) {\n"
            " h = tokens -> embedding(4, rows=classes) -> gru(5, initial=memory)\n"
            " return 4 * h -> dense(classes) -> softmax }"
        ),
        (
            "network(x: f32[T, 4]) -> y, z { y, z = x -> generate(decode, start=2, limit=4) }\n"
            "block decode(tokens, memory) {\n"
            " h = tokens -> embedding(4, rows=7)\n"
            " h = h + (h -> self_attention(2, causal=true)) + ((h, memory) -> cross_attention(heads=2))\n"
            " return 9 * h -> dense(7) -> softmax }"
        ),
        (
            "network(x: f32[3]) -> y { y, _ = x -> generate(decode, end=0, limit=6) }\n"
            "block decode(tokens: i64[T], x) {\n"
            " h = (tokens -> embedding(3, rows=5)) + (arange(T) -> embedding(3, rows=6))\n"
            " return 20 * (h -> cumsum(axis=0)) * (x -> reshape(1, 3)) -> dense(5) -> softmax }"
        ),
        (
            "network(x: f32[3]) -> y, z { y, z = x -> generate(decode, limit=3, beams=2) }\n"
            "block decode(tokens, x) {\n"
            " h = (tokens -> embedding(3, rows=5)) * (x -> reshape(1, 3))\n"
            " return 30 * h -> dense(5) -> softmax }"
        ),
    )

    start: Token = 0
    """What stands before the first token."""
    end: Token | None = None
    """The token after which nothing comes; it is given too."""
    limit: Count
    """How many tokens there are."""
    choose: Literal["greedy", "sampled"] = "greedy"
    """The likeliest token at each place, or one drawn from the distribution."""
    temperature: Positive = 1.0
    """What log probabilities are divided by before one is drawn."""
    beams: Count = 1
    """How many sequences are followed; the likeliest of them is the result."""

    @model_validator(mode="after")
    def _agree(self) -> Generate:
        if self.choose == "sampled" and self.beams > 1:
            raise Misfit("follows the likeliest sequences, or draws: not both", setting="beams")
        if self.choose == "greedy" and self.temperature != 1:
            raise Misfit(
                "has a temperature, but draws nothing",
                "write `choose=sampled`",
                setting="temperature",
            )
        return self

    @property
    def prefix(self) -> str:
        """The name of how many tokens there are so far."""
        return str(self.body.takes[0].shape[0])

    @property
    def classes(self) -> Dim:
        """Between how many tokens is chosen."""
        return self.body.gives[0].shape[-1]

    @property
    def sizes(self) -> tuple[str, ...]:
        """The named sizes whose real number in each row is given to it last."""
        return tuple(name for name in self.body.lengths if name != self.prefix)

    def enter(
        self, states: int, types: Sequence[TensorType], known: Closed | None
    ) -> tuple[TensorType, ...]:
        """The tokens so far, and the further inputs."""
        if not any(kind.batched for kind in types):
            raise Misfit("works on rows, but what it is given is the same for all of them")
        name = "prefix"
        while any(name in names(dim) for kind in types for dim in kind.shape):
            name += "_"
        told = [token for token in (self.start, self.end) if token is not None]
        if known is not None:
            told[1:] = [known.gives[0].shape[-1] - 1]
        whole = [token for token in told if isinstance(token, int)]
        range_ = Interval(0, max(whole)) if len(whole) == len(told) else Interval(0)
        return (TensorType(DType.I64, (named(name),), range_), *types)

    def check(self, states: int, taken: Sequence[TensorType], given: Sequence[TensorType]) -> None:
        """A distribution for each place, which has each token."""
        size = taken[0].shape[0]
        kind = given[0]
        wanted = f"the distribution of the token after each place, such as f32[{size}, 10]"
        if len(given) > 1:
            raise Misfit(f"needs a decoder that gives {wanted}, but it gives {len(given)} values")
        if kind.rank != 2 or kind.shape[0] != size or not kind.dtype.is_float or not kind.batched:
            raise Misfit(f"needs a decoder that gives {wanted}, but it gives {kind.bare}")
        if not kind.range <= CERTAIN:
            raise Misfit(
                "chooses by probabilities, but what its decoder gives may lie outside of 0..1",
                "let the decoder end in `softmax`",
            )
        count = kind.shape[1]
        if isinstance(self.end, int) and isinstance(count, int) and self.end >= count:
            raise Misfit(
                f"ends at {self.end}, but its decoder chooses between {count} tokens, 0..{count - 1}",
                setting="end",
            )

    def result(self, *types: TensorType) -> TensorType:
        """The tokens."""
        range_ = Interval(0, self.classes - 1) if isinstance(self.classes, int) else Interval(0)
        return TensorType(DType.I64, (self.limit,), range_)

    def further(self, *types: TensorType) -> tuple[TensorType, ...]:
        """The distributions."""
        made = self.body.gives[0]
        return (TensorType(made.dtype, (self.limit, self.classes), CERTAIN),)

    def macs(self, *types: TensorType) -> Dim:
        """Those of the decoder on all places, once for each."""
        return self.limit * bind(self.body.macs, {self.prefix: self.limit})
