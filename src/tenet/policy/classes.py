"""Where a prediction of classes holds them."""

from __future__ import annotations

from collections.abc import Sequence


def class_axis(prediction: Sequence[object], target: Sequence[object]) -> int | None:
    """The axis of the classes, of the shapes of one row: the last, or the first where only that fits.

    >>> class_axis((5, 3), (5,)), class_axis((3, 8, 8), (8, 8)), class_axis((3,), (3,))
    (1, 0, None)
    """
    before, after = tuple(prediction), tuple(target)
    if not before:
        return None
    if before[:-1] == after:
        return len(before) - 1
    return 0 if before[1:] == after else None
