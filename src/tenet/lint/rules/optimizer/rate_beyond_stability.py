"""A rate at which gradient descent on this loss must diverge."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf, isfinite, sqrt

from tenet.data.profile import FieldProfile, Profile
from tenet.diagnostics import Diagnostic
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import setting
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import regressor

FLAT = {"schedule": "cosine"}
PARABOLA = Profile(
    rows=1000,
    train=700,
    fields={"target": FieldProfile(low=0.0, high=90.0, mean=31.0, std=27.0)},
)
RULE = Practice(
    code="OPT002",
    name="rate-beyond-stability",
    reason="SGD diverges where its rate is far above two over the curvature of the loss.",
    why=(
        "A step of SGD overshoots a minimum along a direction of curvature c and grows from step to step"
        " where the rate exceeds 2 (1 + momentum) / c. For a squared error the last layer's curvature is"
        " that of its inputs, at least 2 / K (n E[h h'] + 1) for n inputs h, K outputs and two rows; that of the"
        " whole loss is larger still. A little above the bound networks find a flatter place; at four times it"
        " nearly none does, and at six times none of 36 that were tried."
    ),
    source="LeCun et al. (1998), sec. 5; Lewkowycz et al. (2020), sec. 2; Cohen et al. (2021), sec. 2",
    bad=(
        Sample(regressor(train=FLAT | {"optimizer": "sgd(1.0)"}), at="sgd(«1.0»)"),
        Sample(
            regressor(
                "y = x -> dense(50) -> relu -> dense(30) -> relu -> dense(1)",
                "x: f32[1] in 0..5",
                data={"x": 'columns(["x"])', "target": 'columns(["price"])'},
                train=FLAT | {"optimizer": "sgd(0.1)"},
            ),
            at="sgd(«0.1»)",
            profile=PARABOLA,
        ),
        Sample(
            regressor(
                "y = x -> dense(512) -> relu -> dense(512) -> relu -> dense(1)",
                train=FLAT | {"optimizer": "sgd(learning_rate=0.2, momentum=0.9)"},
            ),
            at="learning_rate=0.2",
        ),
    ),
    good=(
        Sample(regressor(train=FLAT | {"optimizer": "sgd(0.1, momentum=0.9)"})),
        Sample(
            regressor(
                "y = x -> dense(50) -> relu -> dense(30) -> relu -> dense(1)",
                "x: f32[1] in 0..5",
                data={"x": 'columns(["x"])', "target": 'columns(["price"])'},
                train=FLAT | {"optimizer": "sgd(1e-3)", "epochs": "400"},
            ),
            profile=PARABOLA,
        ),
        Sample(regressor(train=FLAT | {"optimizer": "sgd(1.0)", "clip": "global_norm(1.0)"})),
        Sample(
            regressor(
                "y = x -> dense(64) -> tanh -> dense(1)", train=FLAT | {"optimizer": "sgd(0.2)"}
            )
        ),
    ),
)
SURVIVED = 6.0
"""How many times the bound of the last layer a rate may be before all networks that were tried diverge."""

TINY = 1e-5
"""A bound so low that it is the inputs that are wrong, of which another rule speaks."""


def find(case: Case) -> Iterator[Diagnostic]:
    """SGD without clipping or warm-up on a squared error, where all inputs are known."""
    assert case.settings is not None
    train, optimizer = case.settings, case.settings.optimizer
    span = case.entry("optimizer", "learning_rate")
    if (
        optimizer.term() != "sgd"
        or optimizer.sought
        or train.clip is not None
        or train.schedule.warmup
        or span is None
    ):
        return
    loss = _squared_error(case)
    last = None if loss is None else case.bounding(loss.inputs[0])
    if loss is None or last is None or last.op.term() != "dense":
        return
    first = _curvature(case, last, loss) if _is_known(case) else None
    solved = _curvature_of_solutions(case, last, loss)
    curvature = max(first or 0.0, solved or 0.0)
    momentum: float = getattr(optimizer, "momentum", 0.0)
    bound = 2 * (1 + momentum) / curvature if curvature else inf
    if optimizer.rate > SURVIVED * bound and bound > TINY:
        usual = f"{bound / 2:.1g}"
        where = (
            f"along the weights of `{last.path}`" if curvature == first else "wherever it is small"
        )
        yield RULE.at(
            span,
            f"`sgd` diverges with a rate of {optimizer.rate:g}: the loss curves by"
            f" {curvature:.2g} or more {where}, which bears rates up to {bound:.2g}",
            help=f"begin with {usual}, or let `clip` bound the gradients",
            labels=(case.label(last, "the last layer is here"),),
            fix=setting(case, "optimizer", "learning_rate", usual),
        )


def _squared_error(case: Case) -> Node | None:
    """The squared error that is the loss, or the only one of its terms that is no penalty."""
    if case.objective is None:
        return None
    node = case.judged[case.objective.outputs["loss"].number]
    while node.op.term() == "add":
        node = case.judged[node.inputs[0].number]
    plain = len(node.inputs) == 2 and getattr(node.op, "reduce", "") == "mean"
    return node if node.op.term() == "mse" and plain else None


def _is_known(case: Case) -> bool:
    """Whether it is known of every input how large it is."""
    return all(
        isfinite(value.type.range.low + value.type.range.high)
        or case.seen(name) is not None
        or case.scaling(name) is not None
        for name, value in case.graph.inputs.items()
    )


def _curvature(case: Case, last: Node, loss: Node) -> float | None:
    """At least how much a squared error curves along the weights of the last layer."""
    fed, outputs = last.inputs[0], loss.inputs[0].type.shape
    moment, width = case.moments.of(fed), fed.type.shape[-1]
    sizes = [size for size in outputs if isinstance(size, int)]
    if moment is None or moment.correlation is None or not isinstance(width, int):
        return None
    if len(sizes) != len(outputs) or fed.type.rank != 1:
        return None
    shared = width * moment.low**2 * max(moment.correlation, 1 / width)
    return 2 / max(sizes, default=1) * (shared + 1)


def _curvature_of_solutions(case: Case, last: Node, loss: Node) -> float | None:
    """At least how much the error curves where a network of several layers reaches its targets.

    To make numbers of the spread s from inputs of the size x, the norms of the layers multiply to s / x at least; the
    gradients of the output with respect to two layers then come to 2 s x, and the error curves by twice that.
    """
    target, inputs = loss.inputs[1].hint, case.graph.inputs
    if len(case.layers) < 2 or len(inputs) != 1 or last.output.type.shape not in ((), (1,)):
        return None
    ((name, value),) = inputs.items()
    plain = all(n.op.term() in PLAIN for n in case.graph.nodes if n.inputs)
    if not plain or target not in case.targets or value.type.rank > 1:
        return None
    width = value.type.shape[0] if value.type.shape else 1
    size, spread = _size(case, name), _spread(case, target)
    if size is None or spread is None or not isinstance(width, int):
        return None
    return 4 * spread * size * sqrt(width)


PLAIN = ("dense", "relu", "tanh", "leaky_relu", "squeeze", "reshape", "dropout")
"""What makes no number larger than it is, beside the layers."""


def _size(case: Case, field: str) -> float | None:
    """The root mean square of an input's numbers; of known ends, half the farther one."""
    seen, ends = case.seen(field), case.ends(field)
    if case.scaling(field) is not None:
        return 1.0
    if seen is not None and seen.mean is not None and seen.std is not None:
        return sqrt(seen.mean**2 + seen.std**2)
    return None if ends is None else max(abs(ends.low), abs(ends.high)) / 2


def _spread(case: Case, field: str) -> float | None:
    """The standard deviation of a target, which no bias can give; of known ends, a quarter of their distance."""
    seen, ends = case.seen(field), case.ends(field)
    if case.scaling(field) is not None:
        return 1.0
    if seen is not None and seen.std is not None:
        return seen.std
    return None if ends is None else (ends.high - ends.low) / 4
