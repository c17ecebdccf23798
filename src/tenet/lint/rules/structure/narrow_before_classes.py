"""A hidden layer too narrow for the classes behind it."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, log2

from tenet.diagnostics import Diagnostic, Severity
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import give
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier, network

RULE = Practice(
    code="STR015",
    name="narrow-before-classes",
    reason="A hidden layer has fewer units than it takes bits to name the classes.",
    why=(
        "All that reaches the softmax goes through the narrowest layer. By being open or closed its n units"
        " tell 2 ** n classes apart; more must be told by how large their numbers are, and a unit that dies"
        " takes half of them with it. Layers far narrower than the number of classes are usual, as in"
        " language models; this is about fewer than log2 K units."
    ),
    source="Yang et al. (2018), sec. 2; Ben Braiek and Khomh (2023), TheDeepChecker",
    severity=Severity.WARNING,
    bad=(
        Sample(
            network(
                "x: f32[64] in 0..1",
                "y = x -> dense(32) -> relu -> dense(3) -> relu -> dense(10) -> softmax",
            ),
            at="dense(«3»)",
        ),
    ),
    good=(
        Sample(classifier("y = x -> dense(2) -> relu -> dense(3) -> softmax")),
        Sample(
            network(
                "x: f32[64] in 0..1",
                "y = x -> dense(32) -> relu -> dense(8) -> relu -> dense(100) -> softmax",
            )
        ),
        Sample(
            network(
                "x: f32[64] in 0..1",
                "y = x -> dense(32) -> relu -> dense(2) -> prelu -> dense(10) -> softmax",
            )
        ),
    ),
)
CLOSING = ("relu", "relu6", "sigmoid", "hard_sigmoid")
"""Activations whose units are open or closed."""
BETWEEN = ("batch_norm", "layer_norm", "dropout")


def find(case: Case) -> Iterator[Diagnostic]:
    """A dense layer of fewer units than bits, on the only way to a softmax that is an output."""
    for softmax in case.called("softmax"):
        classes = softmax.output.type.shape[-1]
        if not case.is_output(softmax) or not isinstance(classes, int):
            continue
        bits = ceil(log2(classes))
        for node in _trunk(case, softmax):
            units = node.output.type.shape[-1]
            before = node.inputs[0].type.shape[-1]
            narrows = isinstance(units, int) and isinstance(before, int) and units < before
            if narrows and isinstance(units, int) and units < bits:
                yield RULE.at(
                    case.at(node, "units"),
                    f"{units} units must tell {classes} classes apart, which takes {bits} answers of yes"
                    " or no",
                    help=f"give the layer {2 ** max(bits, 3)} units or more",
                    labels=(case.label(softmax, f"the {classes} classes are told here"),),
                    fix=give(case, node, "units", str(2 ** max(bits, 3))),
                )


def _trunk(case: Case, node: Node) -> Iterator[Node]:
    """The dense layers, each behind an activation that closes, from which alone a value comes."""
    closed, at = False, case.source(node.inputs[0])
    while at.inputs:
        term = at.op.term()
        if term == "dense":
            if closed:
                yield at
            closed = False
        elif term in CLOSING:
            closed = True
        elif term not in BETWEEN:
            return
        at = case.source(at.inputs[0])
        if len(case.readers(at)) != 1:
            return
