"""Attention: each place takes a mean over other places, weighed by how well query and key agree."""

from __future__ import annotations

from typing import Annotated

from pydantic import model_validator

from tenet.catalogue.definition import Count, Positive
from tenet.catalogue.inputs import Inputs
from tenet.catalogue.operation import Operation
from tenet.catalogue.setting import Wired
from tenet.types.dim import Dim
from tenet.types.shape import Misfit, Shape, alike, floats, rows, shown, worded
from tenet.types.tensor import DType, Interval, TensorType


class Attention(Operation):
    """softmax(q kᵀ · scale + bias) v for each head, a head seeing a part of the features.

    Shapes: queries `[T, heads * D]`, keys `[S, kv_heads * D]`, values `[S, kv_heads * E]` to
    `[T, heads * E]`. With fewer heads of keys and values than of queries, neighbouring heads share
    them (Ainslie et al., 2023). A query that may see nothing gives 0.

    Source: Vaswani et al. (2017), eq. 1 and sec. 3.2.2.
    """

    of_products = True
    inputs = Inputs(("queries", "keys", "values"))
    examples = (
        "network(x: f32[5, 8]) -> y { y = (x, x, x) -> attention(heads=2) }",
        "network(q: f32[3, 8], k: f32[T, 8], v: f32[T, 6]) -> y {\n y = (q, k, v) -> attention(heads=2, scale=0.5) }",
        "network(x: f32[T, 8], k: f32[T, 4]) -> y {\n y = (x, k, k) -> attention(heads=4, kv_heads=2, causal=true) }",
        "network(x: f32[4, 6], m: bool[4], b: f32[2, 4, 4]) -> y {\n y = (x, x, x) -> attention(heads=2, mask=m, bias=b) }",
        "network(x: f32[7, 6], n: i64 in 1..7) -> y { y = (x, x, x) -> attention(lengths=n) }",
    )

    heads: Count = 1
    """Into how many parts the features fall, each of which attends by itself."""
    kv_heads: Count | None = None
    """How many heads keys and values have; as many as the queries unless given."""
    causal: bool = False
    """Whether a place sees itself and those before it alone."""
    scale: Positive | None = None
    """What the products are multiplied by; 1 / sqrt(D) unless given."""
    mask: Annotated[bool, Wired("what may be seen, bool[S] or bool[T, S]")] = False
    """Which keys may be seen, for all queries or for each."""
    bias: Annotated[bool, Wired("what is added to the scores, f32[T, S] or f32[heads, T, S]")] = (
        False
    )
    """What is added to the scores, such as a bias for each distance."""
    lengths: Annotated[bool, Wired("how many keys of each row are real")] = False
    """How many keys of each row are real, one at least; those beyond are not seen."""

    @model_validator(mode="after")
    def _groups_divide(self) -> Attention:
        if self.kv_heads is not None and self.heads % self.kv_heads:
            raise Misfit(
                f"cannot share {self.kv_heads} heads of keys among {self.heads} heads of queries",
                setting="kv_heads",
            )
        return self

    @property
    def shared_heads(self) -> int:
        """How many heads keys and values have."""
        return self.heads if self.kv_heads is None else self.kv_heads

    @property
    def places(self) -> dict[str, int]:
        """Which of the inputs is the mask, the bias, the lengths, where they are given."""
        wired = {"mask": self.mask, "bias": self.bias, "lengths": self.lengths}
        return {
            name: 3 + i for i, name in enumerate(name for name, given in wired.items() if given)
        }

    def scaling(self, queries: TensorType) -> float:
        """What the products are multiplied by."""
        return float(self.depth(queries) ** -0.5 if self.scale is None else self.scale)

    def depth(self, queries: TensorType) -> int:
        """How many features a head of the queries has."""
        return _divided(queries.shape[-1], self.heads, "queries")

    def result(self, *types: TensorType) -> TensorType:
        """The queries' places, with the values' features for each head."""
        queries, keys, values = (rows(floats(kind)) for kind in types[:3])
        dtype = alike(queries, keys, values)
        for name, kind in zip(("queries", "keys", "values"), types, strict=False):
            if kind.rank != 2:
                raise Misfit(f"takes sequences [T, F], but its {name} are {worded(kind.shape)}")
        depth = self.depth(queries)
        features = self.shared_heads * depth
        if keys.shape[-1] != features:
            count = self.shared_heads
            each = f"{depth} for each of {count} heads, " if count > 1 else ""
            raise Misfit(
                f"needs keys of {features} features, {each}as the queries have, but they are"
                f" {shown(keys.shape)}",
                f"bring them there first, for example with `dense({features})`",
            )
        if keys.shape[0] != values.shape[0]:
            raise Misfit(
                f"needs a value for each key, but there are {keys.shape[0]} keys and"
                f" {values.shape[0]} values"
            )
        if self.causal and queries.shape[0] != keys.shape[0]:
            raise Misfit(
                f"is causal over places of one sequence, but there are {queries.shape[0]} queries and"
                f" {keys.shape[0]} keys",
            )
        self._check_wired(queries.shape[0], keys.shape[0], *types)
        share = _divided(values.shape[-1], self.shared_heads, "values")
        return TensorType(dtype, (queries.shape[0], self.heads * share))

    def _check_wired(self, count: Dim, seen: Dim, *types: TensorType) -> None:
        """Check what is given by name against the numbers of queries and keys."""
        for name, place in self.places.items():
            kind = types[place]
            wanted: Shape = {"mask": (count, seen), "bias": (self.heads, count, seen)}.get(name, ())
            dtypes = {"mask": DType.BOOL, "lengths": DType.I64}
            dtype = dtypes.get(name, types[0].dtype)
            least = {"mask": 1, "bias": 2}.get(name, 0)
            fits = kind.dtype is dtype and least <= kind.rank <= len(wanted)
            aligned = zip(kind.shape, wanted[len(wanted) - kind.rank :], strict=fits)
            if not fits or any(size not in (1, most) for size, most in aligned):
                shapes = dict.fromkeys((wanted[-least:] if least else wanted, wanted))
                words = " or ".join(str(TensorType(dtype, shape)) for shape in shapes)
                raise Misfit(
                    f"takes {words} as `{name}`, not {kind}",
                    "compare numbers first, such as `x > 0`"
                    if dtype is DType.BOOL is not kind.dtype
                    else None,
                )

    def value_range(self, *ranges: Interval) -> Interval:
        """That of the values: a mean lies among them; and 0, where nothing may be seen."""
        return ranges[2] | Interval(0, 0) if self.mask else ranges[2]

    def macs(self, *types: TensorType) -> Dim:
        """Both products, for each pair of places."""
        queries, keys, values = types[:3]
        pairs = queries.shape[0] * keys.shape[0]
        each = _divided(values.shape[-1], self.shared_heads, "values")
        return pairs * (queries.shape[-1] + self.heads * each)


def _divided(features: Dim, heads: int, name: str) -> int:
    """How many features a head has."""
    if not isinstance(features, int):
        raise Misfit(f"needs to know how many features its {name} have, but they are {features}")
    if features % heads:
        raise Misfit(
            f"cannot divide the {features} features of its {name} into {heads} heads",
        )
    return features // heads


class Rotary(Operation):
    """Each pair of features of a head turned by an angle that grows with the place.

    Feature i of D pairs with feature i + D / 2, and turns by place / base^(2i / D). Products of
    rotated queries and keys then tell how far they are apart.

    Shapes: `[T, heads * D]`, unchanged; D is even.

    Source: Su et al. (2021), eq. 34, with the pairs of GPT-NeoX.
    """

    examples = (
        "network(x: f32[5, 8]) -> y { y = x -> rotary(heads=2) }",
        "network(x: f32[T, 6]) -> y { y = x -> rotary(base=100) }",
    )

    heads: Count = 1
    """How many heads the features hold, side by side."""
    base: Positive = 10000.0
    """How slowly the last pair turns."""

    def result(self, *types: TensorType) -> TensorType:
        """The type of the input."""
        x = rows(floats(types[0]))
        if x.rank != 2:
            raise Misfit(f"turns sequences [T, F], but its input is {worded(x.shape)}")
        depth = _divided(x.shape[-1], self.heads, "input")
        if depth % 2:
            whose = "it" if self.heads == 1 else f"each of its {self.heads} heads"
            raise Misfit(f"turns pairs of features, but {whose} has {depth}")
        return TensorType(x.dtype, x.shape)

    def depth(self, x: TensorType) -> int:
        """How many features a head has."""
        return _divided(x.shape[-1], self.heads, "input")

    def value_range(self, *ranges: Interval) -> Interval:
        """A turned pair is at most as long as before, which is sqrt(2) of its larger number."""
        most = max(abs(ranges[0].low), abs(ranges[0].high)) * 2**0.5
        return Interval(-most, most)
