"""Are two experiments one but for the names of what they learn? So that a text can be written otherwise and mean the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import TypeAlias

from tenet.catalogue.definition import Definition
from tenet.catalogue.operation import Operation
from tenet.elaborate.experiment import Elaborated
from tenet.ir.body import body_of
from tenet.ir.graph import Graph, Parameter, Value

Meaning: TypeAlias = tuple[object, ...]


def same(one: Elaborated, other: Elaborated) -> bool:
    """Whether two texts without mistakes compute the same in the same order, over the same parameters, and train it alike.

    Paths of parameters may differ, as long as patterns in the settings of training hold the same ones.
    """
    here, there = one.experiment, other.experiment
    if here.networks.keys() != there.networks.keys() or here.plans.keys() != there.plans.keys():
        return False
    if one.settings != other.settings or one.seen.keys() != other.seen.keys():
        return False
    return all(
        meaning(graph) == meaning(again)
        for graph, again in zip(_graphs(one), _graphs(other), strict=True)
    ) and all(_chosen(one, name) == _chosen(other, name) for name in here.plans)


def meaning(graph: Graph) -> Meaning:
    """What a graph computes, without the names of its parameters: equal where two graphs do the same."""
    return _meaning(graph, {})


def _meaning(graph: Graph, known: dict[str, int]) -> Meaning:
    """The meaning of a graph. Effect: its parameters are numbered in the order of their first use."""
    nodes = tuple(
        (
            _operation(node.op, known),
            tuple(value.number for value in node.inputs),
            node.outputs,
            tuple(_parameter(parameter, known) for parameter in node.parameters),
        )
        for node in graph.nodes
    )
    return nodes, _named(graph.inputs), _named(graph.outputs)


def _operation(op: Operation, known: dict[str, int]) -> object:
    body = body_of(op)
    if body is None:
        return op
    settings = tuple(
        getattr(op, name) for name in type(op).model_fields if getattr(op, name) is not body
    )
    return type(op), settings, body.states, body.lengths, _meaning(body.graph, known)


def _parameter(parameter: Parameter, known: dict[str, int]) -> Meaning:
    number = known.setdefault(parameter.path, len(known))
    return number, parameter.shape, parameter.role, parameter.init, parameter.fans


def _named(values: Mapping[str, Value]) -> tuple[tuple[str, int], ...]:
    return tuple((name, value.number) for name, value in values.items())


def _graphs(elaborated: Elaborated) -> Iterator[Graph]:
    """Every graph that was made of a text, in one order."""
    found = elaborated.experiment
    yield from found.networks.values()
    for plan in found.plans.values():
        yield from (plan.network, plan.objective, plan.judged, plan.judgement)
    yield from (seen.graph for seen in elaborated.seen.values())


def _chosen(elaborated: Elaborated, name: str) -> list[list[bool]]:
    """Which parameters of a network each text in the settings of its training would be a pattern of."""
    plan = elaborated.experiment.plans[name]
    patterns = list(_texts(plan.settings))
    return [[fnmatchcase(p, pattern) for pattern in patterns] for p in plan.network.parameters]


def _texts(value: object) -> Iterator[str]:
    """Every text in a setting, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, Definition):
        for name in type(value).model_fields:
            yield from _texts(getattr(value, name))
