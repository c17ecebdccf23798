"""The likelihood of labels that stand somewhere along a longer sequence."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tenet.catalogue.setting import Wired
from tenet.policy.loss import Averaged
from tenet.types.dim import Dim
from tenet.types.shape import Misfit, Shape, rows, worded
from tenet.types.tensor import DType, TensorType

LENGTHS = ("lengths", "target_lengths")
"""The settings that tell how long prediction and target are, in the order of their inputs."""


class Aligned(Averaged):
    """A comparison of a sequence of distributions with fewer labels, whose places are not known."""

    paired = False
    endless = (
        "it is infinite where a row has more labels than its prediction has places, counting a blank between"
        " two that are equal: let the network stride less, or leave such rows out by `skip_impossible=true`"
    )
    blank: Annotated[int, Field(ge=0)] | None = None
    """The class that stands for no label; the last, if not given."""
    skip_impossible: bool = False
    """Whether a row with more labels than its places can hold is left out; else the loss is infinite."""
    lengths: Annotated[bool, Wired("how many places of each prediction are real")] = False
    """How many places of each prediction are real."""
    target_lengths: Annotated[bool, Wired("how many labels of each target are real")] = False
    """How many labels of each target are real."""

    @property
    def measured(self) -> dict[str, int]:
        """The lengths that are given, with the places of their inputs, which follow all others."""
        first = len(self.inputs.names) + len(self.weighing)
        given = [name for name in LENGTHS if getattr(self, name)]
        return {name: first + place for place, name in enumerate(given)}

    def nothing(self, classes: int) -> int:
        """The class that stands for no label."""
        return classes - 1 if self.blank is None else self.blank

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """The places of the prediction."""
        return (0,)

    def result(self, *types: TensorType) -> TensorType:
        """One number for the whole batch."""
        for name, place in self.measured.items():
            kind = rows(types[place])
            if kind.shape or kind.dtype is not DType.I64:
                raise Misfit(
                    f"takes one whole number for each row as `{name}`, not {kind}", setting=name
                )
        return super().result(*types)

    def compared(self, *types: TensorType) -> Shape:
        """Every row."""
        prediction, target = types
        if not target.dtype.is_integer:
            raise Misfit(
                f"needs labels as its target, but it is {target}",
                'such as `column("said") -> characters -> vocabulary` makes of a text',
            )
        if prediction.rank != 2 or target.rank != 1:
            raise Misfit(
                "needs a distribution for each place, [T, K], and a sequence of labels, [S], but the"
                f" prediction is {worded(prediction.shape)} and the target {worded(target.shape)}",
                "for one label of the row, or of each place, use `cross_entropy`",
            )
        if isinstance(prediction.shape[1], int):
            self._check_classes(prediction.shape[1], target)
        self._check_places(prediction.shape[0], target.shape[0])
        return ()

    def _check_classes(self, classes: int, target: TensorType) -> None:
        low, high = target.range.low, target.range.high
        blank = self.nothing(classes)
        if blank >= classes:
            raise Misfit(
                f"has {blank} as its `blank`, but the classes of the prediction are 0..{classes - 1}",
                setting="blank",
            )
        if high == float("inf"):
            return
        if low <= blank <= high or high >= classes or (self.blank is None and high < classes - 2):
            raise Misfit(
                "needs a probability for each label and one for the blank, which is no label: the"
                f" prediction has {classes} classes, of which {blank} is the blank, and the labels"
                f" are {low:g}..{high:g}",
                ("" if self.blank is None else "leave `blank` out, and ")
                + f"end the network in `dense({high + 2:g}) -> softmax`: the last class is the blank",
            )

    def _check_places(self, places: Dim, labels: Dim) -> None:
        if self.target_lengths or not (isinstance(places, int) and isinstance(labels, int)):
            return
        if labels > places:
            raise Misfit(
                f"cannot lay {labels} labels along {places} places",
                "let the network stride less, so that its prediction has a place for each label",
            )


class Ctc(Aligned):
    """-log p(labels | prediction), averaged over rows: how unlikely the labels are, wherever they stand.

    Each place says one label, or nothing, the blank. Labels that repeat side by side are one, unless a
    blank stands between them; then blanks go. The probability of the labels is the sum over all ways to
    say them, each the product of its places' probabilities.

    Shapes: the prediction `[T, K]`, of each place a distribution over K classes, the blank among them; the
    target `[S]`, whole numbers, which are not the blank. Training computes it from what goes into the
    softmax, which is stable. A row that has more labels than places, counting a blank between equal ones,
    cannot be said: its loss is infinite, unless `skip_impossible` leaves it out.

    Source: Graves et al. (2006), eq. 3 and 8.
    """

    task = "classes"
    wants = "softmax"
    examples = (
        "network(x: f32[6, 4], t: i64[3] in 0..1) -> y { y = (x -> dense(3) -> softmax, t) -> ctc }",
        "network(x: f32[5, 4], t: i64[4] in 0..2, w: f32 in 1..2) -> y {\n y = (x -> dense(4) -> softmax, t) -> ctc(skip_impossible=true, weight=w) }",
        "network(x: f32[7, 4], t: i64[3] in 1..2, m: bool, n: i64 in 4..7, s: i64 in 0..3) -> y {\n y = (x -> dense(3) -> softmax, t) -> ctc(blank=0, where=m, lengths=n, target_lengths=s, skip_impossible=true) }",
    )


class CtcOfLogits(Aligned):
    """`ctc` of a softmax, taken before it. Shapes: the logits `[T, K]`; the target `[S]`, whole numbers."""

    spoken = False
