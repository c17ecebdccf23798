"""Undo the scaling of a field, so that an output that predicts it is in the field's own units."""

from __future__ import annotations

from math import prod
from typing import Literal, TypeVar

from tenet.data.applying import V, step_values
from tenet.data.pipeline import Pipeline
from tenet.data.step import Code, Step
from tenet.data.steps.add import Add
from tenet.data.steps.cast import Cast
from tenet.data.steps.concat import Concat
from tenet.data.steps.divide import Divide
from tenet.data.steps.equals import Equals
from tenet.data.steps.logarithm import Exponential
from tenet.data.steps.multiply import Multiply
from tenet.data.steps.picture import ReadImage
from tenet.data.steps.reshape import Reshape
from tenet.data.steps.rows import Rows
from tenet.data.steps.subtract import Subtract
from tenet.frozen import frozen

T = TypeVar("T")


@frozen
class _Affine:
    """x * scale + shift for each element of a row, laid out flat."""

    scale: tuple[float, ...]
    shift: tuple[float, ...]

    def after(self, step: Step, shape: tuple[int, ...]) -> _Affine:
        """The same after one of the four operations with constants has been done to a row of some sizes first."""
        if not isinstance(step, Multiply | Divide | Add | Subtract):
            return self
        inner = prod(shape[len(shape) - step.behind :])
        values = step.values
        if isinstance(step, Divide):
            values = tuple(1 / value for value in values)
        elif isinstance(step, Subtract):
            values = tuple(-value for value in values)
        moved = _times(self.scale, values, inner)
        if isinstance(step, Multiply | Divide):
            return _Affine(moved, self.shift)
        return _Affine(self.scale, tuple(a + b for a, b in zip(self.shift, moved, strict=True)))

    def then(self, later: _Affine) -> _Affine:
        """Both, this one first."""
        pairs = zip(self.scale, self.shift, later.scale, later.shift, strict=True)
        return _Affine(
            tuple(a * b for a, b in zip(self.scale, later.scale, strict=True)),
            tuple(shift * times + more for _, shift, times, more in pairs),
        )

    def among(self, before: int, after: int) -> _Affine:
        """The same where other elements stand before and behind, which stay as they are."""
        scale = (1.0,) * before + self.scale + (1.0,) * after
        return _Affine(scale, (0.0,) * before + self.shift + (0.0,) * after)

    def steps(self) -> tuple[Step, ...]:
        """As steps; none where it changes nothing."""
        scale, shift = _short(self.scale), _short(self.shift)
        return (
            *((Multiply(values=scale),) if scale != (1.0,) else ()),
            *((Add(values=shift),) if shift != (0.0,) else ()),
        )

    def spread(self, before: tuple[int, ...], after: tuple[int, ...]) -> _Affine:
        """The same for pictures of another size, whose pixels are all scaled alike."""
        return _Affine(_spread(self.scale, before, after), _spread(self.shift, before, after))


@frozen
class _Grown:
    """The exponential of some elements of a row, laid out flat."""

    of: tuple[bool, ...]
    shift: Literal[0, 1]

    def among(self, before: int, after: int) -> _Grown:
        """The same where other elements stand before and behind, which stay as they are."""
        return _Grown((False,) * before + self.of + (False,) * after, self.shift)

    def spread(self, before: tuple[int, ...], after: tuple[int, ...]) -> _Grown:
        """The same for pictures of another size, whose pixels are all treated alike."""
        return _Grown(_spread(self.of, before, after), self.shift)

    def steps(self) -> tuple[Step, ...]:
        """As a step."""
        return (Exponential(shift=self.shift, of=None if all(self.of) else self.of),)


_Layers = tuple[_Affine | _Grown, ...]
"""What is done one after another, the last step of the pipeline undone first; it begins with an `_Affine`."""


def _spread(
    values: tuple[T, ...], before: tuple[int, ...], after: tuple[int, ...]
) -> tuple[T, ...]:
    """What holds for each channel, or for all, in pictures of another size."""
    if len(values) == 1:
        return values * prod(after)
    each = prod(before[-2:])
    return tuple(value for value in values[::each] for _ in range(prod(after[-2:])))


def undo_steps(pipeline: Pipeline, field: str) -> tuple[Step, ...]:
    """Steps from the field's numbers, f32 `[N, *shape]`, back to its own units; none to take back.

    Clipping, and the filling in of missing values, cannot be taken back, and need not: what they
    leave is in the field's units. Classes are named, not undone: see `Pipeline.classes`.
    """
    fitted = pipeline.fields[field]
    shape = pipeline.nodes[fitted.node].shape
    steps = tuple(step for layer in _undone(pipeline, fitted.node) for step in layer.steps())
    if not steps:
        return ()
    flat = len(shape) > 1 and any(_many(step) for step in steps)
    return (
        Cast(dtype="f64"),
        *((Reshape(sizes=(prod(shape),)),) if flat else ()),
        *steps,
        *((Reshape(sizes=shape),) if flat else ()),
        Cast(dtype="f32"),
    )


def undo(pipeline: Pipeline, field: str, values: V) -> V:
    """Numbers like those of a field, f32 `[N, *shape]`, in the field's own units."""
    for step in undo_steps(pipeline, field):
        values = step_values(step, values)
    return values


def _undone(pipeline: Pipeline, index: int) -> _Layers:
    node = pipeline.nodes[index]
    size = prod(node.shape)
    if isinstance(node.step, Concat):
        return _beside(pipeline, node.inputs)
    unchanged = _Affine((1.0,) * size, (0.0,) * size)
    if not node.inputs or isinstance(node.step, Code | Equals | ReadImage):
        return (unchanged,)
    before = _undone(pipeline, node.inputs[0])
    earlier = pipeline.nodes[node.inputs[0]].shape
    if node.step.frames:
        return tuple(layer.spread(earlier, node.shape) for layer in before)
    if isinstance(node.step, Rows):
        return _repeated(before, size)
    if size != prod(earlier):
        return (unchanged,)
    inverse = node.step.inverse()
    if isinstance(inverse, Exponential):
        return unchanged, _Grown((True,) * size, inverse.shift), *before
    return before if inverse is None else (_first(before).after(inverse, node.shape), *before[1:])


def _first(layers: _Layers) -> _Affine:
    first = layers[0]
    assert isinstance(first, _Affine)
    return first


def _beside(pipeline: Pipeline, parts: tuple[int, ...]) -> _Layers:
    """The layers of parts side by side, one part after the other; what is affine meets where it can."""
    sizes = [prod(pipeline.nodes[i].shape) for i in parts]
    total = sum(sizes)
    made: list[_Affine | _Grown] = [_Affine((1.0,) * total, (0.0,) * total)]
    for number, part in enumerate(parts):
        before, after = sum(sizes[:number]), sum(sizes[number + 1 :])
        for layer in _undone(pipeline, part):
            wide, last = layer.among(before, after), made[-1]
            if isinstance(wide, _Affine) and isinstance(last, _Affine):
                made[-1] = last.then(wide)
            else:
                made.append(wide)
    return tuple(made)


def _repeated(layers: _Layers, size: int) -> _Layers:
    """The layers of one row for several side by side."""
    found: list[_Affine | _Grown] = []
    for layer in layers:
        if isinstance(layer, _Affine):
            times = size // len(layer.scale)
            found.append(_Affine(layer.scale * times, layer.shift * times))
        else:
            found.append(_Grown(layer.of * (size // len(layer.of)), layer.shift))
    return tuple(found)


def _many(step: Step) -> bool:
    """Whether it does different things to different elements."""
    if isinstance(step, Exponential):
        return step.of is not None
    return isinstance(step, Multiply | Add) and len(step.values) > 1


def _times(scale: tuple[float, ...], values: tuple[float, ...], inner: int) -> tuple[float, ...]:
    """The products, each value for so many elements one after another, and all of them again and again."""
    return tuple(a * values[i // inner % len(values)] for i, a in enumerate(scale))


def _short(values: tuple[float, ...]) -> tuple[float, ...]:
    return values[:1] if len(set(values)) == 1 else values
