"""Operators on how a network is trained."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.lint.operators.operator import Change, Operator, change
from benchmarks.lint.sound import NORMS, Sound

from tenet.diagnostics import Edit
from tenet.source import Span
from tenet.syntax.tree import Call, Literal


def _rate(sound: Sound, factor: float) -> Iterator[Change]:
    """The learning rate multiplied, where it is a plain number."""
    given = sound.argument("train", "optimizer", "learning_rate", 0)
    if given is not None and isinstance(given.value, Literal):
        rate = given.value.value
        if isinstance(rate, int | float):
            yield from change(Edit(given.value.span, f"{rate * factor:g}"))


def rate_up(sound: Sound) -> Iterator[Change]:
    """A hundred times the learning rate."""
    yield from _rate(sound, 100)


def rate_down(sound: Sound) -> Iterator[Change]:
    """A hundredth of the learning rate."""
    yield from _rate(sound, 0.01)


def rate_far_down(sound: Sound) -> Iterator[Change]:
    """A ten-thousandth of the learning rate."""
    yield from _rate(sound, 1e-4)


def rate_below_zero(sound: Sound) -> Iterator[Change]:
    """A learning rate that climbs."""
    yield from _rate(sound, -1)


def _setting(sound: Sound, text: str) -> Iterator[Change]:
    """A setting given to the optimizer, where it is Adam."""
    bind = sound.entry("train", "optimizer")
    if bind is not None and isinstance(bind.value, Call) and "adam" in bind.value.span.text:
        name = text.partition("=")[0]
        if name not in bind.value.span.text:
            end = bind.value.arguments[-1].span.end
            yield from change(Edit(Span(bind.span.source, end, end), f", {text}"))


def swapped_betas(sound: Sound) -> Iterator[Change]:
    """The two betas in each other's place."""
    yield from _setting(sound, "betas=[0.999, 0.9]")


def huge_eps(sound: Sound) -> Iterator[Change]:
    """An epsilon that drowns the second moment."""
    yield from _setting(sound, "eps=10")


def full_momentum(sound: Sound) -> Iterator[Change]:
    """Steps that never end."""
    yield from change(sound.replaced("train", "optimizer", "sgd(0.01, momentum=1.0)"))


def one_epoch(sound: Sound) -> Iterator[Change]:
    """One pass over the rows, in large batches: a handful of updates."""
    once = (sound.replaced("train", "epochs", "1"), sound.replaced("train", "batch", "128"))
    yield from change(*once, sound.dropped("train", "stop"))


def batch_of_one(sound: Sound) -> Iterator[Change]:
    """One row in a step, and that one row a vector, at ten times the rate."""
    for faster in _rate(sound, 10) if sound.dense else ():
        for single in change(sound.replaced("train", "batch", "1")):
            yield Change((*faster.edits, *single.edits))


def batch_of_one_with_norm(sound: Sound) -> Iterator[Change]:
    """One row in a step, and statistics of a batch."""
    if any(True for _ in sound.named(NORMS[0])):
        yield from change(sound.replaced("train", "batch", "1"))


def batch_of_all(sound: Sound) -> Iterator[Change]:
    """More rows in a step than there are."""
    yield from change(sound.replaced("train", "batch", "100_000"))


def no_validation(sound: Sound) -> Iterator[Change]:
    """No rows kept to validate on, and so no early stopping."""
    split = sound.replaced("data", "split", "random(train=85%, test=15%, seed=1)")
    if sound.entry("train", "stop") is not None:
        yield from change(split, sound.dropped("train", "stop"))


def patience_beyond_epochs(sound: Sound) -> Iterator[Change]:
    """Early stopping that never comes."""
    stop = "early(monitor=validation.loss, patience=1000)"
    yield from change(sound.replaced("train", "stop", stop))


def wrong_monitor(sound: Sound) -> Iterator[Change]:
    """Early stopping that watches what is not measured."""
    yield from change(sound.replaced("train", "stop", "early(monitor=validation.accurracy)"))


def watching_training(sound: Sound) -> Iterator[Change]:
    """Early stopping that watches the rows that are learnt."""
    yield from change(sound.replaced("train", "stop", "early(monitor=train.loss, patience=5)"))


def heavy_penalty(sound: Sound) -> Iterator[Change]:
    """A penalty of the weights that drowns the loss."""
    bind = sound.entry("train", "loss")
    if bind is not None and "l2(" not in bind.value.span.text and "l1(" not in bind.value.span.text:
        yield from change(Edit(bind.value.span, f"{bind.value.span.text} + 10 * l2(weights)"))


def heavy_decay(sound: Sound) -> Iterator[Change]:
    """A decay of the weights that drowns the gradient."""
    yield from change(sound.replaced("train", "optimizer", "adamw(1e-3, weight_decay=100)"))


def constant_rate(sound: Sound) -> Iterator[Change]:
    """A rate that never falls, over many epochs."""
    epochs = sound.replaced("train", "epochs", "500")
    yield from change(sound.dropped("train", "schedule"), epochs)


OPERATORS = (
    Operator("rate times 100", ("OPT001", "OPT002", "NUM"), rate_up),
    Operator("rate by 100", ("OPT001", "SCH004"), rate_down),
    Operator("rate by 10 000", ("OPT001", "SCH004"), rate_far_down),
    Operator("rate below zero", ("OPT007", "VAL001"), rate_below_zero),
    Operator("betas swapped", ("OPT005",), swapped_betas),
    Operator("epsilon of 10", ("OPT005",), huge_eps),
    Operator("momentum of 1", ("OPT009", "OPT001", "VAL001"), full_momentum),
    Operator("one epoch of large batches", ("SCH004",), one_epoch),
    Operator("batch of one, rate times 10", ("SCH005", "SCH008"), batch_of_one),
    Operator("batch of one with batch norm", ("SCH008", "SCH005"), batch_of_one_with_norm),
    Operator("batch beyond the rows", ("SCH005",), batch_of_all),
    Operator("no validation", ("REG008", "SCH006", "EVA"), no_validation),
    Operator("patience beyond the epochs", ("SCH006",), patience_beyond_epochs),
    Operator("a monitor that is not measured", ("SCH006", "SEC007"), wrong_monitor),
    Operator("a monitor of training rows", ("SCH006", "EVA"), watching_training),
    Operator("penalty of 10", ("REG005",), heavy_penalty),
    Operator("weight decay of 100", ("REG005", "OPT"), heavy_decay),
    Operator("constant rate over many epochs", ("SCH001",), constant_rate),
)
