"""A fitted pipeline inside an ONNX graph: raw columns go in, the network's inputs come out."""

from __future__ import annotations

from collections.abc import Iterable

from onnx import TensorProto, ValueInfoProto, helper

from tenet.backends.onnx.builder import Builder
from tenet.data.implementation import implementation
from tenet.data.pipeline import Pipeline
from tenet.data.step import Step
from tenet.data.steps.column import Column

ELEMENTS = {"number": TensorProto.DOUBLE, "text": TensorProto.STRING}


def lower_pipeline(
    pipeline: Pipeline, build: Builder
) -> tuple[list[ValueInfoProto], dict[str, str]]:
    """The graph's inputs, one for each raw column, and the value of each field by its name.

    An input is DOUBLE or STRING `[N, 1]`, NaN or an empty text where a cell is missing, and is
    called as its column is; the inputs are in the order of `pipeline.columns`. Lower the pipeline
    before anything else, so that no other name is in the way.
    """
    inputs = [_input(column, build) for column in pipeline.columns]
    raw = {column: value.name for column, value in zip(pipeline.columns, inputs, strict=True)}
    owners = _owners(pipeline)
    values: list[str] = []
    for index, node in enumerate(pipeline.nodes):
        if isinstance(node.step, Column):
            values.append(raw[node.step])
            continue
        name = owners[index]
        hint = name if pipeline.fields[name].node == index else f"{name}.{node.step.term()}"
        values.append(_lowered(node.step, [values[i] for i in node.inputs], build, hint))
    return inputs, {name: values[field.node] for name, field in pipeline.fields.items()}


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


def _input(column: Column, build: Builder) -> ValueInfoProto:
    name = build.fresh(column.name or "column")
    return helper.make_tensor_value_info(name, ELEMENTS[column.content], ["N", 1])


def _owners(pipeline: Pipeline) -> dict[int, str]:
    """The field after which each node is named: the first that needs it."""
    owners: dict[int, str] = {}
    for name, field in pipeline.fields.items():
        todo = [field.node]
        while todo:
            index = todo.pop()
            if index not in owners:
                owners[index] = name
                todo.extend(pipeline.nodes[index].inputs)
    return owners
