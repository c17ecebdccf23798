"""Operations of the catalogue with settings sampled from their models, and how a spec writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from math import isfinite
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from tests.properties.choices import Choices

from tenet.catalogue.definition import Definition
from tenet.catalogue.instantiate import Misconfigured, instantiate
from tenet.catalogue.lookup import known
from tenet.catalogue.operation import Operation
from tenet.catalogue.setting import Dotted, Wired, spelled
from tenet.ops.dense import Dense
from tenet.ops.loop import Loop
from tenet.ops.recurrent import Gru
from tenet.types.shape import Misfit
from tenet.types.tensor import TensorType

INTEGERS = (1, 2, 3, 4, 8, 0, -1, 5)
FLOATS = (0.5, 0.1, 0.25, 1.0, 1e-3, 0.0, 2.0, -0.5)
STEEP = 10
"""As far as an exponential is followed."""
MOST_NUMBERS = 4096
"""Numbers of a row in one value, so that nothing grows beyond the limits."""
NOTHING = object()
"""What no value can be sampled for."""

Written = Callable[[int], str]


@dataclass(frozen=True)
class Sample:
    """An operation, the settings that it was given, and what it gives."""

    op: Operation
    values: Mapping[str, object]
    type: TensorType

    def further(self, *types: TensorType) -> tuple[TensorType, ...]:
        """The types of the results beside the first."""
        return self.op.meant().further(*types)

    @property
    def alone(self) -> bool:
        """Whether its first result can be taken alone."""
        return not self.op.meant().divides

    def call(self, choose: Choices, written: Written) -> str:
        """The call that makes it: settings by position while they can be, perhaps, or by name."""
        words: list[str] = []
        names = list(type(self.op).model_fields)
        for name, value in self.values.items():
            if name == self.op.variadic and isinstance(value, tuple):
                words += [_text(item, written) for item in value]
            elif names.index(name) == len(words) and choose.chance(60):
                words.append(_text(value, written))
            else:
                words.append(f"{name}={_text(value, written)}")
        return f"{self.op.term()}({', '.join(words)})" if words else self.op.term()


@cache
def operations(count: int) -> tuple[type[Operation], ...]:
    """The operations that a spec can name and that take so many inputs, without loops of a cell."""
    kind: type[Operation] = Operation  # type: ignore[type-abstract]  # only looked up
    return tuple(
        op
        for op in known(kind).values()
        if op.spoken and op.inputs.fits(count) and not issubclass(op, Loop)
    )


def result(op: Operation, *types: TensorType) -> TensorType | None:
    """The type of an operation's output, or none where the inputs do not fit or grow too large."""
    try:
        op = op.meant()
        made = op.result(*types)
        op.parameters(*types)
        reach = op.range_of(*types)
    except Misfit:
        return None
    if held(made) > MOST_NUMBERS or len(made.shape) > 4:
        return None
    return TensorType(made.dtype, made.shape, reach, made.batched)


def defined(op: Operation, *types: TensorType) -> bool:
    """Whether an operation has a finite value wherever its inputs may lie, as far as ranges tell."""
    low, high = types[-1].range.low, types[-1].range.high
    match op.term():
        case "log" | "rsqrt":
            return low > 0
        case "sqrt":
            return low >= 0
        case "one_hot" | "embedding":
            return isfinite(high)  # beyond the table, backends differ
        case "log1p":
            return low > -1
        case "reciprocal" | "div" | "mod" | "floor_div":
            return low > 0 or high < 0
        case "pow":
            return types[0].range.low > 0 and max(abs(low), abs(high)) < STEEP
        case "exp" | "expm1" | "sinh" | "cosh":
            return max(abs(low), abs(high)) < STEEP
        case _:
            return True


def held(kind: TensorType) -> int:
    """How many numbers a row of a type holds."""
    total = 1
    for size in kind.shape:
        total *= size if isinstance(size, int) else MOST_NUMBERS
    return total


def sample(
    definition: type[Operation], types: tuple[TensorType, ...], choose: Choices
) -> Sample | None:
    """An operation that takes values of these types, or none where its settings do not fit them."""
    values = _hinted(definition.term(), types, choose)
    if values is None:
        values = _settings(definition, choose)
    if NOTHING in values.values():
        return None
    try:
        op = instantiate(definition, values)
    except (Misconfigured, Misfit):
        return None
    kind = result(op, *types)
    return None if kind is None else Sample(op, values, kind)


def _hinted(
    term: str, types: tuple[TensorType, ...], choose: Choices
) -> Mapping[str, object] | None:
    """Settings of an operation that takes few of all that its model takes."""
    shape = types[0].shape if types else ()
    sizes = [size for size in shape if isinstance(size, int)]
    if term == "permute" and shape:
        axes = list(range(len(shape)))
        return {"order": tuple(axes.pop(choose.number(0, len(axes) - 1)) for _ in shape)}
    if term == "bidirectional":
        return {"layer": Gru(units=choose.number(1, 3))}
    if term in {"weight_norm", "spectral_norm"}:
        return {"layer": Dense(units=choose.number(1, 3))}
    if term == "einsum":
        letters = ["ijklm"[: len(kind.shape)] for kind in types]
        return {"equation": f"{','.join(letters)}->{letters[0][::-1]}"}
    if term == "reshape" and sizes:
        cut = choose.number(0, len(sizes))
        merged = 1
        for size in sizes[cut:]:
            merged *= size
        return {"sizes": (*sizes[:cut], merged)}
    return None


def _settings(definition: type[Definition], choose: Choices) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, info in definition.model_fields.items():
        if any(isinstance(mark, Wired | Dotted) for mark in info.metadata):
            continue
        if info.is_required() or choose.chance(30):
            found[name] = _value(info.annotation, info.metadata, choose)
    return found


def _value(annotation: Any, metadata: list[Any], choose: Choices) -> object:
    """A value that an annotation takes, as far as it says so itself."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _value(parts[0], [*metadata, *parts[1:]], choose)
    if origin in {Union, UnionType}:
        return _value(choose.pick(parts), metadata, choose)
    if origin is Literal:
        return choose.pick(parts)
    if origin is tuple:
        return tuple(_value(parts[0], [], choose) for _ in range(choose.number(1, 3)))
    return _plain(annotation, metadata, choose)


def _plain(kind: Any, metadata: list[Any], choose: Choices) -> object:
    if kind is bool:
        return choose.chance(50)
    if kind in {int, float}:
        numbers: tuple[float, ...] = INTEGERS if kind is int else FLOATS
        fitting = [number for number in numbers if _within(number, metadata)]
        return choose.pick(fitting) if fitting else NOTHING
    if kind is NoneType:
        return None
    if isinstance(kind, type) and issubclass(kind, Definition):
        return _definition(kind, choose)
    return NOTHING


def _definition(kind: type[Definition], choose: Choices) -> object:
    """A thing of a kind, such as an initialiser."""
    definition = choose.pick([thing for thing in known(kind).values() if thing.spoken])
    values = _settings(definition, choose)
    if NOTHING in values.values():
        return NOTHING
    try:
        return instantiate(definition, values)
    except (Misconfigured, Misfit):
        return NOTHING


def _within(number: float, metadata: list[Any]) -> bool:
    tests: dict[str, Callable[[float], bool]] = {
        "ge": lambda limit: number >= limit,
        "gt": lambda limit: number > limit,
        "le": lambda limit: number <= limit,
        "lt": lambda limit: number < limit,
    }
    return all(
        test(limit)
        for mark in _marks(metadata)
        for name, test in tests.items()
        if (limit := getattr(mark, name, None)) is not None
    )


def _marks(metadata: list[Any]) -> Iterator[Any]:
    for mark in metadata:
        yield from getattr(mark, "metadata", [mark])


def _text(value: object, written: Written) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(_text(item, written) for item in value)}]"
    if isinstance(value, str):
        return value if value.isidentifier() else spelled(value)
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return written(value)
    return spelled(value)
