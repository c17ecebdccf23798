"""Write a network as pure JAX functions: plain source that needs nothing of Tenet to run."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from tenet.backends.emitting import INDENT, Body, heading, indented, require_known_sizes, statements
from tenet.backends.jax.code import Code
from tenet.backends.jax.initialise import initialisation, remark
from tenet.backends.lowering import lower
from tenet.backends.naming import legal
from tenet.backends.objective import Division, divide, graphs
from tenet.elaborate.experiment import Experiment
from tenet.ir.graph import Graph, Node, Parameter, Value
from tenet.ops.source import Input
from tenet.types.dim import names

RESERVED = frozenset(
    {
        "jax",
        "jnp",
        "lax",
        "nn",
        "Array",
        "params",
        "state",
        "training",
        "key",
        "keys",
        "init",
        "forward",
        "compute_logits",
        "compute_heads",
        "loss",
        "abs",
    }
)


def emit_source(experiment: Experiment) -> str:
    """The JAX source of an experiment: its functions and, where there is training, its loss.

    Raises:
        TenetError: there is no network, or it cannot be lowered.
    """
    graph, objective = graphs(experiment)
    return emit_module(graph, objective, experiment.doc)


def emit_module(graph: Graph, objective: Graph | None, doc: str = "") -> str:
    """The source of a graph and, where it is given, of the objective that contains it."""
    require_known_sizes(graph)
    graph = legal(graph, _reserved())
    division = None if objective is None else divide(graph, legal(objective, _reserved()))
    codes = _codes(graph)
    functions = [_init(graph)]
    if division is not None and not division.reads_outputs:
        body = Body(division.head, graph.inputs, division.taps, _reserved())
        functions.append(_function(_head_name(division), body, codes))
    functions.append(_forward(graph, division, codes))
    if division is not None:
        functions.append(_loss(division))
    judging = {} if division is None else _loss_codes(division)
    helpers = _helpers([*codes.values(), *judging.values()])
    text = "\n\n\n".join(["\n".join(lines) for lines in (*helpers, *functions, _main(graph))])
    return (
        f"{heading(graph, doc, 'JAX')}\n"
        f"from __future__ import annotations\n\n{_imports(text)}\n\n\n{text}\n"
    )


def _imports(body: str) -> str:
    used = [name for name in ("Array", "lax", "nn") if f"{name}." in body or name == "Array"]
    lines = ["import jax", "import jax.numpy as jnp", f"from jax import {', '.join(used)}"]
    return "\n".join(line for line in lines if "jnp" not in line or "jnp." in body)


def _codes(graph: Graph) -> dict[str, Code]:
    return {
        node.path: lower(node.op, "jax", node.span, node)
        for node in graph.nodes
        if not isinstance(node.op, Input)
    }


def _helpers(codes: Iterable[Code]) -> list[list[str]]:
    """The text of each function of the kit that is called, once."""
    wanted = sorted({helper for code in codes for helper in code.helpers})
    return [_kit()[helper].splitlines() for helper in wanted]


@cache
def _kit() -> dict[str, str]:
    """The text of each function of the kit, read without importing JAX, its aliases spelt out."""
    found: dict[str, str] = {}
    for file in files("tenet.backends.jax.kit").iterdir():
        if not file.name.endswith(".py"):
            continue
        text = file.read_text("utf-8")
        for node in ast.parse(text).body:
            if isinstance(node, ast.FunctionDef):
                source = ast.get_source_segment(text, node) or ""
                source = source.replace(": Window", ": tuple[int, ...]")
                source = source.replace(": Pads", ": tuple[tuple[int, int], ...]")
                found[f"{file.name.removesuffix('.py')}.{node.name}"] = source
    return found


def _reserved() -> frozenset[str]:
    """Names that the source around the statements uses, the kit's functions among them."""
    return RESERVED | {helper.rpartition(".")[2] for helper in _kit()}


def _init(graph: Graph) -> list[str]:
    learned = [p for p in graph.parameters.values() if p.trainable]
    carried = [p for p in graph.parameters.values() if not p.trainable]
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
        entries += [
            f"{INDENT * 2}{text}"
            for text in (remark(p), f'"{p.path}": {initialisation(p)},')
            if text
        ]
    return [f"{INDENT}{name} = {{", *entries, f"{INDENT}}}"]


def _forward(graph: Graph, division: Division | None, codes: Mapping[str, Code]) -> list[str]:
    if division is None or division.reads_outputs or division.tail is None:
        body = Body(graph.nodes, graph.inputs, graph.outputs, _reserved())
        return _function("forward", body, codes)
    body = Body(division.tail, {**graph.inputs, **division.taps}, graph.outputs, _reserved())
    first = _head_call(_head_name(division), division.taps, graph.inputs, "training")
    return _function("forward", body, codes, first=first, inputs=graph.inputs)


def _head_name(division: Division) -> str:
    return f"compute_{division.head_name}"


def _head_call(
    function: str, results: Mapping[str, Value], inputs: Mapping[str, Value], training: str
) -> str:
    given = ", ".join(["params", "state", *inputs])
    names_ = ", ".join([_result(list(results)), "state"])
    return f"{names_} = {function}({given}, training={training}, key=key)"


def _result(texts: list[str]) -> str:
    return texts[0] if len(texts) == 1 else f"({', '.join(texts)})"


def _function(
    name: str,
    body: Body,
    codes: Mapping[str, Code],
    *,
    first: str | None = None,
    inputs: Mapping[str, Value] | None = None,
) -> list[str]:
    returned = body.returned
    lines, results = _statements(body, codes)
    kind = "Array" if len(returned) == 1 else f"tuple[{', '.join(['Array'] * len(returned))}]"
    described = ", ".join(f"{n}: {v.type}" for n, v in returned.items() if n != "logits")
    doc = described or "The logits, which the loss reads"
    return [
        *_signature(name, inputs or body.given, f"tuple[{kind}, dict[str, Array]]"),
        f'{INDENT}"""{doc}; and the running statistics."""',
        *indented([*([first] if first else []), *lines, f"return {_result(results)}, state"]),
    ]


def _signature(name: str, inputs: Iterable[str], kind: str) -> list[str]:
    return [
        f"def {name}(",
        f"{INDENT}params: dict[str, Array],",
        f"{INDENT}state: dict[str, Array],",
        *(f"{INDENT}{argument}: Array," for argument in inputs),
        f"{INDENT}*,",
        f"{INDENT}training: bool = False,",
        f"{INDENT}key: Array | None = None,",
        f") -> {kind}:",
    ]


def _statements(body: Body, codes: Mapping[str, Code]) -> tuple[list[str], list[str]]:
    def call(node: Node, texts: list[str]) -> str:
        return codes[node.path].call.format(*texts, path=node.path, all=", ".join(texts))

    def assign(node: Node, name: str, text: str) -> str:
        return f"{name}, state = {text}" if codes[node.path].stateful else f"{name} = {text}"

    return statements(body, call, assign)


def _loss_codes(division: Division) -> dict[str, Code]:
    return _codes(Graph(division.network.name, division.loss, division.objective.outputs))


def _loss(division: Division) -> list[str]:
    graph = division.network
    codes = _loss_codes(division)
    inputs = {**graph.inputs, **division.loss_inputs}
    function = "forward" if division.reads_outputs else _head_name(division)
    given = division.taps if not division.reads_outputs else graph.outputs
    loss = division.objective.outputs["loss"]
    body = Body(division.loss, {**inputs, **given}, {"loss": loss}, _reserved() - {"loss"})
    lines, results = _statements(body, codes)
    result = f"{results[0]}.mean()" if loss.type.batched else results[0]
    first = _head_call(function, given, graph.inputs, "training")
    return [
        *_signature("loss", inputs, "tuple[Array, dict[str, Array]]"),
        f'{INDENT}"""The mean loss of a batch, and the running statistics."""',
        *indented([first, *lines, f"return {result}, state"]),
    ]


def _main(graph: Graph) -> list[str]:
    examples = ", ".join(_example(value) for value in graph.inputs.values())
    name = graph.name.replace("\\", "\\\\").replace('"', "'").replace("{", "{{").replace("}", "}}")
    return [
        'if __name__ == "__main__":',
        f"{INDENT}parameters, statistics = init(jax.random.key(0))",
        f"{INDENT}learned = sum(p.size for p in parameters.values())",
        f'{INDENT}print(f"{name}: {{learned:,}} parameters")',
        *indented([f"outputs, _ = forward(parameters, statistics, {examples})"]),
        f"{INDENT}print(outputs)",
    ]


def _example(value: Value) -> str:
    shape = ["2", *("8" if names(d) else str(d) for d in value.type.shape)]
    sizes = ", ".join(shape) + ("," if len(shape) == 1 else "")
    if value.type.dtype.is_float:
        return f"jax.random.uniform(jax.random.key(1), ({sizes}))"
    return f"jnp.zeros(({sizes}), dtype=int)"
