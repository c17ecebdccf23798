"""Weigh classes by how often they occur among the training rows, where a loss asks for it."""

from __future__ import annotations

import numpy as np

from tenet.data.arrays import places
from tenet.data.load import Dataset
from tenet.elaborate.experiment import Experiment
from tenet.elaborate.train import TrainPlan
from tenet.frozen import replace
from tenet.ir.graph import Graph, Node
from tenet.policy.losses.cross_entropy import OfClasses


def balanced(experiment: Experiment, dataset: Dataset) -> Experiment:
    """The experiment with `class_weights=balanced` in numbers, told by its data."""
    plans = {name: _plan(plan, dataset) for name, plan in experiment.plans.items()}
    return replace(experiment, plans=plans)


def _plan(plan: TrainPlan, dataset: Dataset) -> TrainPlan:
    whole = plan.objective
    objective = _graph(whole, dataset)
    same = plan.judgement is whole
    judgement = objective if same else _graph(plan.judgement, dataset)
    return replace(plan, objective=objective, judgement=judgement)


def _graph(objective: Graph, dataset: Dataset) -> Graph:
    names = {value.number: name for name, value in objective.inputs.items()}

    def weighed(node: Node) -> Node:
        if not isinstance(node.op, OfClasses) or node.op.class_weights != "balanced":
            return node
        classes = int(str(node.types[0].shape[node.op.along(*node.types)]))
        target = places(dataset.fields[names[node.inputs[1].number]][dataset.parts["train"]])
        weights = class_weights(target, classes, node.op.ignore)
        return replace(node, op=node.op.model_copy(update={"class_weights": weights}))

    return objective.rewritten(weighed)


def class_weights(target: np.ndarray, classes: int, ignore: int | None) -> tuple[float, ...]:
    """Places / (classes * places of the class), of classes that occur; those that do not count 0.

    So scikit-learn balances too (King and Zeng, 2001).

    >>> class_weights(np.array([0, 0, 0, 2]), 3, None)
    (0.6666666666666666, 0.0, 2.0)
    """
    counts = np.bincount(target[target != ignore].reshape(-1), minlength=classes)[:classes]
    there = counts > 0
    weights = counts.sum() / (max(there.sum(), 1) * np.where(there, counts, 1))
    return tuple(float(weight) for weight in np.where(there, weights, 0.0))
