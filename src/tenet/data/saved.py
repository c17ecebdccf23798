"""The pipeline's form in a file, written and checked."""

from __future__ import annotations

import json
from functools import partial
from math import inf, prod
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from tenet.catalogue.lookup import known
from tenet.data.field import Class, Content, FieldType
from tenet.data.mistakes import DAMAGED_PIPELINE
from tenet.data.pipeline import FittedField, Node, Pipeline, Reading
from tenet.data.step import Step
from tenet.diagnostics import TenetError
from tenet.types.dim import named
from tenet.types.tensor import DType, Interval

VERSION = 1


class _Saved(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class _SavedNode(_Saved):
    step: str
    settings: dict[str, Any]
    inputs: tuple[int, ...]
    shape: tuple[int, ...]
    sequence: bool = False


class _SavedField(_Saved):
    node: int
    content: Content
    dtype: DType
    low: float | None
    high: float | None
    columns: tuple[str, ...] | None
    classes: tuple[Class, ...] | None
    class_count: int | None
    origin: str
    marks: tuple[str, ...] = ()
    length: str | None = None


class _SavedPipeline(_Saved):
    version: Literal[1]
    separator: str
    missing: tuple[str, ...]
    header: bool = True
    cleaning: tuple[tuple[str, str], ...] = ()
    nodes: tuple[_SavedNode, ...]
    fields: dict[str, _SavedField]
    sizes: dict[str, int]


def document(pipeline: Pipeline) -> dict[str, Any]:
    """The pipeline in JSON's own types; an open end of a range is null."""
    return {
        "version": VERSION,
        "separator": pipeline.reading.separator,
        "missing": pipeline.reading.missing,
        "header": pipeline.reading.header,
        "cleaning": pipeline.reading.cleaning,
        "sizes": dict(pipeline.sizes),
        "fields": {name: _field(field) for name, field in pipeline.fields.items()},
        "nodes": [
            {
                "step": node.step.term(),
                "settings": node.step.model_dump(),
                "inputs": node.inputs,
                "shape": node.shape,
                "sequence": node.sequence,
            }
            for node in pipeline.nodes
        ],
    }


def _field(field: FittedField) -> dict[str, Any]:
    kind = field.type
    return {
        "node": field.node,
        "content": kind.content.value,
        "dtype": kind.dtype.value,
        "low": None if kind.range.low == -inf else float(kind.range.low),
        "high": None if kind.range.high == inf else float(kind.range.high),
        "columns": kind.columns,
        "classes": kind.classes,
        "class_count": kind.class_count,
        "origin": kind.origin,
        "marks": kind.marks,
        "length": str(kind.shape[0]) if kind.sequence else None,
    }


def parsed(text: str) -> Pipeline:
    """The pipeline of a document; raises TenetError for any other text."""
    try:
        saved = _SavedPipeline.model_validate_json(text)
    except (ValidationError, RecursionError) as error:
        raise _damaged(_first(error)) from None
    nodes: list[Node] = []
    for place, entry in enumerate(saved.nodes):
        nodes.append(_node(place, entry, nodes))
    fields = {name: _fitted_field(name, entry, nodes) for name, entry in saved.fields.items()}
    reading = Reading(saved.separator, saved.missing, saved.header, saved.cleaning)
    return Pipeline(tuple(nodes), fields, saved.sizes, reading)


def _node(place: int, entry: _SavedNode, earlier: list[Node]) -> Node:
    damaged = partial(_damaged, at=f"node {place} ({entry.step})")
    kind = known(Step).get(entry.step)
    if kind is None or not issubclass(kind, Step):
        raise damaged("there is no such step")
    try:
        step = kind.model_validate_json(json.dumps(entry.settings))
    except ValidationError as error:
        raise damaged(_first(error)) from None
    if any(not 0 <= index < place for index in entry.inputs):
        raise damaged(f"its inputs {list(entry.inputs)} are not all earlier nodes")
    if len(entry.inputs) != step.takes and (step.takes is not None or not entry.inputs):
        raise damaged(f"it has {len(entry.inputs)} inputs")
    node = Node(step, entry.inputs, entry.shape, entry.sequence)
    _agree(node, earlier, damaged)
    return node


def _agree(node: Node, earlier: list[Node], damaged: Any) -> None:
    """Raise where the constants of a node do not fit the sizes of what it takes."""
    shapes = [earlier[index].shape for index in node.inputs]
    settings = node.step.model_dump()
    axis = 1 + int(settings.get("behind", 0))
    if axis > max(len(shapes[0]) if shapes else 0, 1):
        raise damaged(f"it has constants for axis {-axis} of {shapes[0] if shapes else ()}")
    size = shapes[0][-axis] if shapes and shapes[0] else 1
    for name in ("values", "low", "high"):
        if len(settings.get(name, ())) not in {0, 1, size}:
            raise damaged(f"it has {len(settings[name])} constants for {size} elements")
    if len(settings.get("classes", ())) not in {0, size}:
        raise damaged(f"it has {len(settings['classes'])} lists of values for {size} columns")
    if shapes and "sizes" in settings and prod(settings["sizes"]) != prod(shapes[0]):
        raise damaged(f"it lays {prod(shapes[0])} numbers out on {prod(settings['sizes'])} places")


def _fitted_field(name: str, entry: _SavedField, nodes: list[Node]) -> FittedField:
    if not 0 <= entry.node < len(nodes):
        raise _damaged(f"there is no node {entry.node}", at=f"field `{name}`")
    low = -inf if entry.low is None else entry.low
    high = inf if entry.high is None else entry.high
    kind = FieldType(
        content=entry.content,
        shape=nodes[entry.node].shape,
        dtype=entry.dtype,
        range=Interval(low, high),
        columns=entry.columns,
        classes=entry.classes,
        class_count=entry.class_count,
        origin=entry.origin,
        marks=entry.marks,
    )
    return FittedField(
        entry.node, kind if entry.length is None else kind.along(named(entry.length))
    )


def _first(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return "it is nested too deeply"
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"at `{where}`: {first['msg'].lower()}" if where else first["msg"].lower()


def _damaged(reason: str, at: str | None = None) -> TenetError:
    place = f"{at}: " if at else ""
    return DAMAGED_PIPELINE.error(
        None,
        f"the saved pipeline cannot be read: {place}{reason}",
        help="restore the run's files, or train again to write them anew",
    )
