"""Write a network as pure JAX functions: plain source that needs nothing of Tenet to run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from zlib import crc32

from tenet.backends.emitting import (
    INDENT,
    Body,
    averaged,
    heading,
    indented,
    require_known_sizes,
    sentence,
    statements,
)
from tenet.backends.jax.code import Code
from tenet.backends.jax.example_run import example_run
from tenet.backends.jax.initialise import initialisation, remark
from tenet.backends.jax.layout import channels_last
from tenet.backends.jax.narrow import require_narrow
from tenet.backends.kit import called_in_kit, kit
from tenet.backends.lowering import lower
from tenet.backends.naming import free_name, function_name
from tenet.backends.outlining import Step, Unit
from tenet.backends.program import Bounds, Function, Graphs, Loss, Program, graphs_of, program
from tenet.elaborate.experiment import Experiment
from tenet.frozen import frozen
from tenet.ir.graph import Node, Parameter, Value

RESERVED = frozenset(
    {
        "jax",
        "zlib",
        "jnp",
        "np",
        "lax",
        "nn",
        "Array",
        "params",
        "state",
        "at",
        "training",
        "key",
        "keys",
        "init",
        "forward",
        "judge",
        "compute_logits",
        "compute_heads",
        "loss",
        "abs",
        "sum",
    }
)
CARRIED = ("params", "state", "at")
"""What a unit may need before its inputs."""
NAMED = ("training", "key")
"""And after them."""
MARK = "\0"
"""Stands before a path in the text of a node, until it is known how the path is written."""


def emit_source(experiment: Experiment) -> str:
    """The JAX source of an experiment: its functions and, where there is training, its loss.

    Raises:
        TenetError: there is no network, or it cannot be lowered.
    """
    return emit_module(graphs_of(experiment), experiment.doc)


def emit_module(graphs: Graphs, doc: str = "") -> str:
    """The source of a network and, where there is an objective, of what training asks of it."""
    for graph in graphs.every:
        require_known_sizes(graph)
        require_narrow(graph)
    reserved = _reserved()
    made = channels_last(program(graphs, Bounds(reserved)))
    return _Writer(made, graphs.parameters, reserved).text(doc)


@frozen
class _Called:
    """A unit's function: its name, what it needs beside its inputs, and whether it gives the state back."""

    name: str
    needs: frozenset[str]
    stateful: bool


class _Writer:
    """Writes the functions of a module: the network's own, and one for each block that it uses."""

    def __init__(
        self, made: Program, parameters: Mapping[str, Parameter], reserved: frozenset[str]
    ) -> None:
        self.made = made
        self.parameters = parameters
        self.reserved = reserved
        self.units: dict[tuple[str, ...], str] = {}
        """The names of the functions of blocks, by their texts."""
        self.codes: dict[int, Code] = {}
        self.called: dict[int, _Called] = {}

    def text(self, doc: str) -> str:
        """The whole source."""
        bodies = [self._body(function) for function in self.made.bodies]
        own = [*bodies, *(self._function(function) for function in self.made.functions)]
        losses = [self._loss(loss) for loss in self.made.losses]
        choice = [self._choice()] if len(losses) > 1 else []
        blocks = [list(lines) for lines in self.units]
        init, main = _init(self.parameters), example_run(self.made.network)
        parts = (*self._helpers(), init, *blocks, *own, *losses, *choice, main)
        body = "\n\n\n".join("\n".join(lines) for lines in parts)
        return (
            f"{heading(self.made.network, doc, 'JAX')}\n"
            f"from __future__ import annotations\n\n{_imports(body)}\n\n\n{body}\n"
        )

    def _code(self, node: Node) -> Code:
        key = id(node)
        if key not in self.codes:
            self.codes[key] = lower(node.op, "jax", node.span, node)
        return self.codes[key]

    def _helpers(self) -> list[list[str]]:
        """The text of each function of the kit that is called, once."""
        wanted = sorted({helper for code in self.codes.values() for helper in code.helpers})
        return [kit("jax")[helper].splitlines() for helper in wanted]

    # ── statements ──

    def _call(self, step: Step, texts: list[str], unit: Unit | None) -> str:
        if isinstance(step.what, Unit):
            return self._unit_call(step.what, texts, unit)
        node = step.what
        layer = node.layer.removeprefix("" if unit is None else f"{unit.block.layer}.")
        path = node.path.removeprefix("" if unit is None else f"{unit.path}.")
        text = self._code(node).call.format(
            *texts,
            path=f"{MARK}{layer}",
            node=f"{MARK}{path}",
            all=", ".join(texts),
            cell=self.made.called.get(id(node), ""),
        )
        return _with_paths(text, inside=unit is not None)

    def _unit_call(self, unit: Unit, texts: list[str], around: Unit | None) -> str:
        called = self._unit(unit)
        layer = unit.block.layer.removeprefix("" if around is None else f"{around.block.layer}.")
        at = _with_paths(f'"{MARK}{layer}"', inside=around is not None)
        given = {"params": "params", "state": "state", "at": at}
        words = [given[name] for name in CARRIED if name in called.needs]
        words += [*texts, *(f"{name}={name}" for name in NAMED if name in called.needs)]
        text = f"{called.name}({', '.join(words)})"
        if unit.path != unit.block.layer and "key" in called.needs:
            # A second use of what is shared draws anew.
            inner = (
                f"key=None if key is None else jax.random.fold_in(key, {crc32(unit.path.encode())})"
            )
            text = text.replace("key=key", inner)
        return text

    def _assign(self, step: Step, name: str, text: str) -> str:
        what = step.what
        stateful = (
            self._unit(what).stateful if isinstance(what, Unit) else self._code(what).stateful
        )
        if not stateful:
            return f"{name} = {text}" if name else text
        return f"({name}), state = {text}" if "," in name else f"{name}, state = {text}"

    def _statements(self, body: Body, unit: Unit | None) -> tuple[list[str], list[str]]:
        return statements(body, lambda step, texts: self._call(step, texts, unit), self._assign)

    # ── functions ──

    def _unit(self, unit: Unit) -> _Called:
        """The function of a use of a block. Effect: it is written, if it is new."""
        if id(unit) in self.called:
            return self.called[id(unit)]
        body = Body(unit.steps, unit.inputs, unit.results, self.reserved)
        lines, results = self._statements(body, unit)
        stateful = any("state =" in line for line in lines)
        returned = _result(results)
        lines = [*lines, f"return {returned}, state" if stateful else f"return {returned}"]
        words = set(re.findall(r"(?<![.\w])\w+", " ".join(lines)))  # a part of a path is none
        needs = frozenset(words.intersection((*CARRIED, *NAMED)))
        kind = _kind(len(unit.outputs), stateful=stateful)
        doc = (unit.block.doc or f"The block {unit.block.name}.").strip().splitlines()
        quoted = [line.replace("\\", "\\\\").replace('"', "'") for line in doc]
        text = (
            *_signature("{name}", needs, unit.inputs, kind),
            *(
                [f'{INDENT}"""{quoted[0]}"""']
                if len(quoted) == 1
                else [
                    f'{INDENT}"""{quoted[0]}',
                    "",
                    *(f"{INDENT}{q}".rstrip() for q in quoted[1:]),
                    f'{INDENT}"""',
                ]
            ),
            *indented(lines),
        )
        known = {t[1:]: n for t, n in self.units.items()}
        if text[1:] not in known:
            taken = {*self.units.values(), *self.reserved}
            name = free_name(function_name(unit.block.name), taken)
            self.units[(text[0].format(name=name), *text[1:])] = name
            known[text[1:]] = name
        self.called[id(unit)] = _Called(known[text[1:]], needs, stateful)
        return self.called[id(unit)]

    def _function(self, function: Function) -> list[str]:
        body = Body(
            function.steps,
            {**function.inputs, **function.taps},
            function.returned,
            self.reserved,
        )
        lines, results = self._statements(body, None)
        first = []
        if function.before is not None:
            called = _name(function.before)
            first = [_first_call(called, function.taps, function.inputs)]
        head = _signature(
            _name(function.name),
            frozenset({"params", "state", "training", "key"}),
            function.inputs,
            _kind(len(function.returned), stateful=True),
            defaults=True,
        )
        doc = f'{INDENT}"""{function.doc}; and the running statistics."""'
        return [*head, doc, *indented([*first, *lines, f"return {_result(results)}, state"])]

    def _body(self, function: Function) -> list[str]:
        """The function that a loop runs, of the parameters and what it takes."""
        body = Body(function.steps, function.inputs, function.returned, self.reserved)
        lines, results = self._statements(body, None)
        kind = _kind(len(function.returned), stateful=False)
        return [
            *_signature(function.name, frozenset({"params"}), function.inputs, kind),
            f'{INDENT}"""{sentence(function.doc)}"""',
            *indented([*lines, f"return {_result(results)}"]),
        ]

    def _loss(self, loss: Loss) -> list[str]:
        body = Body(
            loss.steps,
            {**loss.arguments, **loss.taps},
            {"loss": loss.value},
            self.reserved - {"loss"},
        )
        lines, results = self._statements(body, None)
        result = averaged(results[0]) if loss.value.type.batched else results[0]
        first = [_first_call(_name(loss.function), loss.taps, loss.inputs)] if loss.taps else []
        doc = f'{INDENT}"""{loss.doc.rstrip(".")}, and the running statistics."""'
        return [
            *_loss_signature(loss.name, loss.arguments),
            doc,
            *indented([*first, *lines, f"return {result}, state"]),
        ]

    def _choice(self) -> list[str]:
        """The function `loss`, where training and judging have losses of their own."""
        training, judging = self.made.losses
        given = ", ".join(["params", "state", *training.arguments])
        passed = f"({given}, training=training, key=key)"
        return [
            *_loss_signature("loss", training.arguments),
            f'{INDENT}"""The mean loss of a batch, and the running statistics."""',
            *indented(
                [
                    "if training:",
                    f"{INDENT}return {training.name}{passed}",
                    f"return {judging.name}{passed}",
                ]
            ),
        ]


def _loss_signature(name: str, arguments: Iterable[str]) -> list[str]:
    needs = frozenset({"params", "state", "training", "key"})
    return _signature(name, needs, arguments, "tuple[Array, dict[str, Array]]", defaults=True)


def _name(function: str) -> str:
    """What a function of the network is called here: those that are no verb get one."""
    return function if function in {"forward", "judge"} else f"compute_{function}"


def _with_paths(text: str, *, inside: bool) -> str:
    """The text with paths written out: inside a unit they begin with where the unit stands."""
    written = r'f"{at}.\1"' if inside else r'"\1"'
    return re.sub(rf'"{MARK}([^"]*)"', written, text)


def _imports(body: str) -> str:
    used = [name for name in ("Array", "lax", "nn") if f"{name}." in body or name == "Array"]
    standard = "import zlib\n" if "zlib." in body else ""
    standard += "from collections.abc import Callable\n" if "Callable[" in body else ""
    standard += "\n" if standard else ""
    words = set(re.findall(r"\b(np|jnp)\.", body))
    lines = ["import jax"]
    lines += ["import jax.numpy as jnp"] if "jnp" in words else []
    lines += ["import numpy as np"] if "np" in words else []
    return standard + "\n".join([*lines, f"from jax import {', '.join(used)}"])


def _reserved() -> frozenset[str]:
    """Names that the source around the statements uses, the kit's functions among them."""
    return RESERVED | called_in_kit("jax")


def _init(parameters: Mapping[str, Parameter]) -> list[str]:
    learned = [p for p in parameters.values() if p.trainable]
    carried = [p for p in parameters.values() if not p.trainable]
    lines = [
        "def init(key: Array) -> tuple[dict[str, Array], dict[str, Array]]:",
        f'{INDENT}"""Parameters and running statistics, as training begins."""',
    ]
    drawn = sum("next(keys)" in initialisation(p) for p in learned)
    if drawn:
        lines.append(f"{INDENT}keys = iter(jax.random.split(key, {drawn}))")
    return [
        *lines,
        *_dictionary("params", learned),
        *_dictionary("state", carried),
        f"{INDENT}return params, state",
    ]


def _dictionary(name: str, parameters: list[Parameter]) -> list[str]:
    if not parameters:
        return [f"{INDENT}{name}: dict[str, Array] = {{}}"]
    entries = []
    for p in parameters:
        entry = (remark(p), f'"{p.path}": {initialisation(p)},')
        entries += indented([text for text in entry if text], 2)
    return [f"{INDENT}{name} = {{", *entries, f"{INDENT}}}"]


def _first_call(function: str, results: Mapping[str, Value], inputs: Mapping[str, Value]) -> str:
    given = ", ".join(["params", "state", *inputs])
    names_ = ", ".join([_result(list(results)), "state"])
    return f"{names_} = {function}({given}, training=training, key=key)"


def _result(texts: list[str]) -> str:
    return texts[0] if len(texts) == 1 else f"({', '.join(texts)})"


def _kind(count: int, *, stateful: bool) -> str:
    """The type of what a function gives back."""
    kind = "Array" if count == 1 else f"tuple[{', '.join(['Array'] * count)}]"
    return f"tuple[{kind}, dict[str, Array]]" if stateful else kind


TYPES = {
    "params": "dict[str, Array]",
    "state": "dict[str, Array]",
    "at": "str",
    "training": "bool",
    "key": "Array | None",
}
DEFAULTS = {"training": " = False", "key": " = None"}


def _signature(
    name: str,
    needs: frozenset[str],
    inputs: Iterable[str],
    kind: str,
    *,
    defaults: bool = False,
) -> list[str]:
    named = [n for n in NAMED if n in needs]
    given = [f"{n}: {TYPES[n]}{DEFAULTS[n] if defaults else ''}" for n in named]
    return [
        f"def {name}(",
        *(f"{INDENT}{n}: {TYPES[n]}," for n in CARRIED if n in needs),
        *(f"{INDENT}{argument}: Array," for argument in inputs),
        *([f"{INDENT}*,"] if given else []),
        *(f"{INDENT}{text}," for text in given),
        f") -> {kind}:",
    ]
