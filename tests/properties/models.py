"""Specs that are valid by construction: the types of all values are known while the text is written."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st
from tests.properties.choices import Choices
from tests.properties.sampling import (
    MOST_NUMBERS,
    Sample,
    defined,
    held,
    operations,
    result,
    sample,
)
from tests.properties.values import File, Known, Written

from tenet.catalogue.operation import Operation
from tenet.ops.arithmetic import Add, Mul, Sub
from tenet.ops.slice import Place, Slice
from tenet.types.tensor import DType, Interval, TensorType

SHAPES = ((4,), (6,), (6, 4), (3, 8, 8), (1, 8, 8), (2, 4, 4, 4), ())
TRIES = 6
"""Operations that are tried before a value is left as it is."""
SIGNS: dict[str, Operation] = {"+": Add(), "-": Sub(), "*": Mul()}


class Body:
    """The statements of a network or block, and the values in force."""

    def __init__(self, choose: Choices, file: File, *, block: bool = False) -> None:
        self.choose = choose
        self.file = file
        self.is_block = block
        self.values: list[Known] = []
        self.unread: set[str] = set()
        self.settings: dict[str, int] = {}
        self.lines: list[str] = []

    def bind(self, value: Known) -> None:
        """Effect: a name stands for a value from here on, and is to be used."""
        self.values = [v for v in self.values if v.name != value.name]
        self.values.append(value)
        self.unread.add(value.name)

    def read(self, value: Known) -> str:
        """The name of a value, which is used by this."""
        self.unread.discard(value.name)
        return value.name

    def left(self) -> list[Known]:
        """The values that nobody has used."""
        return [v for v in self.values if v.name in self.unread]

    def some(self) -> Known:
        """A value: mostly one that nobody has used yet."""
        unread = self.left()
        return self.choose.pick(unread if unread and self.choose.chance(60) else self.values)

    def number(self, value: int) -> str:
        """A whole number: as it is, as a param or setting of that value, or as a sum."""
        kind = self.choose.number(0, 9)
        if kind < 7:
            return str(value)
        if kind == 7:
            return f"{value - 1} + 1"
        known = self.settings if self.is_block and kind == 8 else self.file.params
        name = next((n for n, v in known.items() if v == value), None)
        if name is None:
            name = self.file.fresh("k" if known is self.settings else "p")
            known[name] = value
        return name

    def call(self, found: Sample) -> str:
        """An operation as a spec writes it."""
        return found.call(self.choose, self.number)

    # ── values ───────────────────────────────────────────────────────────────────────────────

    def operation(self, *given: Known) -> Sample | None:
        """An operation for these values."""
        types = tuple(value.type for value in given)
        for _ in range(TRIES):
            found = sample(self.choose.pick(operations(len(given))), types, self.choose)
            if found is None or found.op.term() == given[0].made == "softmax":
                continue
            if found.alone and defined(found.op, *types):
                return found
        return None

    def chain(self) -> Written:
        """A value through one operation or several."""
        value = self.some()
        found = self.operation(value)
        if found is None:
            return None
        made, text = Known("", found.type, found.op.term()), self.call(found)
        if "(" not in text and self.choose.chance(20):
            return f"{text}({self.read(value)})", made
        text = f"{self.read(value)} -> {text}"
        while self.choose.chance(40):
            more = self.operation(made)
            if more is None:
                break
            text += f" -> {self.call(more)}"
            made = Known("", more.type, more.op.term())
        return text, made

    def joined(self) -> Written:
        """Two values through one operation, or with a sign between them."""
        first, second = self.some(), self.some()
        if self.choose.chance(50):
            sign = self.choose.pick(list(SIGNS))
            kind = result(SIGNS[sign], first.type, second.type)
            text = f"{first.name} {sign} {second.name}"
        else:
            found = self.operation(first, second)
            kind, sign = (None, "") if found is None else (found.type, found.op.term())
            text = f"({first.name}, {second.name}) -> {'' if found is None else self.call(found)}"
        if kind is None:
            return None
        self.unread -= {first.name, second.name}
        return text, Known("", kind, sign)

    def parts(self) -> None:
        """Effect: all results of an operation are bound, if one that has several fits."""
        value = self.some()
        several = [op for op in operations(1) if op.further is not Operation.further]
        found = sample(self.choose.pick(several), (value.type,), self.choose)
        if found is None:
            return
        kinds = (found.type, *found.further(value.type))
        if len(kinds) == 1 or any(held(kind) > MOST_NUMBERS for kind in kinds):
            return
        names = [self.file.fresh("v") for _ in kinds]
        self.lines.append(f"{', '.join(names)} = {self.read(value)} -> {self.call(found)}")
        for name, kind in zip(names, kinds, strict=True):
            self.bind(Known(name, kind, found.op.term()))

    def triple(self) -> Written:
        """Three values through one operation."""
        given = [self.some() for _ in range(3)]
        found = self.operation(*given)
        if found is None:
            return None
        text = f"({', '.join(self.read(v) for v in given)}) -> {self.call(found)}"
        return text, Known("", found.type, found.op.term())

    def made_of_nothing(self) -> Written:
        """A value without inputs."""
        found = sample(self.choose.pick(operations(0)), (), self.choose)
        return None if found is None else (self.call(found), Known("", found.type, found.op.term()))

    def scaled(self) -> Written:
        """A value and a number."""
        value = self.some()
        if not value.type.dtype.is_float:
            return None
        name = self.read(value)
        text = self.choose.pick((f"{name} * 0.5", f"1 - {name}", f"-{name}", f"({name}) ** 2"))
        return text, Known("", _unbounded(value.type), "*")

    def slice(self) -> Written:
        """A part of a value."""
        value = self.some()
        sizes = [size for size in value.type.shape if isinstance(size, int)]
        if not sizes:
            return None
        axis = self.choose.number(0, len(sizes) - 1)
        low = self.choose.number(0, sizes[axis] - 1)
        high = self.choose.number(low, sizes[axis] - 1)
        drop = self.choose.chance(40)
        words = [".."] * axis + [str(low) if drop else f"{low}..{high}"]
        places = (*(None,) * axis, Place(low, low if drop else high, drop))
        kind = result(Slice(places=places), value.type)
        if kind is None:
            return None
        return f"{self.read(value)}[{', '.join(words)}]", Known("", kind, "[…]")

    def chosen(self) -> Written:
        """One of two values, chosen while compiling."""
        one, other = self.some(), self.some()
        yes = self.choose.chance(50)
        test = f"{self.number(3)} {'>' if yes else '<'} 2"
        self.unread -= {one.name, other.name}
        return f"{one.name} if {test} else {other.name}", one if yes else other

    # ── statements ───────────────────────────────────────────────────────────────────────────

    def statement(self) -> None:
        """Effect: one thing more is said, unless it does not fit."""
        kind = self.choose.number(0, 20)
        plain = (
            *(self.chain,) * 6,
            *(self.joined,) * 2,
            self.triple,
            self.scaled,
            self.slice,
            self.chosen,
            self.made_of_nothing,
        )
        if kind < len(plain):
            self.assign(plain[kind]())
            return
        compound = (
            self.loop,
            self.repeat,
            self.condition,
            self.shared,
            self.listed,
            self.parts,
            self.block,
            self.block,
        )
        if kind < 19 or not self.is_block:
            compound[kind - len(plain)]()

    def assign(self, made: Written) -> None:
        """Effect: a name is bound, sometimes one that is bound already."""
        if made is None:
            return
        text, value = made
        used = [v.name for v in self.values if v.name not in self.unread]
        name = self.choose.pick(used) if used and self.choose.chance(15) else self.file.fresh("v")
        self.lines.append(f"{name} = {text}")
        self.bind(value.called(name))

    def again(self, value: Known) -> str:
        """A new name for a value, which a body in braces can bind again."""
        name = self.file.fresh("h")
        self.lines.append(f"{name} = {self.read(value)}")
        return name

    def braces(self, heads: Sequence[str], text: str) -> None:
        """Effect: heads inside one another, with one statement in the innermost."""
        for deep, head in enumerate(heads):
            self.lines.append(f"{'    ' * deep}{head} {{")
        self.lines.append(f"{'    ' * len(heads)}{text}")
        self.lines += [f"{'    ' * deep}}}" for deep in reversed(range(len(heads)))]

    def loop(self) -> None:
        """Effect: a value goes through operations that depend on the turn."""
        value = self.some()
        units = [self.choose.number(1, 8) for _ in range(self.choose.number(1, 3))]
        if not value.type.dtype.is_float or not value.type.shape:
            return
        name, turn = self.again(value), self.file.fresh("n")
        if self.choose.chance(50):
            head = f"for {turn} in [{', '.join(map(self.number, units))}]"
            text, last = f"{name} = {name} -> dense({turn}) -> relu", units[-1]
        else:
            head, last = f"for {turn} in 1..{len(units)}", 2 * len(units)
            text = f"{name} = {name} -> dense(2 * {turn}) -> relu"
        self.braces([f"repeat {self.number(2)}", head] if self.choose.chance(30) else [head], text)
        shape = (*value.type.shape[:-1], last)
        kind = TensorType(value.type.dtype, shape, Interval(0), batched=value.type.batched)
        self.bind(Known(name, kind, "relu"))

    def repeat(self) -> None:
        """Effect: a value goes through an operation that keeps its type, several times."""
        value = self.some()
        found = self.operation(value)
        turns = self.choose.number(1, 3)
        if found is None or found.op.term() == "softmax":
            return
        kind: TensorType | None = value.type
        for _ in range(turns):
            kind = None if kind is None else result(found.op, kind)
        if kind is None:
            return
        name = self.again(value)
        head = f"repeat {self.number(turns)}" if self.choose.chance(50) else f"for _ in 1..{turns}"
        self.braces([head], f"{name} = {name} -> {self.call(found)}")
        self.bind(Known(name, kind, found.op.term()))

    def condition(self) -> None:
        """Effect: a value goes through one operation or another, decided while compiling."""
        value, yes = self.some(), self.choose.chance(50)
        first, second = self.operation(value), self.operation(value)
        if first is None or second is None:
            return
        name = self.again(value)
        test = f"if {self.number(2)} {'<' if yes else '>'} 3"
        self.braces([test], f"{name} = {name} -> {self.call(first)}")
        self.braces(["else"], f"{name} = {name} -> {self.call(second)}")
        taken = first if yes else second
        self.bind(Known(name, taken.type, taken.op.term()))

    def shared(self) -> None:
        """Effect: one operation with one set of parameters is used twice."""
        value = self.some()
        found = self.operation(value)
        if found is None:
            return
        layer = self.file.fresh("s")
        self.lines.append(f"shared {layer} = {self.call(found)}")
        for _ in range(2):
            name = self.file.fresh("v")
            self.lines.append(f"{name} = {self.read(value)} -> {layer}")
            self.bind(Known(name, found.type, found.op.term()))

    def listed(self) -> None:
        """Effect: values stand in a list, and are taken from it again."""
        values = [self.some() for _ in range(self.choose.number(1, 3))]
        items, name = self.file.fresh("items"), self.file.fresh("v")
        self.lines.append(f"{items} = [{', '.join(self.read(v) for v in values)}]")
        place = self.choose.number(0, len(values) - 1)
        self.lines.append(f"{name} = {items}[{place}]")
        self.bind(values[place].called(name))

    def block(self) -> None:
        """Effect: a block is declared for values of these types, and used here."""
        given = [self.some() for _ in range(self.choose.number(1, 2))]
        inner = Body(self.choose, self.file, block=True)
        for value in given:
            inner.bind(value.called(self.file.fresh("a")))
        header = [inner.typed(value) for value in inner.values]
        for _ in range(self.choose.number(1, 3)):
            inner.statement()
        results = inner.left()
        if not results:
            return
        name = self.file.fresh("block_")
        self.file.blocks.append(inner.declared(name, header, results))
        names = [self.file.fresh("v") for _ in results]
        inputs = ", ".join(self.read(v) for v in given)
        call = name
        if inner.settings and self.choose.chance(50):
            call = f"{name}({', '.join(f'{n}={v}' for n, v in inner.settings.items())})"
        self.lines.append(f"{', '.join(names)} = ({inputs}) -> {call}")
        for bound, value in zip(names, results, strict=True):
            self.bind(value.called(bound))

    def typed(self, value: Known) -> str:
        """An input in a header, perhaps with its type."""
        plain = value.type == _unbounded(value.type) and value.type.batched
        return (
            f"{value.name}: {value.type.bare}" if plain and self.choose.chance(40) else value.name
        )

    def declared(self, name: str, header: list[str], results: list[Known]) -> str:
        """The text of a block with this body."""
        settings = ", ".join(f"{n}={v}" for n, v in self.settings.items())
        head = f"block {name}({', '.join(header)}{'; ' if settings else ''}{settings}) {{"
        returned = f"return {', '.join(v.name for v in results)}"
        return "\n".join([head, *(f"    {line}" for line in [*self.lines, returned]), "}"])


AGAIN = {DType.BOOL: "-> logical_not", DType.I32: "-> abs"}
"""How an input is given out under another name, where a number of the text is of another type."""


def _unbounded(kind: TensorType) -> TensorType:
    return TensorType(kind.dtype, kind.shape, batched=kind.batched)


def _input(choose: Choices) -> TensorType:
    if choose.chance(20):
        return TensorType(DType.I64, (choose.number(1, 5),), Interval(0, 9))
    shape = choose.pick(SHAPES)
    return TensorType(
        DType.F32, shape, choose.pick((Interval(), Interval(), Interval(0, 1), Interval(1, 2)))
    )


@st.composite
def models(draw: st.DrawFn) -> str:
    """A file with params, blocks and one network, without a mistake."""
    choose, file = Choices(draw), File()
    body = Body(choose, file)
    for _ in range(choose.number(1, 3)):
        body.bind(Known(file.fresh("x"), _input(choose)))
    inputs = {value.name: value.type for value in body.values}
    for _ in range(choose.number(2, 12)):
        body.statement()
    for value in body.left():
        if value.name in inputs:
            name = file.fresh("y")
            same = AGAIN.get(value.type.dtype, "* 1")
            body.lines.append(f"{name} = {body.read(value)} {same}")
            body.bind(value.called(name))
    header = ", ".join(f"{name}: {kind}" for name, kind in inputs.items())
    outputs = ", ".join(value.name for value in body.left())
    params = [f"param {name} = {value}" for name, value in file.params.items()]
    network = [
        f"network({header}) -> {outputs} {{",
        *(f"    {line}" for line in body.lines),
        "}",
        "",
    ]
    return "\n".join([*params, *file.blocks, *network])
