"""Assemble a deployed model: raw columns in, fitted preprocessing, network, answers in the user's terms."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from math import prod

import numpy as np
from onnx import ModelProto, TensorProto, ValueInfoProto, helper

from tenet.backends.onnx.builder import Array, Builder
from tenet.backends.onnx.emit import finish, lower_graph
from tenet.backends.onnx.nodes import value_info
from tenet.backends.onnx.pipeline import lower_pipeline, lower_steps
from tenet.data.pipeline import Pipeline
from tenet.data.undo import undo_steps
from tenet.deploy.feed import Feed
from tenet.deploy.form import onnx_of
from tenet.elaborate.train import Comparison
from tenet.frozen import frozen, replace
from tenet.ir.graph import Graph
from tenet.ops.source import Input
from tenet.passes.beside import numbered
from tenet.passes.pipeline import DEPLOYMENT, INFERENCE, run, run_weighed
from tenet.policy.classes import class_axis
from tenet.train.prepare import Prepared
from tenet.types.dim import Dim

HALF = 0.5


@frozen
class Answer:
    """What an output of the model means to its user.

    Attributes:
        output: the ONNX name.
        kind: a class's name, the probabilities of all classes, the numbers of classes, or numbers.
        columns: what each number is called in a table of predictions.
        length: how many places of a row are real, where it has a sequence of them; see `Feed`.
        names: what the numbers of classes stand for.
    """

    output: str
    kind: str
    columns: tuple[str, ...]
    length: str | None = None
    names: tuple[str, ...] = ()


@frozen
class Assembled:
    """A model, what it is given, and what its outputs mean.

    Attributes:
        model: as it is written.
        feed: its inputs.
        fields: the values of its fields inside it.
        outputs: what it gives for each output of the network.
        answers: what these mean.
        plain: the values of the network's outputs inside it, before scaling is undone.
        network: the names of the nodes that are the network's.
    """

    model: ModelProto
    feed: Feed
    fields: Mapping[str, str]
    outputs: Mapping[str, str]
    answers: tuple[Answer, ...]
    plain: Mapping[str, str]
    network: frozenset[str]


def assemble(
    prepared: Prepared,
    weights: dict[str, Array],
    chosen: Sequence[str] = (),
    part: Graph | None = None,
) -> Assembled:
    """The model of a trained experiment of one network, which gives the chosen outputs, or all; or of a part of it.

    Its inputs are the raw columns that they need: DOUBLE or STRING `[N, 1]`; of sequences
    `[N, T, 1]`, with the length of each row. Its outputs are the network's, scaling undone, and the name
    of the most probable class where the target has classes.
    """
    network = part or prepared.experiment.network or prepared.graph
    graph = run(INFERENCE, _only(network, chosen or tuple(network.outputs)))
    needed = {path: weights[path] for path in graph.parameters}
    graph, weights = run_weighed(DEPLOYMENT, graph, needed)
    pipeline = prepared.dataset.pipeline.restricted(graph.inputs)
    comparisons = {c.output: c for c in prepared.plan.comparisons}
    form = onnx_of(prepared.experiment)
    build = Builder(form.opset, form.precision)
    inputs, feed, fields = _given(prepared, graph, pipeline, build)
    for name in (*graph.outputs, *(c.field for c in comparisons.values())):
        build.reserve(name)
    first = len(build.nodes)
    made = lower_graph(graph, weights, build, fields)
    network_nodes = frozenset(node.name for node in build.nodes[first:])
    given_out = _given_out(prepared, graph, made, build)
    metadata = {
        "tenet.pipeline": pipeline.to_json(),
        "tenet.feed": feed.to_json(),
        "tenet.answers": _written(given_out.answers),
    }
    model = finish(build, graph.name, inputs, list(given_out.declared), metadata)
    inside = {name: fields[name] for name in pipeline.fields}
    return Assembled(
        model, feed, inside, given_out.outputs, given_out.answers, given_out.plain, network_nodes
    )


@frozen
class _GivenOut:
    """What a model gives out: declared, by the network's names, and what it means."""

    declared: tuple[ValueInfoProto, ...]
    outputs: Mapping[str, str]
    plain: Mapping[str, str]
    answers: tuple[Answer, ...]


def _given_out(
    prepared: Prepared, graph: Graph, made: Mapping[str, str], build: Builder
) -> _GivenOut:
    """The outputs of a model, of the values that its network makes. Effect: scaling is undone, and classes are named."""
    comparisons = {c.output: c for c in prepared.plan.comparisons}
    declared: list[ValueInfoProto] = []
    answers: list[Answer] = []
    outputs: dict[str, str] = {}
    plain: dict[str, str] = {}
    for name, value in made.items():
        comparison = comparisons.get(name)
        undone = _undone(prepared.dataset.pipeline, comparison, value, build)
        outputs[name] = build.output(undone, name)
        plain[name] = outputs[name] if undone == value else value
        kind = graph.outputs[name].type
        declared.append(value_info(outputs[name], kind))
        answers.append(_answer(prepared, comparison, outputs[name], graph))
        if comparison is not None and comparison.task != "numbers":
            label = _label(prepared, comparison, outputs[name], build)
            if label is not None:
                declared.append(label)
                length = answers[-1].length
                answers.append(Answer(label.name, "class", (comparison.field,), length))
    return _GivenOut(tuple(declared), outputs, plain, tuple(answers))


def _given(
    prepared: Prepared, graph: Graph, pipeline: Pipeline, build: Builder
) -> tuple[list[ValueInfoProto], Feed, dict[str, str]]:
    """The inputs of the model, how to make them, and the ONNX names of the network's inputs."""
    sizes = {n: str(v.type.shape[0]) for n, v in graph.inputs.items() if v.type.shape}
    lowered = lower_pipeline(pipeline, build, sizes)
    lengths = {n: build.fresh(n) for n in graph.inputs if n not in pipeline.fields}
    inputs = [*lowered.inputs, *(value_info(lengths[n], graph.inputs[n].type) for n in lengths)]
    nodes = {value.name: node for value, node in zip(lowered.inputs, lowered.nodes, strict=True)}
    told = {numbered("size", size): size for size in prepared.sizes}
    told_by = {called: told[graph.inputs[name].number] for name, called in lengths.items()}
    feed = Feed(nodes, _sized(graph, pipeline), told_by)
    return inputs, feed, {**lowered.fields, **lengths}


def _sized(graph: Graph, pipeline: Pipeline) -> dict[str, int]:
    """For each size of the network that differs from row to row, the node of a field as long."""
    found: dict[str, int] = {}
    for name, value in graph.inputs.items():
        field = pipeline.fields.get(name)
        if field is not None and field.type.sequence:
            found.setdefault(str(value.type.shape[0]), field.node)
    return found


def _only(graph: Graph, outputs: Sequence[str]) -> Graph:
    """The part of a graph that these outputs need, and only the inputs that it reads."""
    reduced = graph.reduced(outputs)
    read = {value.number for node in reduced.nodes for value in node.inputs}
    read |= {value.number for value in reduced.outputs.values()}
    kept = (n for n in reduced.nodes if n.output.number in read or not isinstance(n.op, Input))
    return replace(reduced, nodes=tuple(kept))


def _undone(pipeline: Pipeline, comparison: Comparison | None, value: str, build: Builder) -> str:
    if comparison is None or comparison.task != "numbers":
        return value
    return lower_steps(
        undo_steps(pipeline, comparison.field), value, build, f"{comparison.output}.units"
    )


def _label(
    prepared: Prepared, comparison: Comparison, probability: str, build: Builder
) -> ValueInfoProto | None:
    """The name of the class that is the most probable, as an output; none where classes have no names."""
    classes = _classes(prepared, comparison)
    if classes is None:
        return None
    names = np.array(classes, dtype=object if isinstance(classes[0], str) else None)
    shown = list(prepared.graphs.network.outputs[comparison.output].type.shape)
    axis = None
    if comparison.task == "classes":
        axis = class_axis(shown, _target_shape(prepared, comparison.field)) or 0
        del shown[axis]
        axis += 1
    shape: list[str | int | None] = ["N", *(d if isinstance(d, int) else str(d) for d in shown)]
    if axis is not None:
        index = build.node(
            "ArgMax", [probability], {"axis": axis, "keepdims": 0}, name=f"{comparison.field}.index"
        )
    else:
        half = build.constant(np.array(HALF, np.float32))
        above = build.node("GreaterOrEqual", [probability, half], name=f"{comparison.field}.above")
        index = build.node(
            "Cast", [above], {"to": TensorProto.INT64}, name=f"{comparison.field}.index"
        )
    chosen = build.node(
        "Gather", [build.constant(names, "classes"), index], name=f"{comparison.field}.name"
    )
    element = {"O": TensorProto.STRING, "i": TensorProto.INT64, "f": TensorProto.DOUBLE}[
        names.dtype.kind
    ]
    return helper.make_tensor_value_info(build.output(chosen, comparison.field), element, shape)


def _target_shape(prepared: Prepared, field: str) -> tuple[Dim, ...]:
    """The sizes of a target for one row, as the loss sees them."""
    objective = prepared.graphs.objective
    assert objective is not None
    return objective.inputs[field].type.shape


def _classes(prepared: Prepared, comparison: Comparison) -> list[object] | None:
    vocabularies = prepared.dataset.pipeline.classes(comparison.field)
    if vocabularies is None or len(vocabularies) != 1:
        return None
    values: list[object] = list(vocabularies[0])
    if all(isinstance(v, float) and v.is_integer() for v in values):
        return [int(str(v).partition(".")[0]) for v in values]
    return values


def _answer(prepared: Prepared, comparison: Comparison | None, output: str, graph: Graph) -> Answer:
    kind = "numbers" if comparison is None or comparison.task == "numbers" else "probability"
    classes = None if comparison is None else _classes(prepared, comparison)
    name = comparison.output if comparison is not None else output
    shape = graph.outputs[name].type.shape if name in graph.outputs else ()
    length = str(shape[0]) if shape and not isinstance(shape[0], int) else None
    whole = name in graph.outputs and graph.outputs[name].type.dtype.is_integer
    names = _named(prepared, name) if whole else ()
    if names:
        return Answer(output, "classes", (output,), length, names)
    count = prod(int(str(dim)) for dim in (shape if length is None else shape[1:]))
    if kind == "probability" and classes is not None and count == len(classes):
        return Answer(output, kind, tuple(f"{output}.{value}" for value in classes), length)
    columns = (output,) if count == 1 else tuple(f"{output}.{i}" for i in range(count))
    return Answer(output, kind, columns, length)


def _named(prepared: Prepared, output: str) -> tuple[str, ...]:
    """What the numbers of an output stand for: those of the field that a metric judges it by, if one does."""
    for watched in prepared.plan.metrics:
        if watched.output == output and watched.task == "classes":
            fields = (watched.fields | {watched.field}) & prepared.dataset.pipeline.fields.keys()
            for field in sorted(fields - {watched.where}):
                vocabularies = prepared.dataset.pipeline.classes(field)
                if vocabularies is not None and len(vocabularies) == 1:
                    return tuple(map(str, vocabularies[0]))
    return ()


def _written(answers: Sequence[Answer]) -> str:
    return json.dumps([vars(answer) for answer in answers])
