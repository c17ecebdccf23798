"""The text of losses that is the same in both source backends: their averages, and calls of the kits."""

from __future__ import annotations

from tenet.ir.graph import Node
from tenet.policy.loss import Averaged
from tenet.policy.losses.binary_cross_entropy import OfBits
from tenet.policy.losses.cross_entropy import OfClasses
from tenet.policy.losses.ctc import Aligned
from tenet.policy.losses.dice import Dice


def averaged(op: Averaged, losses: str, *, counted: bool = False) -> tuple[str, tuple[str, ...]]:
    """The call that makes one number of losses, and the functions of the kit that it needs.

    With `counted` the text gives two things: the losses, and how much each counts.
    """
    weights = [f"{{{place}}}" for place in op.weighing]
    if not weights and not counted:
        return f"{losses}.mean()" if op.reduce == "mean" else f"{losses}.sum() / len({{0}})", ()
    word = "weighted_mean" if op.reduce == "mean" else "row_sum"
    given = [f"*{losses}" if counted else f"{losses}, None", *weights]
    return f"{word}({', '.join(given)})", (f"average.{word}", "average.beside", "average.counted")


def class_losses(op: OfClasses, node: Node) -> tuple[str, tuple[str, ...]]:
    """The call of the kit that compares classes with settings, averaged, and what it needs."""
    assert op.class_weights != "balanced", "the training rows have been counted"
    axis = op.along(*node.types)
    given: dict[str, object] = {
        "weights": None if op.class_weights is None else list(op.class_weights),
        "smoothing": op.label_smoothing,
        "ignore": op.ignore,
        "focal": op.focal,
        "axis": 1 if axis != node.types[0].rank - 1 else -1,
    }
    call = f"class_losses({{0}}, {{1}}{_set(given, (None, 0, -1))})"
    text, helpers = averaged(op, call, counted=True)
    return text, (*helpers, "likelihood.class_losses", "likelihood.focused")


def bit_losses(op: OfBits) -> tuple[str, tuple[str, ...]]:
    """The call of the kit that compares bits with settings, averaged, and what it needs."""
    given: dict[str, object] = {"positive_weight": op.positive_weight, "focal": op.focal}
    text, helpers = averaged(op, f"bit_losses({{0}}, {{1}}{_set(given, (1, 0))})")
    return text, (*helpers, "likelihood.bit_losses", "likelihood.focused")


def aligned(op: Aligned, node: Node) -> tuple[str, tuple[str, ...]]:
    """The call of the kit that lays labels along sequences, averaged, and what it needs."""
    classes = node.types[0].shape[1]
    assert isinstance(classes, int), "the parameters of the prediction have sizes"
    told = "".join(f", {name}={{{place}}}" for name, place in op.measured.items())
    given = _set({"skip": op.skip_impossible}, (False,))
    call = f"ctc_losses({{0}}, {{1}}, {op.nothing(classes)}{given}{told})"
    text, helpers = averaged(op, call, counted=True)
    return text, (*helpers, "alignment.ctc_losses")


def overlap(op: Dice, node: Node) -> str:
    """The call of the kit that tells how prediction and target overlap."""
    axis = None if op.of_bits(*node.types) else op.along(*node.types) + 1
    return f"dice_loss({{0}}, {{1}}, {op.smooth!r}{_set({'axis': axis}, (None,))})"


def _set(given: dict[str, object], plain: tuple[object, ...]) -> str:
    """Settings as the text of further arguments, those left out that change nothing."""
    return "".join(
        f", {name}={value!r}"
        for name, value in given.items()
        if value not in plain or (name == "ignore" and value is not None)
    )
