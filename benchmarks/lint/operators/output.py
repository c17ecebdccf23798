"""Operators on what a network gives, and on the loss that judges it."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.lint.operators.operator import Change, Operator, change
from benchmarks.lint.sound import Sound, walk

from tenet.diagnostics import Edit
from tenet.syntax.tree import Call, Literal, Name

LOSSES = ("cross_entropy", "binary_cross_entropy", "mse")
TASKS = ("OUT", "TYP", "SEC006", "AEN005")
"""Rules of outputs; errors of types that fit no more, or break what an output promises."""


def loss_call(sound: Sound) -> Call | None:
    """The call of the loss."""
    bind = sound.entry("train", "loss")
    for node in walk(bind) if bind is not None else ():
        if isinstance(node, Call) and isinstance(node.callee, Name) and node.callee.text in LOSSES:
            return node
    return None


def another_loss(sound: Sound) -> Iterator[Change]:
    """Each of the other losses in place of the right one."""
    call = loss_call(sound)
    names = LOSSES if call is not None and "image)" not in call.span.text else ()
    for name in names:
        if call is not None and name != call.callee.span.text:
            yield from change(Edit(call.callee.span, name))


def flipped_loss(sound: Sound) -> Iterator[Change]:
    """A loss that training makes large."""
    bind = sound.entry("train", "loss")
    if bind is not None:
        yield from change(Edit(bind.value.span, f"-({bind.value.span.text})"))


def another_activation(sound: Sound) -> Iterator[Change]:
    """Softmax and sigmoid exchanged, and a relu at the end of a regression."""
    head = sound.head
    if head is None:
        return
    layer, behind = head
    if behind is None:
        for name in ("relu", "sigmoid", "softmax"):
            yield from change(layer.follow(name))
    else:
        for name in ("softmax", "sigmoid", "relu"):
            if name != behind.name and _of_classes(sound):
                yield from change(behind.write(name))


def no_output_activation(sound: Sound) -> Iterator[Change]:
    """Raw scores given to a loss of probabilities."""
    head = sound.head
    if head is not None and head[1] is not None and _of_classes(sound):
        yield from change(head[1].drop())


def activation_twice(sound: Sound) -> Iterator[Change]:
    """A second softmax or sigmoid behind the first."""
    head = sound.head
    if head is not None and head[1] is not None and _of_classes(sound):
        yield from change(head[1].follow(head[1].name))


def relu_on_logits(sound: Sound) -> Iterator[Change]:
    """A relu between the last layer and its softmax or sigmoid."""
    head = sound.head
    if head is not None and head[1] is not None:
        yield from change(head[0].follow("relu"))


def dropout_on_output(sound: Sound) -> Iterator[Change]:
    """A dropout of the scores themselves."""
    head = sound.head
    if head is not None:
        yield from change(head[0].follow("dropout(30%)"))


def another_width(sound: Sound) -> Iterator[Change]:
    """One output too many, or too few."""
    head = sound.head
    units = None if head is None else head[0].setting("units", 0)
    if units is None or not isinstance(units.value, Literal):
        return
    count = units.value.value
    if isinstance(count, int):
        for other in (count + 1, count - 1):
            if other > 0:
                yield from change(Edit(units.value.span, str(other)))


def wrong_metric(sound: Sound) -> Iterator[Change]:
    """A metric of another task."""
    call = loss_call(sound)
    if call is None:
        return
    metric = "accuracy" if call.callee.span.text == "mse" else "rmse"
    if "image)" not in call.span.text:
        yield from change(sound.replaced("train", "metrics", f"[{metric}]"))


def wrong_labels(sound: Sound) -> Iterator[Change]:
    """Classes as vectors where their numbers are wanted."""
    call = loss_call(sound)
    target = None if call is None else call.arguments[1].value.span.text
    bind = None if target is None else sound.entry("data", target)
    for node in walk(bind) if bind is not None else ():
        named = isinstance(node, Name) and node.text == "categories"
        if named and call is not None and call.callee.span.text == "cross_entropy":
            yield from change(Edit(node.span, "one_hot"))


def _of_classes(sound: Sound) -> bool:
    call = loss_call(sound)
    return call is not None and call.callee.span.text != "mse"


OPERATORS = (
    Operator("another loss", TASKS, another_loss),
    Operator("a loss with the wrong sign", ("OPT007",), flipped_loss),
    Operator("another output activation", TASKS, another_activation),
    Operator("no output activation", ("OUT", "TYP004"), no_output_activation),
    Operator("output activation twice", ("OUT", "ACT004"), activation_twice),
    Operator("relu on the scores", ("OUT014",), relu_on_logits),
    Operator("dropout on the output", ("REG003",), dropout_on_output),
    Operator("another number of outputs", ("OUT", "STR", "TYP", "AEN006"), another_width),
    Operator("a metric of another task", ("OUT013", "SEC006"), wrong_metric),
    Operator("labels in another form", ("OUT", "TYP"), wrong_labels),
)
