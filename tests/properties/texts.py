"""Texts that follow the grammar, laid out in any way, with names of which most are bound."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st
from tests.properties.choices import Choices

OPERATIONS = (
    "dense", "relu", "conv", "batch_norm", "concat", "softmax", "reshape", "dropout", "flatten",
    "max_pool", "matmul", "embedding", "parameter", "sum", "permute", "add", "nonsense",
)  # fmt: skip
STAGES = ("csv", "column", "columns", "standardize", "categories", "one_hot", "random", "impute")
SETTINGS = ("units", "bias", "axis", "init", "name", "kernel", "stride", "rate", "train", "seed")
CHOICES = ("same", "valid", "he_normal", "median", "auto", "training", "inf", "pi", "data")
TYPES = (
    "f32",
    "f32[3, 8, 8]",
    "i64[T <= 9]",
    "f32[F] in 0..1",
    "int",
    "int in 1..8",
    "bool",
    "f33",
)
NUMBERS = ("0", "1", "2", "3", "8", "16", "0.5", "3e-3", "1_000", "10.25", "1e9", "007")
STRINGS = ('"a.csv"', '"pixel_*"', '""', '"a \\" b"', '"é # {"', '"\\\\"')
COMMENTS = ("# a remark", "#", "#: ( [ {", "# tenet: allow(unused-value) kept", '# "text')
GAPS = (" ", " ", " ", " ", "  ", "\t")
WORDS = ("x", "y", "h", "width", "k", "main", "skip", "T", "image", "label", "rows", "_")

# The floors of the expressions, from the weakest.
ANY, OR, AND, NOT, COMPARED, RANGE, SUM, PRODUCT, SIGN, POWER, POSTFIX, ATOM = range(12)
DEEPEST = 3


class Writer:
    """A text in the making."""

    def __init__(self, choices: Choices) -> None:
        self.choose = choices
        self.names = ["x"]
        self.depth = 0
        self.lines: list[str] = []

    # ── layout ───────────────────────────────────────────────────────────────────────────────

    def line(self, text: str) -> None:
        """Effect: a statement stands on lines of its own, perhaps with remarks and empty lines."""
        if self.choose.chance(8):
            self.lines.append(self.choose.pick(["", "", *COMMENTS]))
        trail = f"  {self.choose.pick(COMMENTS)}" if self.choose.chance(5) else ""
        indent = "    " * self.depth if self.choose.chance(95) else self.choose.pick(GAPS)
        self.lines.append(f"{indent}{text}{trail}")

    def gap(self) -> str:
        return self.choose.pick(GAPS) if self.choose.chance(10) else " "

    def turn(self) -> str:
        """What stands before an operator: a space, or a line end, perhaps with a remark before it."""
        if not self.choose.chance(10):
            return self.gap()
        return self.choose.pick(["\n", "\n        ", "\n\n  ", "  # why\n    "])

    def listed(self, write: Callable[[], str], least: int, most: int) -> str:
        """Items between brackets, on one line or several."""
        items = [write() for _ in range(self.choose.number(least, most))]
        mark = ",\n    " if self.choose.chance(5) else f",{self.gap()}"
        return mark.join(items) + ("," if items and self.choose.chance(5) else "")

    # ── names ────────────────────────────────────────────────────────────────────────────────

    def bound(self) -> str:
        """A name that is bound from here on."""
        name = self.choose.pick(WORDS)
        if name != "_":
            self.names.append(name)
        return name

    def known(self) -> str:
        """A name that is used: mostly one that is bound."""
        kind = self.choose.number(0, 19)
        if kind < 16:
            return self.choose.pick(self.names)
        return self.choose.pick(CHOICES if kind < 18 else WORDS)

    # ── expressions ──────────────────────────────────────────────────────────────────────────

    def pipe(self, deep: int = 0) -> str:
        """What a name is bound to: a value, or a value through operations."""
        if not self.choose.chance(50 if deep == 0 else 25):
            return self.expression(deep)
        text = self.expression(deep + 1, OR)
        for _ in range(self.choose.number(1, 3)):
            text += f"{self.turn()}->{self.gap()}{self.stage(deep)}"
        return text

    def stage(self, deep: int) -> str:
        kind = self.choose.number(0, 9)
        name = self.choose.pick(OPERATIONS) if kind < 8 else self.known()
        if kind == 7 and deep < DEEPEST:
            return f"({self.pipe(deep + 1)})"
        if kind == 8:
            name = f"{name}.{self.choose.pick(WORDS)}"
        return name if self.choose.chance(40) else f"{name}({self.arguments(deep)})"

    def arguments(self, deep: int) -> str:
        return self.listed(lambda: self.argument(deep), 0, 3)

    def argument(self, deep: int) -> str:
        value = self.pipe(deep + 1)
        if not self.choose.chance(40):
            return value
        mark = self.choose.pick(["=", "=", " = "])
        return f"{self.choose.pick(SETTINGS)}{mark}{value}"

    def expression(self, deep: int, floor: int = ANY) -> str:
        """An expression that can stand where the grammar asks for one of a floor."""
        kind = self.choose.number(0, 15) if deep < DEEPEST else 15
        own = kind if kind <= POSTFIX else ATOM
        text = WRITERS[own](self, deep + 1)
        return f"({text})" if own < floor else text

    def conditional(self, deep: int) -> str:
        parts = [self.expression(deep, floor) for floor in (OR, OR, ANY)]
        return f"{parts[0]} if {parts[1]}{self.turn()}else {parts[2]}"

    def binary(self, deep: int, floor: int, signs: tuple[str, ...]) -> str:
        left, right = self.expression(deep, floor), self.expression(deep, floor + 1)
        return f"{left}{self.turn()}{self.choose.pick(signs)}{self.gap()}{right}"

    def compared(self, deep: int) -> str:
        left, right = self.expression(deep, RANGE), self.expression(deep, RANGE)
        sign = self.choose.pick(("==", "!=", "<", "<=", ">", ">=", "in"))
        return f"{left} {sign}{self.gap()}{right}"

    def range(self, deep: int) -> str:
        low, high = self.expression(deep, SUM), self.expression(deep, SUM)
        return self.choose.pick((f"{low}..{high}", f"{low}..", f"..{high}", ".."))

    def power(self, deep: int) -> str:
        return f"{self.expression(deep, POSTFIX)}{self.turn()}**{self.gap()}{self.expression(deep, SIGN)}"

    def postfix(self, deep: int) -> str:
        kind = self.choose.number(0, 3)
        if kind == 0:
            return (
                f"{self.known()}.{self.choose.pick(('shape', 'channels', 'features', 'squeeze'))}"
            )
        if kind == 1:
            name = self.choose.pick((*OPERATIONS, *STAGES))
            return f"{name}({self.arguments(deep)})"
        if kind == 2:
            return f"{self.known()}[{self.listed(lambda: self.expression(deep), 0, 2)}]"
        return f"{self.known()}({self.arguments(deep)})"

    def atom(self, deep: int) -> str:
        kind = self.choose.number(0, 11)
        if kind < 5:
            return self.known()
        if kind < 8:
            return self.choose.pick(NUMBERS)
        if kind < 9:
            return self.choose.pick(("15%", "2.5%", *STRINGS))
        if kind < 10 or deep > DEEPEST:
            return self.choose.pick(("true", "false", "none"))
        brackets = "[]" if kind < 11 else "()"
        inner = self.listed(lambda: self.pipe(deep), int(kind == 11), 3)
        return f"{brackets[0]}{inner}{brackets[1]}"

    # ── statements ───────────────────────────────────────────────────────────────────────────

    def target(self) -> str:
        name = self.bound()
        return f"{name}: {self.choose.pick(TYPES)}" if self.choose.chance(10) else name

    def bind(self) -> None:
        value = self.pipe()
        count = 2 if self.choose.chance(10) else 1
        self.line(f"{', '.join(self.target() for _ in range(count))} = {value}")

    def statement(self) -> None:
        kind = self.choose.number(0, 15) if self.depth < DEEPEST else 0
        if kind < 11:
            self.bind()
        elif kind < 12:
            value = self.pipe()
            self.line(f"shared {self.bound()} = {value}")
        elif kind < 13:
            self.body(f"repeat {self.choose.pick(('2', '3', 'k', '0'))}")
        elif kind < 14:
            values = self.expression(1)
            names = ", ".join(self.bound() for _ in range(self.choose.number(1, 2)))
            self.body(f"for {names} in {values}")
        else:
            self.body(f"if {self.expression(1)}")
            self.otherwise()

    def otherwise(self) -> None:
        """Effect: what follows a condition, if anything does."""
        if self.choose.chance(40):
            self.line("else {")
            self.inner()
            self.line("}")
        elif self.choose.chance(20):
            self.body(f"else if {self.expression(1)}")

    def body(self, head: str) -> None:
        """Effect: a head, and statements in braces."""
        if self.choose.chance(5):
            self.line(f"{head} {{ }}")
            return
        self.line(f"{head} {{")
        self.inner()
        self.line("}")

    def inner(self) -> None:
        self.depth += 1
        for _ in range(self.choose.number(0, 3)):
            self.statement()
        self.depth -= 1

    # ── declarations ─────────────────────────────────────────────────────────────────────────

    def parameter(self) -> str:
        text = self.target()
        return f"{text}={self.expression(2)}" if self.choose.chance(40) else text

    def header(self, least: int = 0) -> str:
        return self.listed(self.parameter, least, 3)

    def declaration(self) -> None:
        kind = self.choose.number(0, 7)
        before = len(self.names)
        if kind < 2:
            self.line(f"param {self.target()} = {self.expression(1)}")
            return
        if kind < 3:
            name = self.bound()
            self.line(
                self.choose.pick(
                    (
                        f"import vision as {name}",
                        f'import "{name}.tenet" as {name}',
                        "import vision",
                    )
                )
            )
            return
        if kind < 5:
            self.block()
        elif kind < 7:
            self.network()
        else:
            self.section(self.choose.pick(("data", "train", "export", "metrics")))
        del self.names[max(before, 1) :]

    def block(self) -> None:
        settings = f"; {self.header(1)}" if self.choose.chance(60) else ""
        name = self.choose.pick(("unit", "tower", "gate"))
        self.line(f"block {name}({self.header()}{settings}) {{")
        self.inner()
        self.depth += 1
        self.line(f"return {', '.join(self.pipe() for _ in range(self.choose.number(1, 2)))}")
        self.depth -= 1
        self.line("}")

    def network(self) -> None:
        name = self.choose.pick(("", " first", " second"))
        outputs = ", ".join(self.target() for _ in range(self.choose.number(1, 2)))
        self.body(f"network{name}({self.header()}) -> {outputs}")

    def section(self, name: str) -> None:
        self.line(f"{name} {{")
        self.depth += 1
        for _ in range(self.choose.number(0, 4)):
            if self.depth < DEEPEST and self.choose.chance(10):
                self.section(self.choose.pick(("metrics", "first")))
            else:
                key = self.choose.pick(("source", "split", "loss", "optimizer", "epochs", *WORDS))
                self.line(f"{key} = {self.pipe()}")
        self.depth -= 1
        self.line("}")


WRITERS: tuple[Callable[[Writer, int], str], ...] = (
    Writer.conditional,
    lambda w, deep: w.binary(deep, OR, ("or",)),
    lambda w, deep: w.binary(deep, AND, ("and",)),
    lambda w, deep: f"not {w.expression(deep, NOT)}",
    Writer.compared,
    Writer.range,
    lambda w, deep: w.binary(deep, SUM, ("+", "-")),
    lambda w, deep: w.binary(deep, PRODUCT, ("*", "/", "//")),
    lambda w, deep: f"-{w.expression(deep, SIGN)}",
    Writer.power,
    Writer.postfix,
    Writer.atom,
)
"""Who writes an expression of each floor."""


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A file of a few declarations."""
    writer = Writer(Choices(draw))
    for _ in range(writer.choose.number(1, 4)):
        writer.declaration()
    return "\n".join([*writer.lines, ""])
