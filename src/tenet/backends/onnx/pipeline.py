"""A fitted pipeline inside an ONNX graph: raw columns go in, the network's inputs come out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from onnx import TensorProto, ValueInfoProto, helper

from tenet.backends.onnx.builder import Builder
from tenet.data.implementation import implementation
from tenet.data.pipeline import Pipeline
from tenet.data.step import Step
from tenet.data.steps.column import Column
from tenet.frozen import frozen

ELEMENTS = {
    "number": TensorProto.DOUBLE,
    "text": TensorProto.STRING,
    "category": TensorProto.INT64,
    "f32": TensorProto.FLOAT,
    "pixel": TensorProto.UINT8,
    "truth": TensorProto.BOOL,
}


@frozen
class LoweredPipeline:
    """A pipeline in a graph.

    Attributes:
        inputs: the graph's inputs.
        nodes: which node of the pipeline each of them gives, in the same order.
        fields: the value of each field by its name.
    """

    inputs: tuple[ValueInfoProto, ...]
    nodes: tuple[int, ...]
    fields: Mapping[str, str]


def lower_pipeline(
    pipeline: Pipeline, build: Builder, lengths: Mapping[str, str] | None = None
) -> LoweredPipeline:
    """The part of a pipeline that a graph can do.

    An input is a raw column, DOUBLE or STRING `[N, 1]`, NaN or an empty text where a cell is missing,
    and is called as its column is; or what a step made that no graph can do, called after its field.
    Of sequences it is `[N, T, …]`, padded with anything; `lengths` says what T is called, by field.
    Lower the pipeline before anything else, so that no other name is in the way.
    """
    owners, inside = (
        _owners(pipeline),
        _inside(pipeline, *(field.node for field in pipeline.fields.values())),
    )
    inputs: list[ValueInfoProto] = []
    nodes: list[int] = []
    values: dict[int, str] = {}
    for index in sorted(inside):
        node, owner = pipeline.nodes[index], owners[index]
        if is_given(node.step):
            length = (lengths or {}).get(owner, "T")
            inputs.append(_input(pipeline, index, build, owner, length))
            nodes.append(index)
            values[index] = inputs[-1].name
            if node.sequence:
                values[index] = _flat(values[index], node.shape, build)
            continue
        ends = pipeline.fields[owner].node == index and not node.sequence
        hint = owner if ends else f"{owner}.{node.step.term()}"
        values[index] = _lowered(node.step, [values[i] for i in node.inputs], build, hint)
    fields = {}
    for name, field in pipeline.fields.items():
        fields[name] = values[field.node]
        if pipeline.nodes[field.node].sequence:
            needed = _inside(pipeline, field.node)
            like = next(v.name for i, v in zip(nodes, inputs, strict=True) if i in needed)
            shape = pipeline.nodes[field.node].shape
            fields[name] = _folded(fields[name], like, shape, build, name)
    return LoweredPipeline(tuple(inputs), tuple(nodes), fields)


def is_given(step: Step) -> bool:
    """Whether a graph is given what a step makes: a raw column, or what no graph can do."""
    return isinstance(step, Column) or step.outside


def _inside(pipeline: Pipeline, *nodes: int) -> set[int]:
    """What a graph needs to make some nodes: those that are in it, and those that are given to it."""
    found: set[int] = set()
    todo = list(nodes)
    while todo:
        index = todo.pop()
        if index not in found:
            found.add(index)
            node = pipeline.nodes[index]
            todo.extend(() if is_given(node.step) else node.inputs)
    return found


def _flat(value: str, shape: tuple[int, ...], build: Builder) -> str:
    """The places of all rows one after the other, each treated like a row."""
    sizes = build.constant(np.array([-1, *shape], np.int64), "places")
    return build.node("Reshape", [value, sizes], name=f"{value}.places")


def _folded(value: str, like: str, shape: tuple[int, ...], build: Builder, name: str) -> str:
    """Places as sequences again, `[N, T, *shape]`, with the rows of an input."""
    lead = build.node("Shape", [like], {"end": 2}, name=f"{name}.lead")
    sizes = build.constant(np.array(shape, np.int64), "sizes") if shape else None
    whole = (
        lead
        if sizes is None
        else build.node("Concat", [lead, sizes], {"axis": 0}, name=f"{name}.sizes")
    )
    return build.node("Reshape", [value, whole], name=name)


def lower_steps(steps: Iterable[Step], value: str, build: Builder, name: str) -> str:
    """Steps one after another on a value, such as those that undo a field's scaling.

    The result is called `name` where there is any step; without one it is the value itself.
    """
    chain = tuple(steps)
    for step in chain:
        hint = name if step is chain[-1] else f"{name}.{step.term()}"
        value = _lowered(step, [value], build, hint)
    return value


def _lowered(step: Step, inputs: list[str], build: Builder, name: str) -> str:
    lower = implementation("tenet.backends.onnx.steps", step.term())
    return str(lower(step, inputs, build, name))


def _input(
    pipeline: Pipeline, index: int, build: Builder, owner: str, length: str
) -> ValueInfoProto:
    node = pipeline.nodes[index]
    hint = (node.step.name or "column") if isinstance(node.step, Column) else owner
    shape: list[str | int | None] = ["N", *([length] if node.sequence else []), *node.shape]
    return helper.make_tensor_value_info(build.fresh(hint), _element(pipeline, index), shape)


def _element(pipeline: Pipeline, index: int) -> int:
    """What a node that a graph is given holds."""
    step = pipeline.nodes[index].step
    if isinstance(step, Column):
        return ELEMENTS[step.content]
    if step.holds is not None:
        return ELEMENTS[step.holds]
    return _element(pipeline, pipeline.nodes[index].inputs[0])


def _owners(pipeline: Pipeline) -> dict[int, str]:
    """The field after which each node is named: the first that needs it."""
    owners: dict[int, str] = {}
    for name, field in pipeline.fields.items():
        for index in pipeline.ancestors(field.node):
            owners.setdefault(index, name)
    return owners
