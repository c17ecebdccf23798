"""Which kind of fault a finding names, by its code; some have two right names."""

from __future__ import annotations

from tenet.diagnostics import Diagnostic
from tenet.source import Span
from tenet.syntax.tree import Bind, Section, Spec

CATEGORIES = (
    *("ACT", "OUT", "LOSS", "ENC", "SHAPE", "INIT", "LR", "OPT", "BATCH", "EPOCH"),
    *("PRE", "CAP", "LAYER", "REG", "METRIC", "NUM", "OTHER"),
)
GROUPS: dict[str, tuple[str, ...]] = {
    "STR": ("SHAPE",),
    "INI": ("INIT",),
    "ACT": ("ACT",),
    "OUT": ("OUT",),
    "OPT": ("OPT",),
    "SCH": ("LR",),
    "REG": ("REG",),
    "DAT": ("PRE",),
    "CAP": ("CAP",),
    "CNN": ("LAYER",),
    "RNN": ("LAYER",),
    "AEN": ("LAYER",),
    "ATT": ("LAYER",),
    "NUM": ("NUM",),
    "EVA": ("OTHER",),
    "DEP": ("OTHER",),
    "REP": ("OTHER",),
}
EXCEPTIONS: dict[str, tuple[str, ...]] = {
    "STR004": ("SHAPE", "LAYER"),  # a missing flatten is a layer, too
    "STR007": ("SHAPE", "ENC"),
    "STR009": ("LAYER",),
    "STR010": ("SHAPE", "LAYER"),
    "STR011": ("SHAPE", "LAYER"),
    "STR012": ("SHAPE", "PRE"),
    "STR013": ("OTHER",),
    "STR014": ("CAP",),
    "STR015": ("CAP",),
    "ACT004": ("ACT", "LAYER"),
    "ACT008": ("ACT", "CAP"),
    "ACT009": ("LAYER",),
    "OUT003": ("OUT", "LOSS"),  # either the head or the loss is the wrong one
    "OUT005": ("LOSS",),
    "OUT006": ("LOSS",),
    "OUT007": ("OUT", "LOSS"),  # head and loss are both those of numbers that stand by themselves
    "OUT009": ("LOSS", "OUT"),  # sigmoids and their loss, where a softmax and its own belong
    "OUT010": ("ENC", "LOSS"),
    "OUT011": ("ENC", "OUT", "SHAPE"),
    "OUT012": ("ENC",),
    "OUT013": ("METRIC",),
    "OUT015": ("LOSS", "PRE"),
    "OPT001": ("LR",),
    "OPT002": ("LR",),
    "OPT006": ("OPT", "REG"),
    "OPT007": ("LR",),
    "OPT010": ("LR", "BATCH"),
    "SCH004": ("EPOCH",),
    "SCH005": ("BATCH",),
    "SCH006": ("EPOCH", "REG"),
    "SCH008": ("BATCH",),
    "REG001": ("LAYER", "REG"),
    "REG002": ("LAYER",),
    "REG003": ("REG", "LAYER"),
    "REG006": ("REG", "CAP"),  # the parameters are many, and nothing holds them
    "REG008": ("PRE", "REG"),  # rows are kept apart, and training can be stopped in time
    "REG009": ("LAYER",),
    "REG010": ("LAYER", "REG"),
    "REG012": ("LAYER", "PRE"),
    "CAP003": ("CAP", "LAYER"),
    "CNN004": ("CAP",),
    "CNN007": ("SHAPE", "LAYER"),
    "CNN008": ("CAP",),
    "CNN012": ("SHAPE", "LAYER"),
    "RNN002": ("LAYER", "PRE"),
    "RNN004": ("BATCH", "PRE"),
    "AEN001": ("CAP",),
    "AEN002": ("ACT",),
    "AEN003": ("REG",),
    "AEN004": ("PRE", "LAYER"),
    "AEN005": ("OUT", "LOSS"),
    "AEN006": ("SHAPE",),
    "NUM004": ("NUM", "ACT"),
    "NUM009": ("NUM", "INIT"),
    "NUM010": ("LOSS", "LR"),
    "EVA005": ("METRIC",),
    "EVA006": ("PRE",),
    "EVA007": ("REG",),
}
"""Where a rule names something else than its group does."""
ENTRIES: dict[str, tuple[str, ...]] = {
    "optimizer": ("OPT",),
    "schedule": ("LR",),
    "clip": ("OPT",),
    "batch": ("BATCH",),
    "epochs": ("EPOCH",),
    "steps": ("EPOCH",),
    "stop": ("EPOCH", "REG"),
    "metrics": ("METRIC",),
}
"""What an error of the language names in an entry of `train`."""
LOSS_MESSAGES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("holds categories", ("LOSS", "ENC")),
    ("needs classes as its target", ("ENC", "LOSS")),
    ("needs a target within 0..1, but it is f32", ("PRE", "ENC", "LOSS")),  # not scaled
    ("needs a target within 0..1", ("ENC", "LOSS")),
    ("the prediction has 1, the target", ("OUT", "LOSS", "ENC")),
    ("one probability for each class", ("ENC", "OUT", "SHAPE")),
    ("one class for each distribution", ("SHAPE", "ENC")),
    ("but the prediction is", ("SHAPE", "ENC")),
    ("compares probabilities", ("OUT", "LOSS")),
)
"""What is wrong between head, labels and loss, by the words of the language's error."""
LAYER_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("activation", ("ACT",)),
    ("slope", ("ACT",)),
    ("rate", ("REG",)),
    ("init", ("INIT",)),
    ("padding", ("LAYER", "SHAPE")),
)
"""What a wrong setting of a layer is about, by the setting that the message names."""


def categories(finding: Diagnostic, tree: Spec) -> tuple[str, ...]:
    """The faults that a finding names."""
    code = finding.rule.code
    if code == "OUT002":
        return ("OUT",)
    if code in EXCEPTIONS:
        return EXCEPTIONS[code]
    if code[:3] in GROUPS:
        return GROUPS[code[:3]]
    return _of_language(finding, tree)


def _of_language(finding: Diagnostic, tree: Spec) -> tuple[str, ...]:
    """What an error of the language names: by where it stands, and by what it says."""
    section, entry = _place(finding.span, tree)
    if section == "data":
        return ("PRE", "ENC")
    if section == "train":
        if entry == "loss":
            return _first(LOSS_MESSAGES, finding.message) or ("LOSS",)
        if "learning_rate" in finding.message:
            return ("LR",)
        return ENTRIES.get(entry, ("OTHER",))
    if finding.rule.code.startswith("VAL") or finding.rule.code == "NAM003":
        return _first(LAYER_WORDS, f"{finding.message} {_text(finding.span)}") or ("LAYER",)
    return ("SHAPE",) if finding.rule.code.startswith("TYP") else ("OTHER",)


def _first(table: tuple[tuple[str, tuple[str, ...]], ...], message: str) -> tuple[str, ...] | None:
    return next((names for words, names in table if words in message), None)


def _text(span: Span | None) -> str:
    return "" if span is None else span.text


def _place(span: Span | None, tree: Spec) -> tuple[str, str]:
    """The section and the entry in which a span stands; empty where it stands in none."""
    for item in tree.items:
        if not isinstance(item, Section) or span is None or not _holds(item.span, span):
            continue
        for entry in item.entries:
            if _holds(entry.span, span):
                return item.name.text, _name(entry)
        return item.name.text, ""
    return "", ""


def _name(entry: object) -> str:
    if isinstance(entry, Bind):
        return entry.targets[0].name.text
    return entry.name.text if isinstance(entry, Section) else ""


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
