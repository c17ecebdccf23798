"""An output that no loss compares, with layers of its own."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.diagnostics import Diagnostic
from tenet.ir.graph import Graph, Node
from tenet.lint.case import Case
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier

TWO = "h = x -> dense(64) -> relu\ny = h -> dense(3) -> softmax\n"
RULE = Practice(
    code="STR009",
    name="untrained-head",
    reason="Layers of an output are read by no part of the loss, so that they are never trained.",
    why=(
        "Training changes what the loss depends on. The layers of an output that is compared with nothing"
        " keep the random weights that they start from, and the exported model gives what these make of"
        " its input. Either a part of the loss was forgotten, or the output."
    ),
    source="Nikanjam et al. (2021), NeuraLint rules 17 and 22",
    bad=(
        Sample(
            classifier(f"{TWO}z = h -> dense(16) -> relu -> dense(1)").replace("-> y", "-> y, z"),
            at="dense(16)",
        ),
    ),
    good=(
        Sample(classifier(f"{TWO}z = h -> relu").replace("-> y", "-> y, z")),
        Sample(
            classifier(
                f"{TWO}z = h -> dense(16) -> relu -> dense(1)",
                train={"loss": "cross_entropy(y, label) + 1e-3 * l2(z)"},
            ).replace("-> y", "-> y, z")
        ),
    ),
)


def find(case: Case) -> Iterator[Diagnostic]:
    """The first layer of each head that the loss does not depend on."""
    if case.objective is None:
        return
    trained = _needed(case.objective, "loss")
    behind: set[int] = set()
    for node in case.graph.nodes:
        after = any(value.number in behind for value in node.inputs)
        idle = [p for p in node.parameters if p.trainable and p.path not in trained]
        if after or idle:
            behind.update(value.number for value in node.outputs)
        if not idle or after:
            continue
        outputs = _reached(case, node)
        named = " and ".join(f"`{name}`" for name in outputs)
        yield RULE.at(
            node.span,
            f"the loss does not depend on `{node.path}`, which is never trained"
            + (f"; it leads to {named}" if named else ""),
            help="compare that output with something in `loss`, or take it out of the network",
        )


def _needed(objective: Graph, output: str) -> set[str]:
    """The parameters that an output depends on."""
    return set(objective.reduced([output]).parameters)


def _reached(case: Case, node: Node) -> list[str]:
    """The outputs that depend on a node."""
    reached = {value.number for value in node.outputs}
    for other in case.graph.nodes:
        if any(value.number in reached for value in other.inputs):
            reached.update(value.number for value in other.outputs)
    return [name for name, value in case.graph.outputs.items() if value.number in reached]
