"""Undo the scaling of a field, so that an output that predicts it is in the field's own units."""

from __future__ import annotations

from math import prod

from tenet.data.applying import V, step_values
from tenet.data.pipeline import Pipeline
from tenet.data.step import Step
from tenet.data.steps.add import Add
from tenet.data.steps.cast import Cast
from tenet.data.steps.concat import Concat
from tenet.data.steps.equals import Equals
from tenet.data.steps.lookup import Lookup
from tenet.data.steps.multiply import Multiply
from tenet.data.steps.reshape import Reshape
from tenet.data.steps.rows import Rows
from tenet.frozen import frozen


@frozen
class _Affine:
    """x * scale + shift for each element of a row, laid out flat."""

    scale: tuple[float, ...]
    shift: tuple[float, ...]

    def after(self, step: Step) -> _Affine:
        """The same after a multiplication or an addition has been done first."""
        if isinstance(step, Multiply):
            scale = _times(self.scale, step.values)
            return _Affine(scale, self.shift)
        if isinstance(step, Add):
            moved = _times(self.scale, step.values)
            shift = tuple(a + b for a, b in zip(self.shift, moved, strict=True))
            return _Affine(self.scale, shift)
        return self


def undo_steps(pipeline: Pipeline, field: str) -> tuple[Step, ...]:
    """Steps from the field's numbers, f32 `[N, *shape]`, back to its own units; none to take back.

    Clipping, and the filling in of missing values, cannot be taken back, and need not: what they
    leave is in the field's units. Classes are named, not undone: see `Pipeline.classes`.
    """
    fitted = pipeline.fields[field]
    shape = pipeline.nodes[fitted.node].shape
    affine = _undone(pipeline, fitted.node)
    if all(a == 1 for a in affine.scale) and not any(affine.shift):
        return ()
    scale, shift = _short(affine.scale), _short(affine.shift)
    flat = len(shape) > 1 and max(len(scale), len(shift)) > 1
    return (
        Cast(dtype="f64"),
        *((Reshape(sizes=(prod(shape),)),) if flat else ()),
        *((Multiply(values=scale),) if scale != (1.0,) else ()),
        *((Add(values=shift),) if shift != (0.0,) else ()),
        *((Reshape(sizes=shape),) if flat else ()),
        Cast(dtype="f32"),
    )


def undo(pipeline: Pipeline, field: str, values: V) -> V:
    """Numbers like those of a field, f32 `[N, *shape]`, in the field's own units."""
    for step in undo_steps(pipeline, field):
        values = step_values(step, values)
    return values


def _undone(pipeline: Pipeline, index: int) -> _Affine:
    node = pipeline.nodes[index]
    size = prod(node.shape)
    if isinstance(node.step, Concat):
        parts = [_undone(pipeline, i) for i in node.inputs]
        return _Affine(
            tuple(a for part in parts for a in part.scale),
            tuple(b for part in parts for b in part.shift),
        )
    if not node.inputs or isinstance(node.step, Equals | Lookup):
        return _Affine((1.0,) * size, (0.0,) * size)
    before = _undone(pipeline, node.inputs[0])
    if isinstance(node.step, Rows):
        times = size // len(before.scale)
        return _Affine(before.scale * times, before.shift * times)
    inverse = node.step.inverse()
    return before if inverse is None else before.after(inverse)


def _times(scale: tuple[float, ...], values: tuple[float, ...]) -> tuple[float, ...]:
    """The products, the values repeated along the last axis of the row."""
    return tuple(a * values[i % len(values)] for i, a in enumerate(scale))


def _short(values: tuple[float, ...]) -> tuple[float, ...]:
    return values[:1] if len(set(values)) == 1 else values
