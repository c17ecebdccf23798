"""Write a network as a PyTorch module: plain source that needs nothing of Tenet to run."""

from __future__ import annotations

from collections.abc import Mapping

from tenet.backends.emitting import INDENT, Body, heading, indented, require_known_sizes, statements
from tenet.backends.lowering import lower
from tenet.backends.naming import class_name, legal
from tenet.backends.objective import Division, divide, graphs
from tenet.backends.torch.code import Code
from tenet.backends.torch.initialise import initialisation
from tenet.elaborate.experiment import Experiment
from tenet.ir.graph import Graph, Node, Value
from tenet.ops.source import Input
from tenet.types.dim import names

RESERVED = frozenset({"self", "torch", "F", "nn", "Tensor", "model", "loss", "float"})


def emit_source(experiment: Experiment) -> str:
    """The PyTorch source of an experiment: the module and, where there is training, its loss.

    Raises:
        TenetError: there is no network, or it cannot be lowered.
    """
    graph, objective = graphs(experiment)
    return emit_module(graph, objective, experiment.doc)


def emit_module(graph: Graph, objective: Graph | None, doc: str = "") -> str:
    """The source of a graph and, where it is given, of the objective that contains it."""
    require_known_sizes(graph)
    graph = legal(graph, RESERVED)
    division = None if objective is None else divide(graph, legal(objective, RESERVED))
    parts = [
        heading(graph, doc, "PyTorch"),
        "from __future__ import annotations\n",
        _imports(graph),
        "",
        "\n".join(_class(graph, division)),
    ]
    if division is not None:
        parts += ["", "\n".join(_loss(division, class_name(graph.name)))]
    parts += ["", "\n".join(_main(graph))]
    return _tidy("\n".join(parts) + "\n")


def _imports(graph: Graph) -> str:
    return "import torch\nimport torch.nn.functional as F\nfrom torch import Tensor, nn\n"


def _tidy(text: str) -> str:
    """The text without imports that nothing uses, and with two blank lines between parts."""
    body = text.split("from torch import Tensor, nn\n", 1)[1]
    if "F." not in body:
        text = text.replace("import torch.nn.functional as F\n", "")
    while "\n\n\n\n" in text:
        text = text.replace("\n\n\n\n", "\n\n\n")
    return text


def _codes(graph: Graph) -> dict[str, Code]:
    return {
        node.path: lower(node.op, "torch", node.span, node)
        for node in graph.nodes
        if not isinstance(node.op, Input)
    }


def _class(graph: Graph, division: Division | None) -> list[str]:
    codes = _codes(graph)
    signature = ", ".join(f"{name}: {value.type}" for name, value in graph.inputs.items())
    results = ", ".join(f"{name}: {value.type}" for name, value in graph.outputs.items())
    lines = [f"class {class_name(graph.name)}(nn.Module):"]
    lines += [f'{INDENT}"""{signature} -> {results}."""', ""]
    lines += [f"{INDENT}def __init__(self) -> None:", f"{INDENT * 2}super().__init__()"]
    modules = [
        f"self.{n.path} = {codes[n.path].module}" for n in graph.nodes if _has_module(n, codes)
    ]
    lines += indented(modules, 2)
    starts = [line for node in graph.nodes for line in initialisation(node)]
    if starts:
        lines += [f"{INDENT * 2}self.initialise()", ""]
        lines += [f"{INDENT}def initialise(self) -> None:"]
        lines += [f'{INDENT * 2}"""Draw the first values of the parameters."""']
        lines += indented(starts, 2)
    if division is not None and not division.reads_outputs:
        lines += [
            "",
            *_method(
                division.head_name,
                Body(division.head, graph.inputs, division.taps, RESERVED),
                codes,
            ),
        ]
    lines += ["", *_forward(graph, division, codes), ""]
    return lines


def _has_module(node: Node, codes: Mapping[str, Code]) -> bool:
    return node.path in codes and codes[node.path].module is not None


def _forward(graph: Graph, division: Division | None, codes: Mapping[str, Code]) -> list[str]:
    if division is None or division.reads_outputs or division.tail is None:
        body = Body(graph.nodes, graph.inputs, graph.outputs, RESERVED)
        return _method("forward", body, codes)
    given = ", ".join(graph.inputs)
    first = f"{', '.join(division.taps)} = self.{division.head_name}({given})"
    body = Body(division.tail, {**graph.inputs, **division.taps}, graph.outputs, RESERVED)
    return _method("forward", body, codes, first=first, inputs=graph.inputs)


def _method(
    name: str,
    body: Body,
    codes: Mapping[str, Code],
    *,
    first: str | None = None,
    inputs: Mapping[str, Value] | None = None,
) -> list[str]:
    returned = body.returned
    lines, results = statements(body, lambda node, texts: _call(node, texts, codes))
    parameters = ", ".join(["self", *(f"{name_}: Tensor" for name_ in inputs or body.given)])
    kind = "Tensor" if len(returned) == 1 else f"tuple[{', '.join(['Tensor'] * len(returned))}]"
    head = [f"{INDENT}def {name}({parameters}) -> {kind}:"]
    if name != "forward":
        head += [f'{INDENT * 2}"""What the loss reads: {", ".join(returned)}."""']
    inner = [*([first] if first else []), *lines, f"return {', '.join(results)}"]
    return head + indented(inner, 2)


def _call(node: Node, texts: list[str], codes: Mapping[str, Code]) -> str:
    layer = f"self.{node.path}"
    return codes[node.path].call.format(*texts, layer=layer, all=", ".join(texts))


def _loss(division: Division, model: str) -> list[str]:
    graph = division.network
    objective = Graph(graph.name, division.loss, division.objective.outputs)
    codes = _codes(objective)
    inputs = {**graph.inputs, **division.loss_inputs}
    parameters = ", ".join([f"model: {model}", *(f"{name}: Tensor" for name in inputs)])
    method = "model" if division.reads_outputs else f"model.{division.head_name}"
    names_ = division.taps if not division.reads_outputs else graph.outputs
    first = f"{', '.join(names_)} = {method}({', '.join(graph.inputs)})"
    loss = division.objective.outputs["loss"]
    body = Body(division.loss, {**inputs, **names_}, {"loss": loss}, RESERVED - {"loss"})
    lines, results = statements(body, lambda node, texts: _call(node, texts, codes))
    result = f"{results[0]}.mean()" if loss.type.batched else results[0]
    return [
        "",
        f"def loss({parameters}) -> Tensor:",
        f'{INDENT}"""The mean loss of a batch."""',
        *indented([first, *lines, f"return {result}"]),
        "",
    ]


def _main(graph: Graph) -> list[str]:
    model = class_name(graph.name)
    examples = ", ".join(_example(value) for value in graph.inputs.values())
    return [
        "",
        'if __name__ == "__main__":',
        f"{INDENT}network = {model}()",
        f"{INDENT}learned = sum(p.numel() for p in network.parameters())",
        f'{INDENT}print(f"{model}: {{learned:,}} parameters")',
        *indented([f"outputs = network({examples})"]),
        f"{INDENT}print(outputs)",
    ]


def _example(value: Value) -> str:
    sizes = ", ".join(["2", *("8" if names(d) else str(d) for d in value.type.shape)])
    if value.type.dtype.is_float:
        return f"torch.rand({sizes})"
    return f"torch.zeros({sizes}, dtype=torch.int64)"
