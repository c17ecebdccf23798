"""A learning rate far from what its optimizer takes."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

from tenet.catalogue.operation import Role
from tenet.data.profile import Profile
from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.mend import setting
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier
from tenet.policy.optimizer import Optimizer
from tenet.source import Span

RULE = Practice(
    code="OPT001",
    name="rate-out-of-range",
    reason="The learning rate lies far outside what this optimizer is known to take.",
    why=(
        "A step of Adam and its relatives moves each weight by about the rate itself, whatever the gradient:"
        " where that is more than a quarter of the size at which weights start, sqrt(2 / fan-in), a few"
        " steps undo the initialisation. SGD moves by the rate times the gradient, and momentum m adds up"
        " 1 / (1 - m) such steps, so that rate / (1 - m) counts; it may grow with the batch. Far below"
        " the band, training ends before it has begun."
    ),
    source=(
        "Bengio (2012), sec. 3.1.1; Kingma and Ba (2015), sec. 2.1; Goyal et al. (2017), sec. 2.1;"
        " Smith and Topin (2017)"
    ),
    severity=Severity.WARNING,
    bad=(
        Sample(classifier(train={"optimizer": "adam(0.1)"}), at="adam(«0.1»)"),
        Sample(classifier(train={"optimizer": "sgd(learning_rate=30.0)"}), at="learning_rate=30.0"),
        Sample(
            classifier(train={"optimizer": "sgd(3.0, momentum=0.99)"}),
            at="sgd(«3.0», momentum=0.99)",
        ),
        Sample(classifier(train={"optimizer": "adam(1e-8)"}), at="1e-8"),
        Sample(
            classifier(train={"optimizer": "adam(1e-5)"}),
            at="1e-5",
            profile=Profile(rows=400, train=280),
        ),
        Sample(classifier(train={"schedule": "one_cycle(peak=1.0)"}), at="peak=1.0"),
    ),
    good=(
        Sample(classifier(train={"optimizer": "adam(0.01)"})),
        Sample(
            classifier(train={"optimizer": "adam(2e-5)"}),
            profile=Profile(rows=1_000_000, train=700_000),
        ),
        Sample(classifier(train={"optimizer": "sgd(0.5, momentum=0.9)"})),
        Sample(classifier(train={"optimizer": "sgd(3.2, momentum=0.9)", "batch": "8192"})),
        Sample(
            classifier(
                "y = x -> dense(8) -> tanh -> dense(3) -> softmax",
                "x: f32[2]",
                train={"optimizer": "adam(0.1)"},
            )
        ),
    ),
)
ADAPTIVE = ("adam", "adamw", "nadam", "rmsprop", "lion")
"""Optimizers whose step is about the rate, whatever the gradient."""
LOWEST, HIGHEST, USUAL = 1e-6, 0.03, "1e-3"
"""The band of these; narrow layers, whose weights start larger, take more."""
SINGLE = 1.0
"""The highest rate of these where a single layer learns: its loss is convex."""
HOPELESS = 10.0
"""How many times beyond the band nothing can be learnt."""
FEW, WAY, SLOPE = 200, 0.1, 2.0
"""Updates from which it is not their number that is wrong, and the ways, of Adam and of SGD, after which
networks of 8 to 512 units had learnt half to nine tenths of what they can."""
OTHERS = {"adadelta": (1e-3, 10.0, "1.0"), "adagrad": (1e-4, 1.0, "0.01")}
"""Those whose steps begin short, or end so."""
GENTLE, STEEP, PLAIN = 1e-5, 8.0, "0.01"
"""The band of rate / (1 - momentum) of SGD, for batches of up to 256 rows."""
BATCH = 256


def find(case: Case) -> Iterator[Diagnostic]:
    """The rate, or the peak to which a schedule raises it, where it lies outside the band of its optimizer."""
    assert case.settings is not None
    optimizer = case.settings.optimizer
    peak: float | None = getattr(case.settings.schedule, "peak", None)
    entry, name = ("optimizer", "learning_rate") if peak is None else ("schedule", "peak")
    span, band = case.entry(entry, name), _band(case, optimizer)
    if band is None or span is None:
        return
    low, high, usual = band
    momentum: float = getattr(optimizer, "momentum", 0.0) if optimizer.term() == "sgd" else 0.0
    if peak is None and optimizer.sought is not None:
        return
    given = optimizer.rate if peak is None else peak
    rate = given / (1 - momentum)
    if low <= rate <= high:
        yield from _short(case, span, rate, usual)
        return
    many = "large" if rate > high else "small"
    said = f", {rate:g} with its momentum of {momentum:g}," if momentum else ""
    start = f"{float(usual) * (1 - momentum):g}" if momentum else usual
    yield RULE.at(
        span,
        f"a learning rate of {given:g}{said} is far too {many} for `{optimizer.term()}` here, which"
        f" takes {low:g} to {high:.2g}",
        help=f"begin with {start}",
        fix=setting(case, entry, name, start) if peak is None else None,
        severity=None if low / HOPELESS <= rate <= high * HOPELESS else Severity.ERROR,
    )


def _short(case: Case, span: Span, rate: float, usual: str) -> Iterator[Diagnostic]:
    """A rate by which an optimizer does not get far in the updates that there are."""
    assert case.settings is not None
    optimizer, steps = case.settings.optimizer, case.steps
    adaptive = optimizer.term() in ADAPTIVE
    if optimizer.sought is not None or steps is None or steps < FEW or len(case.layers) < 2:
        return
    if not (adaptive or optimizer.term() == "sgd") or rate * steps >= (WAY if adaptive else SLOPE):
        return
    force = "" if adaptive else " for a gradient of one"
    yield RULE.at(
        span,
        f"with a learning rate of {optimizer.rate:g}, `{optimizer.term()}` moves each weight by"
        f" {rate * steps:.2g} at most{force} in {steps:,} updates",
        help=f"begin with {usual}, or train longer",
    )


def _band(case: Case, optimizer: Optimizer) -> tuple[float, float, str] | None:
    """The lowest, highest and usual rate; none where nothing is known of the optimizer."""
    assert case.settings is not None
    if optimizer.term() == "sgd":
        rows = case.settings.batch * case.settings.accumulate
        return GENTLE, STEEP * max(1.0, rows / BATCH), PLAIN
    if optimizer.term() in ADAPTIVE:
        return LOWEST, _highest(case), USUAL
    return OTHERS.get(optimizer.term())


def _highest(case: Case) -> float:
    """A quarter of the size at which the weights of the widest layer start; a single layer takes more."""
    if len(case.layers) < 2:
        return SINGLE
    fans = [
        parameter.fans[0]
        for node in case.layers
        for parameter in node.parameters
        if parameter.role is Role.WEIGHT and parameter.fans is not None
    ]
    known = [fan for fan in fans if isinstance(fan, int) and fan > 0]
    return max(HIGHEST, sqrt(2 / max(known)) / 4) if known and len(known) == len(fans) else HIGHEST
