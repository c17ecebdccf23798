"""Fifty kinds of mistake, each as a change of a line of the long spec, with the code that must be said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from os.path import commonprefix


@dataclass(frozen=True)
class Injection:
    """A mistake: the code it gets, and what replaces the first `old` after the text `where`."""

    kind: str
    code: str
    where: str
    old: str
    new: str

    def place(self, text: str) -> int:
        """Where in the text `old` begins."""
        return text.index(self.old, text.index(self.where))


def injected(text: str, mistakes: Sequence[Injection]) -> tuple[str, dict[Injection, int]]:
    """The text with mistakes, and the line of each, from 1."""
    done, last = "", 0
    lines: dict[Injection, int] = {}
    for mistake in sorted(mistakes, key=lambda m: m.place(text)):
        place = mistake.place(text)
        same = len(commonprefix((mistake.old, mistake.new)))  # noqa: RUF071  # characters are meant
        done += text[last:place]
        lead = mistake.new[same:]
        blank = len(lead) - len(lead.lstrip("\n"))
        lines[mistake] = done.count("\n") + mistake.new.count("\n", 0, same + blank) + 1
        done += mistake.new
        last = place + len(mistake.old)
    return done + text[last:], lines


TEXT = (
    ("a round bracket that nothing closes", "SYN003", "block residual_0(", "conv(channels, 1, bias=false)", "conv(channels, 1, bias=false"),
    ("a square bracket that nothing closes", "SYN003", "block pyramid_4(", "[h -> global_avg_pool]\n", "[h -> global_avg_pool\n"),
    ("a brace that nothing closes", "SYN003", "block residual_8(", "    }\n    return", "    return"),
    ("a bracket that nothing opened", "SYN004", "block attend_2(", "rows -> dense(units)\n", "rows -> dense(units))\n"),
    ("a bracket of another kind", "SYN005", "block attend_10(", "permute(1, 0)\n", "permute(1, 0]\n"),
    ("a text without its closing quote", "SYN006", "data {", 'missing=["NA", ""]', 'missing=["NA", "]'),
    ("single quotes", "SYN007", "data {", '"pixel_*"', "'pixel_*'"),
    ("a backslash before any letter", "SYN008", "data {", '"height"', '"hei\\ght"'),
    ("a sign that means nothing", "SYN002", "block gate_5(", "if closed {", "if !closed {"),
    ("`%` as remainder", "SYN013", "block stack_6(", "repeat depth {", "repeat channels % 3 {"),
    ("two statements in a line", "SYN018", "block twins_3(", "left = upper -> eye\n    right", "left = upper -> eye right"),
    ("a reserved word as a name", "SYN019", "param depth", "= 2\n", "= 2\nparam repeat = 4\n"),
    ("no return", "SYN017", "block gate_13(", "    return gated -> layer_norm\n", ""),
    ("a return that is not last", "SYN015", "block scales_7(", "    near = fine", "    return fine\n    near = fine"),
    ("an operator behind a stage", "SYN011", "block twins_11(", "right = lower -> eye", "right = lower -> eye * 2"),
    ("a bare conditional before an arrow", "SYN012", "block gate_21(", "h = x -> flatten", "h = x if closed else x -> flatten"),
    ("an operator at the end of a line", "SYN014", "block stack_14(", "h = inner + h", "h = inner + h +"),
    ("`=` in a comparison", "SYN021", "block residual_16(", "x.channels != channels", "x.channels = channels"),
    ("a value without a name", "SYN022", "block tower_9(", "h = h -> dropout(rate)", "h -> dropout(rate)"),
    ("a number beyond all floats", "SYN009", "block tower_17(", "top * 0.5", "top * 1e999"),
    ("a comma too few", "SYN001", "block stack_22(", "conv(channels, 3, padding", "conv(channels, 3 padding"),
    ("a declaration in a body", "SYN023", "block pyramid_12(", "    kept = []\n", "    kept = []\n    param steps = 3\n"),
)  # fmt: skip

NAMES = (
    ("a misspelt operation", "NAM002", "block residual_24(", "batch_norm -> activation", "batch_nrom -> activation"),
    ("an unknown setting", "NAM003", "block residual_32(", "stride=stride, bias", "strde=stride, bias"),
    ("an unknown param", "NAM001", "block tower_25(", "dropout(rate)", "dropout(ratio)"),
    ("an unknown field", "NAM001", "loss ", "probability, digit", "probability, digits"),
    ("an unknown entry", "NAM004", "train {", "epochs  ", "epochz  "),
    ("an unknown section", "NAM005", "export {", "export {", "exports {"),
    ("a name bound twice", "NAM006", "param rate", "= 10%\n", "= 10%\nparam rate = 20%\n"),
    ("a value that nobody uses", "NAM007", "block attend_18(", "first = seen[0]", "first = seen[0]\n    second = seen[1]"),
    ("an unknown file", "IMP003", "import", "as parts\n", 'as parts\nimport "prats.tenet" as others\n'),
    ("an unknown block of a file", "TYP007", "block scales_15(", "parts.squeeze(channels)", "parts.sqeeze(channels)"),
)  # fmt: skip

VALUES = (
    ("a value of the wrong type", "VAL001", "block stack_30(", "padding=same", "padding=0.5"),
    ("a setting that is missing", "VAL002", "block attend_26(", "key = rows -> dense(units, bias=false)", "key = rows -> dense(bias=false)"),
    ("an argument too many", "VAL003", "block stack_38(", "conv(channels, 3) -> relu", "conv(channels, 3) -> relu(2)"),
    ("a setting given twice", "VAL004", "block residual_40(", "stride=stride, bias", "stride=stride, stride=2, bias"),
    ("settings that contradict each other", "VAL005", "block pyramid_20(", "conv(channels, kernel)", "conv(6, kernel, groups=4)"),
    ("arithmetic on a text", "VAL006", "block residual_48(", "channels // 4", '"channels" // 4'),
    ("a param outside its range", "VAL007", "param width", "= 16", "= 3"),
    ("a tensor as a setting", "VAL008", "block tower_33(", "dropout(rate)", "dropout(rate=h)"),
    ("classes that are not whole", "TYP001", "data {", "categories(0..9)", "categories(0..9.5)"),
)  # fmt: skip

TYPES = (
    ("shapes that do not fit", "TYP001", "block attend_34(", "reshape(units, 16)", "reshape(units, 15)"),
    ("no operation after an arrow", "TYP002", "block twins_19(", "upper -> eye", "upper -> lower"),
    ("an input too many", "TYP003", "block twins_43(", "left - right -> abs", "(left, right) -> abs"),
    ("a promise that is broken", "TYP004", "block gate_37(", "gated = amount", "gated: f32[3] = amount"),
    ("a type that is none", "TYP005", "block twins_27(", "apart = left", "apart: float[4] = left"),
    ("a number into an arrow", "TYP006", "block scales_23(", "fine -> global_avg_pool", "kernel -> global_avg_pool"),
    ("a second softmax", "OUT002", "block attend_50(", "-> softmax", "-> softmax -> softmax"),
    ("a block that stands inside itself", "BLK001", "block stack_46(", "h = h * mask", "h = h * mask -> stack_46(channels)"),
    ("a loop over nothing", "BLK002", "block tower_41(", "in 1..layers", "in 1.."),
    ("names for values that are not there", "BLK003", "block pyramid_28(", "[2 * start, 5]", "[2 * start]"),
    ("sharing a value", "BLK004", "block twins_35(", "shared eye = flatten -> dense(units) -> relu", "shared eye = 3"),
    ("a place that is not there", "BLK005", "block pyramid_36(", "last = h -> global_avg_pool", "last = kept[7]"),
)  # fmt: skip

INJECTIONS = tuple(Injection(*row) for row in (*TEXT, *NAMES, *VALUES, *TYPES))
