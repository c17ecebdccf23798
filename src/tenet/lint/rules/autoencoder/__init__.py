"""Rules about networks that say again what they were told."""

from __future__ import annotations

from tenet.lint.case import Case


def concerns(case: Case) -> bool:
    """Whether a loss compares with what the network itself has read."""
    return case.plan is not None and any(
        len(node.inputs) > 1 and node.op.kind == "loss" and not _is_field(case, node.inputs[1].hint)
        for node in case.plan.objective.nodes
    )


def _is_field(case: Case, name: str) -> bool:
    """Whether a target is a field that the network does not read."""
    return name not in case.graph.inputs and case.data is not None and name in case.data.fields
