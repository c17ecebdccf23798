"""A denoising autoencoder that is asked for the noise too, or has it on in use."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.codes import autoencoders
from tenet.diagnostics import Diagnostic, Fix
from tenet.ir.graph import Graph, Node
from tenet.lint.case import Case
from tenet.lint.mend import SAFE, write
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import autoencoder
from tenet.ops.arithmetic import Arithmetic
from tenet.ops.sample import Sample as Drawn
from tenet.ops.source import Input
from tenet.policy.loss import Loss
from tenet.syntax.tree import Call

NOISED = "seen = x -> noise(0.3)\ny = seen -> dense(64) -> relu -> dense(20)"
RULE = Practice(
    code="AEN004",
    name="misplaced-noise",
    reason="A denoising autoencoder is compared with what came without noise, and in use is given none.",
    why=(
        "It learns by telling noise from what belongs together. Compared with the noisy input it is asked"
        " to say the noise again, which no other part of the input tells: what is left is to copy, as a"
        " plain autoencoder does, and the loss cannot fall below the variance of the noise that the code"
        " has no room for. Random numbers that stand outside `if training` are drawn in use as well, and what"
        " the model says is a matter of chance; `noise` and `dropout` are for training alone."
    ),
    source="Vincent et al. (2008), sec. 2.3",
    bad=(
        Sample(
            autoencoder(NOISED, train={"loss": "mse(y, seen)", "metrics": None}).replace(
                "-> y {", "-> y, seen {"
            ),
            at="mse(y, «seen»)",
        ),
        Sample(
            autoencoder("y = x + 0.3 * normal([20]) -> dense(64) -> relu -> dense(20)"),
            at="normal([20])",
        ),
    ),
    good=(
        Sample(autoencoder(NOISED)),
        Sample(
            autoencoder(
                "mean = x -> dense(8)\ny = mean + 0.3 * normal([8]) -> dense(64) -> relu -> dense(20)"
            )
        ),
        Sample(autoencoder("y = x -> noise(0.3) -> dense(64) -> relu -> dense(20)")),
    ),
)
DISTURBING = ("noise", "dropout", "spatial_dropout")


def find(case: Case) -> Iterator[Diagnostic]:
    """Noise on what a reconstruction is compared with, and noise on an input that is there in use too."""
    if case.objective is None:
        return
    for node in case.objective.nodes:
        if not isinstance(node.op, Loss) or len(node.op.inputs.names) != 2:
            continue
        disturbed = _disturbed(case.objective, node)
        if disturbed is not None:
            yield _towards_noise(case, node, *disturbed)
    for found in autoencoders(case.objective):
        for drawn in _drawn(case.experiment.networks[case.name], found.field.hint):
            yield RULE.at(
                drawn.span,
                f"random numbers are added to `{found.field.hint}` in use too, not in training alone",
                help=f"use `{found.field.hint} -> noise(…)`, which is for training, or write it under"
                " `if training`",
            )


def _towards_noise(case: Case, node: Node, noise: Node, clean: Node) -> Diagnostic:
    stage = case.places.stage(node.span)
    fix: Fix | None = None
    span = node.span
    called = stage.written if stage is not None and stage.chain is None else None
    if isinstance(called, Call) and len(called.arguments) > 1:
        span = called.arguments[1].value.span
        fix = write(span, clean.output.hint, SAFE)
    return RULE.at(
        span,
        f"the loss compares with `{clean.output.hint}` after `{noise.op.term()}`: the network is to say"
        " the noise again",
        help=f"compare with `{clean.output.hint}` itself",
        labels=(case.label(noise, "the noise comes in here"),),
        fix=fix,
    )


def _drawn(graph: Graph, field: str) -> Iterator[Node]:
    """The draws of a network in use that meet an input before any layer."""
    made: dict[int, Node | None] = {}
    for node in graph.nodes:
        if isinstance(node.op, Drawn):
            made[node.output.number] = node
        elif isinstance(node.op, Input) and node.output.hint == field:
            made[node.output.number] = None
        elif isinstance(node.op, Arithmetic):
            read = [made[value.number] for value in node.inputs if value.number in made]
            draw = next((found for found in read if found is not None), None)
            if draw is not None and None in read:
                yield draw
            elif read:
                made[node.output.number] = draw


def _disturbed(objective: Graph, loss: Node) -> tuple[Node, Node] | None:
    """The noise on the way of an input to the target, which the prediction sees as well, and the input."""
    producers = objective.producers
    at, noise = producers[loss.inputs[1].number], None
    while not isinstance(at.op, Input):
        noise = at if at.op.term() in DISTURBING else noise
        if at.parameters or len(at.inputs) != 1:
            return None
        at = producers[at.inputs[0].number]
    if noise is None:
        return None
    made = {noise.output.number}
    for node in objective.nodes:
        if any(value.number in made for value in node.inputs):
            made.add(node.output.number)
    return (noise, at) if loss.inputs[0].number in made else None
