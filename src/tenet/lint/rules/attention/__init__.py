"""Rules about attention, and what looks at sequences to say what comes next."""

from __future__ import annotations

from tenet.lint.case import Case

TERMS = ("attention", "shift_right", "matmul")


def concerns(case: Case) -> bool:
    """Whether places attend to one another, or a sequence is foretold."""
    if any(True for _ in case.called(*TERMS)):
        return True
    return any(node.inputs[0].type.rank == 2 for node in case.called("conv"))
