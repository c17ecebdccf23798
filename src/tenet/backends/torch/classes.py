"""Write the classes of blocks: uses that differ only in numbers are one class with arguments."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from tenet.backends.emitting import INDENT, indented
from tenet.backends.naming import class_name, free_name
from tenet.backends.outlining import Step, Unit
from tenet.frozen import frozen, replace

NUMBER = re.compile(r"(?<![\w.])(?<!e[-+])\d+(?![\w.])")
"""A whole number in the text of a module; an exponent is none."""
CALL = re.compile(r"([\w.]+)\(([^()]*)$")
"""What is being called where a number stands, and what stands before the number."""
POSITIONS = {
    "nn.Linear": ("in_features", "features"),
    "nn.Embedding": ("rows", "features"),
    "nn.LayerNorm": ("features",),
    "nn.BatchNorm1d": ("channels",),
    "nn.BatchNorm2d": ("channels",),
    "nn.BatchNorm3d": ("channels",),
    "nn.GroupNorm": ("groups", "channels"),
    "nn.InstanceNorm1d": ("channels",),
    "nn.InstanceNorm2d": ("channels",),
    "nn.InstanceNorm3d": ("channels",),
    "nn.RMSNorm": ("features",),
    "nn.Conv1d": ("in_channels", "channels"),
    "nn.Conv2d": ("in_channels", "channels"),
    "nn.Conv3d": ("in_channels", "channels"),
    "nn.ConvTranspose1d": ("in_channels", "channels"),
    "nn.ConvTranspose2d": ("in_channels", "channels"),
    "nn.ConvTranspose3d": ("in_channels", "channels"),
}
"""What PyTorch's layers take by position."""

TRAINING = "in_training"
"""The method of a block whose training computes it in another way."""


@frozen
class Written:
    """The text of a use of a block: its documentation, what makes its modules, and the rest."""

    doc: tuple[str, ...]
    modules: tuple[str, ...]
    starts: tuple[str, ...]
    methods: tuple[str, ...]

    @property
    def skeleton(self) -> tuple[object, ...]:
        """What uses have in common that can be one class."""
        return (
            self.doc,
            tuple(NUMBER.sub("#", m) for m in self.modules),
            self.starts,
            self.methods,
        )

    @property
    def numbers(self) -> tuple[str, ...]:
        """Where uses of one skeleton can differ."""
        return tuple(number for module in self.modules for number in NUMBER.findall(module))


class Classes:
    """The classes of the blocks that a program uses, under names that are not `taken`."""

    def __init__(self, taken: Iterable[str]) -> None:
        self.texts: list[list[str]] = []
        self.made: dict[int, str] = {}
        """How each use is made, `Residual(64)`, by its identity."""
        self.arguments: dict[str, tuple[str, ...]] = {}
        """What the classes take, by their names."""
        self._taken = set(taken)
        self.apart: set[str] = set()
        """The layers of uses of one layer that are no one class."""
        self._trained: set[int] = set()
        """The uses that are computed by the method for training, by their identity."""

    def add(
        self,
        steps: Iterable[Step],
        training: Iterable[Step],
        write: Callable[[Unit], Written],
    ) -> None:
        """Effect: the classes of all uses in these statements, some of them for training alone, are written.

        `write` gives the text of a use, when those inside it are known.
        """
        layers: dict[str, str] = {}
        trained = {id(unit): unit for unit in _units(training)}
        waiting = list(({id(unit): unit for unit in _units(steps)} | trained).values())
        while waiting:
            ready = [unit for unit in waiting if all(id(u) in self.made for u in _inside(unit))]
            self._write(self._together([(unit, write(unit)) for unit in ready], trained.keys()))
            for unit in ready:
                made = self.made[id(unit)]
                if layers.setdefault(unit.block.layer, made) != made:
                    self.apart.add(unit.block.layer)
            waiting = [unit for unit in waiting if id(unit) not in self.made]

    def instance(self, unit: Unit) -> str:
        """The expression that makes a use of a block."""
        return self.made[id(unit)]

    def method(self, unit: Unit) -> str:
        """The method that computes a use, with its dot; nothing for the one that a call means."""
        return f".{TRAINING}" if id(unit) in self._trained else ""

    def _together(
        self, uses: Sequence[tuple[Unit, Written]], trained: Collection[int]
    ) -> list[tuple[Unit, Written]]:
        """The uses, where one layer is computed in two ways as one text with a method for training.

        Effect: it is known which of them are computed by that method.
        """
        found: list[tuple[Unit, Written]] = []
        layers: dict[str, list[tuple[Unit, Written]]] = {}
        for unit, text in uses:
            layers.setdefault(unit.block.layer, []).append((unit, text))
        for group in layers.values():
            plain = {text for unit, text in group if id(unit) not in trained}
            other = {text for unit, text in group if id(unit) in trained} - plain
            whole = _both(*plain, *other) if len(plain) == len(other) == 1 else None
            if whole is not None:
                self._trained |= {id(unit) for unit, text in group if text in other}
            found += [(unit, whole or text) for unit, text in group]
        return found

    def _write(self, uses: Sequence[tuple[Unit, Written]]) -> None:
        alike: dict[object, list[tuple[Unit, Written]]] = {}
        for unit, text in uses:
            alike.setdefault((unit.block.name, text.skeleton), []).append((unit, text))
        for group in alike.values():
            name = free_name(class_name(group[0][0].block.name), self._taken, "")
            self._taken.add(name)
            self._class(name, group)

    def _class(self, name: str, group: Sequence[tuple[Unit, Written]]) -> None:
        """Effect: the class of uses that are alike is written, and each is made by it."""
        columns = list(zip(*(text.numbers for _, text in group), strict=True))
        called: dict[tuple[str, ...], str] = {}
        pieces = self._named(group[0][1], columns, called)
        self.arguments[name] = tuple(called.values())
        for row, (unit, _) in enumerate(group):
            given = ", ".join(column[row] for column in called)
            self.made[id(unit)] = f"{name}({given})"
        text = group[0][1]
        taken = "".join(f", {argument}: int" for argument in called.values())
        lines = [f"class {name}(nn.Module):", *indented(list(text.doc)), ""]
        if pieces:
            lines += [
                f"{INDENT}def __init__(self{taken}) -> None:",
                f"{INDENT * 2}super().__init__()",
            ]
            lines += indented(pieces, 2)
        if text.starts:
            lines += [
                f"{INDENT * 2}self.initialise()",
                "",
                f"{INDENT}def initialise(self) -> None:",
            ]
            lines += [f'{INDENT * 2}"""Draw the first values of the parameters."""']
            lines += indented(list(text.starts), 2)
        self.texts.append([*lines, *([""] if pieces else []), *text.methods])

    def _named(
        self,
        text: Written,
        columns: Sequence[tuple[str, ...]],
        called: dict[tuple[str, ...], str],
    ) -> list[str]:
        """The modules with names where uses differ. Effect: `called` holds the names."""
        place = -1
        pieces: list[str] = []
        for module in text.modules:
            written = ""
            end = 0
            for found in NUMBER.finditer(module):
                place += 1
                written += module[end : found.start()]
                end = found.end()
                column = columns[place]
                if len(set(column)) == 1:
                    written += found[0]
                    continue
                if column not in called:
                    wanted = self._role(module[: found.start()])
                    called[column] = free_name(wanted, set(called.values()))
                written += called[column]
            pieces.append(written + module[end:])
        return pieces

    def _role(self, before: str) -> str:
        """What a number is to the module in which it stands after this text."""
        keyword = re.search(r"(\w+)=\(?[\d, ]*$", before)
        if keyword is not None:
            return keyword[1]
        call = CALL.search(before)
        if call is None:
            return "size"
        names = POSITIONS.get(call[1], self.arguments.get(call[1], ()))
        position = call[2].count(",")
        return names[position] if position < len(names) else "size"


def _both(plain: Written, trained: Written) -> Written | None:
    """A text with the methods of both, that of the second under a name of its own; none where more differs."""
    if replace(trained, methods=plain.methods) != plain:
        return None
    first, *rest = trained.methods
    named = first.replace("def forward(", f"def {TRAINING}(", 1)
    return replace(plain, methods=(*plain.methods, "", named, *rest))


def _units(steps: Iterable[Step]) -> Iterator[Unit]:
    """Every use of a block, those inside others too."""
    for step in steps:
        if isinstance(step.what, Unit):
            yield from _units(step.what.steps)
            yield step.what


def _inside(unit: Unit) -> Iterator[Unit]:
    """The uses that stand directly inside one."""
    return (step.what for step in unit.steps if isinstance(step.what, Unit))
