"""What a program aims at: its labels as a field, in the form in which its loss takes them."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.lint.encoding import Encoding
from benchmarks.lint.facts import Program
from benchmarks.lint.wording import SCALINGS, Untranslated, kind, number, plain, sized

from tenet.frozen import frozen

LOSSES = {
    "mse": "mse",
    "meansquarederror": "mse",
    "mae": "mae",
    "meanabsoluteerror": "mae",
    "huber": "huber",
    "categoricalcrossentropy": "of_vectors",
    "softmaxcrossentropywithlogits": "of_vectors",
    "sparsecategoricalcrossentropy": "of_numbers",
    "sparsesoftmaxcrossentropywithlogits": "of_numbers",
    "crossentropyloss": "of_numbers",
    "binarycrossentropy": "binary_cross_entropy",
    "sigmoidcrossentropywithlogits": "binary_cross_entropy",
    "bce": "binary_cross_entropy",
    "kullbackleiblerdivergence": "kl",
    "kldivergence": "kl",
    "kld": "kl",
    "poisson": "poisson",
    "cosine": "cosine",
    "hinge": "hinge",
    "dice": "dice",
}
"""The losses; the cross-entropies of Keras want labels as vectors, or as numbers."""
STANDING_IN = {
    "logcosh": "huber",
    "mape": "mae",
    "meanabsolutepercentageerror": "mae",
    "msle": "mse",
    "meansquaredlogarithmicerror": "mse",
}
"""Losses of which Tenet has only a near relative."""
NOT_STATED = ("", "none", "na", "unknown", "seepost")


@frozen
class Aim:
    """What the loss compares with.

    Attributes:
        loss: the expression; empty where the program tells none.
        field: the entry of `data` that it compares with, if it is no input.
        name: of that field; empty where there is none.
        ends: the activation that training takes inside the loss: the head gives raw scores.
        range: where numbers lie, if that is told.
        numbers: whether they are numbers, and no labels of any kind.
        left_out: what could not be said.
    """

    loss: str
    field: str = ""
    name: str = ""
    ends: str = ""
    range: tuple[float, float] | None = None
    numbers: bool = False
    left_out: tuple[str, ...] = ()


def aim(program: Program) -> Aim:
    """What the loss of a program compares with what."""
    written = program.code.get("loss")
    word, _, rest = str(written or "").partition("(")
    if plain(word) in NOT_STATED:
        return Aim("")
    if isinstance(written, list | dict) or "+" in word:
        raise Untranslated(f"the losses `{written}`")
    kind_, left_out = _known(plain(word), str(written))
    raw = "logits" in f"{word}{rest}".lower() or bool(program.code.get("from_logits"))
    raw = raw or "crossentropyloss" in plain(word)
    labels = Labels(Encoding(program), program.target.get("scaling"))
    loss, field = _compared(kind_, labels, one=_outputs(program) == 1)
    last = "sigmoid" if kind_ == "binary_cross_entropy" else "softmax"
    name = field.partition(":")[0].partition(" ")[0]
    expression = f"{loss}(y, {name or 'x'})"
    if loss == "hinge":
        expression = f"mean(relu(1 - y * {name or 'x'}))"
    told = labels.told
    numbers = told.word in ("float", "input")
    return Aim(expression, field, name, last if raw else "", told.range, numbers, left_out)


def _known(word: str, written: str) -> tuple[str, tuple[str, ...]]:
    """The loss of a name, whatever stands before or behind it; and what is left out of it."""
    for names, near in ((STANDING_IN, True), (LOSSES, False)):
        found = [name for name in names if name in word]
        if found:
            loss = names[max(found, key=len)]
            return loss, (f"the loss `{written}`, for which `{loss}` stands",) if near else ()
    raise Untranslated(f"the loss `{written}`")


class Labels:
    """The labels of a program as a field, in each form that a loss may want."""

    def __init__(self, told: Encoding, scaling: object = None) -> None:
        self.told = told
        self.scaling = SCALINGS.get(plain(scaling)) if scaling else None

    def numbered(self) -> str:
        """Each label as the number of its class."""
        told = self.told
        if told.word in ("float", "input"):
            return self.numeric()
        if told.word == "multi_hot":
            return self.bits()
        if told.word == "map":
            values = self._values() if told.classes else "(0..1)"
            return self._of_columns("label", f"categories{values}", (told.shape or [])[1:])
        if told.word == "binary":
            return self._of_columns("label", "categories(0..1)", told.shape or [])
        return self._of_columns("label", f"categories{self._values()}", told.shape or [])

    def vectors(self) -> str:
        """Each label as a vector with a single one."""
        if self.told.shape:
            raise Untranslated("one-hot labels for each place")
        return f'label = column("label") -> one_hot{self._values()}'

    def bits(self) -> str:
        """Yes or no, for each output."""
        told = self.told
        if told.word == "one_hot":
            return self.vectors()
        if told.word == "float" and told.range in ((0.0, 1.0), None):
            return self._of_columns("target", "min_max", told.shape or [1])
        if told.word in ("float", "input"):
            return self.numeric()
        shape = told.shape or [told.classes if told.word == "multi_hot" else 1]
        several = told.word == "int" and (told.classes or 0) > 2
        values = self._values() if several else "(0..1)"
        return self._of_columns("label", f"categories{values}", shape)

    def numeric(self) -> str:
        """Numbers as they are; no field where the input itself is restored."""
        told = self.told
        if told.word == "input":
            return ""
        if told.word == "one_hot":
            return self.vectors()
        if told.word != "float":
            return self.bits()
        shape = [1] if told.shape is None else told.shape
        reach = told.range if self.scaling is None else None
        if reach is None:
            return self._of_columns("target", self.scaling or "", shape)
        type_ = f"{kind(shape)} in {number(reach[0])}..{number(reach[1])}"
        return self._of_columns(f"target: {type_}", "", shape)

    def _of_columns(self, head: str, stage: str, shape: Sequence[object]) -> str:
        name = head.partition(":")[0]
        stages = [stage] if stage else []
        if not shape:
            columns = f'column("{name}")'
        elif len(shape) == 1 and isinstance(shape[0], int) and shape[0] <= 8:
            listed = [f'"{name}_{n}"' for n in range(shape[0])] if shape[0] > 1 else [f'"{name}"']
            columns = f"columns([{', '.join(listed)}])"
        else:
            columns = f'columns("{name}_*")'
            stages.append(f"reshape({sized(shape)})")
        return f"{head} = {' -> '.join([columns, *stages])}"

    def _values(self) -> str:
        return "" if self.told.classes is None else f"(0..{self.told.classes - 1})"


def _outputs(program: Program) -> object:
    """How many numbers the last dense layer gives; none where no such layer tells."""
    layers = program.code.get("layers")
    told = [layer for layer in layers or () if isinstance(layer, dict) and "units" in layer]
    return told[-1]["units"] if told else None


def _compared(loss: str, labels: Labels, *, one: bool) -> tuple[str, str]:
    """The loss of Tenet and the field that it takes; `one` is whether the head gives one number.

    Tenet has one cross-entropy, of the numbers of classes: vectors are right for a loss that wants
    vectors, and what a loss does not want stays as it is, so that it shows. Where the head gives one
    number, so do the labels, and it is the loss that wants several.
    """
    told = labels.told
    if loss == "of_vectors":
        if told.word in ("int", "binary") and not told.shape and not one:
            return "kl", labels.numbered()
        return "cross_entropy", labels.numbered()
    if loss == "of_numbers":
        return "cross_entropy", labels.vectors() if told.word == "one_hot" else labels.numbered()
    if loss in ("binary_cross_entropy", "dice"):
        return loss, labels.bits()
    return loss, labels.numeric()
