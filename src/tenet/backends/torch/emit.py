"""Write a network as a PyTorch module: plain source that needs nothing of Tenet to run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
from tenet.backends.kit import called_in_kit, kit
from tenet.backends.lowering import lower
from tenet.backends.naming import class_name, free_name
from tenet.backends.outlining import Step, Unit
from tenet.backends.program import Bounds, Function, Graphs, Loss, Program, graphs_of, program
from tenet.backends.torch.classes import TRAINING, Classes, Written
from tenet.backends.torch.code import Code
from tenet.backends.torch.initialise import initialisation
from tenet.elaborate.experiment import Experiment
from tenet.ir.graph import Graph, Node, Value
from tenet.types.dim import names
from tenet.types.tensor import DType

RESERVED = frozenset({"self", "torch", "F", "nn", "Tensor", "model", "loss", "float"})


def emit_source(experiment: Experiment) -> str:
    """The PyTorch source of an experiment: the module and, where there is training, its loss.

    Raises:
        TenetError: there is no network, or it cannot be lowered.
    """
    return emit_module(graphs_of(experiment), experiment.doc)


def emit_module(graphs: Graphs, doc: str = "") -> str:
    """The source of a network and, where there is an objective, of what training asks of it."""
    for graph in graphs.every:
        require_known_sizes(graph)
    reserved, apart = RESERVED | called_in_kit("torch"), frozenset[str]()
    while True:
        writer = _Writer(program(graphs, Bounds(reserved, apart)), reserved)
        if not writer.classes.apart:
            return writer.text(doc)
        # What is one layer must be one class: those that are not are written in line.
        apart = apart.union(writer.classes.apart)


def model_name(network: str) -> str:
    """The class that a network of this name becomes."""
    return free_name(class_name(network), called_in_kit("torch"), "")


class _Writer:
    """Writes the classes of a module: the network's own, and one for each block that it uses."""

    def __init__(self, made: Program, reserved: frozenset[str]) -> None:
        self.made = made
        self.reserved = reserved
        self.model = model_name(made.network.name)
        self.codes: dict[int, Code] = {}
        written = (*made.functions, *made.bodies)
        training = [s for f in written if f.name.endswith(TRAINING) for s in f.steps]
        steps = [s for f in written if not f.name.endswith(TRAINING) for s in f.steps]
        self.steps = [*steps, *training]
        self.classes = Classes({self.model, *called_in_kit("torch")})
        self.classes.add(steps, training, self._written)

    def text(self, doc: str) -> str:
        """The whole source."""
        own = self._network()
        blocks = self.classes.texts
        losses = [self._loss(loss) for loss in self.made.losses]
        choice = [self._choice()] if len(losses) > 1 else []
        main = _main(self.made.network, self.model)
        texts = (*self._helpers(), *blocks, own, *losses, *choice, main)
        parts = ["\n".join(lines) for lines in texts]
        body = "\n\n\n".join(parts) + "\n"
        functional = "import torch.nn.functional as F\n" if "F." in body else ""
        standard = "from collections.abc import Callable\n" if "Callable[" in body else ""
        standard += "from typing import Any\n" if "Any]" in body else ""
        standard += "\n" if standard else ""
        return (
            f"{heading(self.made.network, doc, 'PyTorch')}\n"
            "from __future__ import annotations\n\n"
            f"{standard}import torch\n{functional}from torch import Tensor, nn\n\n\n{body}"
        )

    def _code(self, node: Node) -> Code:
        key = id(node)
        if key not in self.codes:
            self.codes[key] = lower(node.op, "torch", node.span, node)
        return self.codes[key]

    def _helpers(self) -> list[list[str]]:
        """The text of each function and class of the kit that is used, once."""
        wanted = sorted({helper for code in self.codes.values() for helper in code.helpers})
        return [kit("torch")[helper].splitlines() for helper in wanted]

    # ── classes ──

    def _network(self) -> list[str]:
        made, graph = self.made, self.made.network
        signature = ", ".join(f"{name}: {value.type}" for name, value in graph.inputs.items())
        results = ", ".join(f"{name}: {value.type}" for name, value in graph.outputs.items())
        lines = [f"class {self.model}(nn.Module):"]
        lines += [
            f'{INDENT}"""{sentence(f"{signature} -> {results}")}"""',
            "",
            *self._constructor(self.steps),
        ]
        for function in (*made.functions, *made.bodies):
            lines += ["", *self._function(function)]
        return lines

    def _function(self, function: Function) -> list[str]:
        body = Body(
            function.steps, {**function.inputs, **function.taps}, function.returned, self.reserved
        )
        first = None
        if function.before is not None:
            first = (
                f"{', '.join(function.taps)} = self.{function.before}({', '.join(function.inputs)})"
            )
        doc = None if function.name == "forward" else function.doc
        return self._method(function.name, body, "", inputs=function.inputs, first=first, doc=doc)

    def _written(self, unit: Unit) -> Written:
        """The text of a use of a block."""
        within = f"{unit.block.layer}."
        body = Body(unit.steps, unit.inputs, unit.results, self.reserved)
        first = (unit.block.doc or f"The block {unit.block.name}.").strip().splitlines()
        doc = [line.replace("\\", "\\\\").replace('"', "'") for line in first]
        words = [f'"""{doc[0]}"""'] if len(doc) == 1 else [f'"""{doc[0]}', "", *doc[1:], '"""']
        made, starts = self._modules(unit.steps, within)
        methods = self._method("forward", body, within)
        return Written(tuple(words), tuple(_assignments(made)), tuple(starts), tuple(methods))

    def _constructor(self, steps: Sequence[Step]) -> list[str]:
        """The network's constructor, and what starts its parameters."""
        made, starts = self._modules(steps, "")
        lines = [f"{INDENT}def __init__(self) -> None:", f"{INDENT * 2}super().__init__()"]
        lines += indented(_assignments(made), 2)
        if starts:
            lines += [f"{INDENT * 2}self.initialise()", ""]
            lines += [f"{INDENT}def initialise(self) -> None:"]
            lines += [f'{INDENT * 2}"""Draw the first values of the parameters."""']
            lines += indented(starts, 2)
        return lines

    def _modules(self, steps: Sequence[Step], within: str) -> tuple[dict[str, str], list[str]]:
        """The expressions that make modules, by layer in the order of use, and what starts them."""
        units = {
            step.what.block.layer.removeprefix(within)
            for step in steps
            if isinstance(step.what, Unit)
        }
        made: dict[str, str] = {}
        starts: list[str] = []
        for step in steps:
            if isinstance(step.what, Unit):
                layer = step.what.block.layer.removeprefix(within)
                made.setdefault(layer, self.classes.instance(step.what))
                continue
            layer = step.what.layer.removeprefix(within)
            module = self._code(step.what).module
            inside = any(layer.startswith(f"{unit}.") for unit in units)
            if module is not None and layer not in made and not inside:
                made[layer] = module
                starts += initialisation(step.what, within)
        return made, starts

    # ── methods ──

    def _method(  # the parts of a method
        self,
        name: str,
        body: Body,
        within: str,
        *,
        inputs: Mapping[str, Value] | None = None,
        first: str | None = None,
        doc: str | None = None,
    ) -> list[str]:
        lines, results = statements(body, lambda step, texts: self._call(step, texts, within))
        given = body.given if inputs is None else inputs
        parameters = ", ".join(["self", *(f"{name_}: Tensor" for name_ in given)])
        count = len(body.returned)
        kind = "Tensor" if count == 1 else f"tuple[{', '.join(['Tensor'] * count)}]"
        words = [f'{INDENT * 2}"""{sentence(doc)}"""'] if doc is not None else []
        inner = [*([first] if first else []), *lines, f"return {', '.join(results)}"]
        head = indented([f"def {name}({parameters}) -> {kind}:"], 1)
        return [*head, *words, *indented(inner, 2)]

    def _call(self, step: Step, texts: list[str], within: str, owner: str = "self") -> str:
        if isinstance(step.what, Unit):
            layer = step.what.block.layer.removeprefix(within)
            return f"{owner}.{layer}{self.classes.method(step.what)}({', '.join(texts)})"
        words = {"layer": f"{owner}.{step.what.layer.removeprefix(within)}"}
        if id(step.what) in self.made.called:
            words["cell"] = f"{owner}.{self.made.called[id(step.what)]}"
        return self._code(step.what).call.format(*texts, **words, all=", ".join(texts))

    def _loss(self, loss: Loss) -> list[str]:
        parameters = ", ".join(
            [f"model: {self.model}", *(f"{name}: Tensor" for name in loss.arguments)]
        )
        method = "model" if loss.function == "forward" else f"model.{loss.function}"
        first = f"{', '.join(loss.taps)} = {method}({', '.join(loss.inputs)})"
        known = {**loss.arguments, **loss.taps}
        body = Body(loss.steps, known, {"loss": loss.value}, self.reserved - {"loss"})
        lines, results = statements(body, lambda s, texts: self._call(s, texts, "", "model"))
        result = averaged(results[0]) if loss.value.type.batched else results[0]
        return [
            *indented([f"def {loss.name}({parameters}) -> Tensor:"], 0),
            f'{INDENT}"""{loss.doc}"""',
            *indented([*([first] if loss.taps else []), *lines, f"return {result}"]),
        ]

    def _choice(self) -> list[str]:
        """The function `loss`, where training and judging have losses of their own."""
        training, judging = self.made.losses
        parameters = ", ".join(f"{name}: Tensor" for name in training.arguments)
        given = ", ".join(["model", *training.arguments])
        return [
            *indented([f"def loss(model: {self.model}, {parameters}) -> Tensor:"], 0),
            f'{INDENT}"""The mean loss of a batch."""',
            f"{INDENT}if model.training:",
            f"{INDENT * 2}return {training.name}({given})",
            f"{INDENT}return {judging.name}({given})",
        ]


def _assignments(made: Mapping[str, str]) -> list[str]:
    """The statements that make modules; what is a scope alone is an empty module."""
    lines: list[str] = []
    there = set(made)
    for layer, module in made.items():
        parts = layer.split(".")
        for depth in range(1, len(parts)):
            scope = ".".join(parts[:depth])
            if scope not in there:
                there.add(scope)
                lines.append(f"self.{scope} = nn.Module()")
        lines.append(f"self.{layer} = {module}")
    return lines


def _main(graph: Graph, model: str) -> list[str]:
    examples = ", ".join(_example(value) for value in graph.inputs.values())
    return [
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
    if value.type.dtype is DType.BOOL:
        return f"torch.ones({sizes}, dtype=torch.bool)"
    least = max(value.type.range.low, 0)
    return (
        f"torch.full([{sizes}], {least:.0f})"
        if least
        else f"torch.zeros({sizes}, dtype=torch.int64)"
    )
