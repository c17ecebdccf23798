"""How a program is trained: the section `train`, as far as Tenet has words for it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from benchmarks.lint.facts import Program
from benchmarks.lint.target import Aim
from benchmarks.lint.wording import number, numbers, plain

from tenet.catalogue.lookup import find
from tenet.policy.optimizer import Optimizer
from tenet.policy.train import Train

RATES = {
    "sgd": 0.01,
    "adam": 0.001,
    "adamw": 0.001,
    "rmsprop": 0.001,
    "adagrad": 0.01,
    "adadelta": 1.0,
    "adamax": 0.002,
    "nadam": 0.002,
}
"""The optimizers of Keras, and their rates where none is given."""
METRICS = {
    "accuracy": "accuracy",
    "acc": "accuracy",
    "categoricalaccuracy": "accuracy",
    "sparsecategoricalaccuracy": "accuracy",
    "binaryaccuracy": "accuracy",
    "mae": "mae",
    "meanabsoluteerror": "mae",
    "rmse": "rmse",
    "rootmeansquarederror": "rmse",
    "f1": "f1",
}
CLIPS = {"clipnorm": "global_norm", "global_clipnorm": "global_norm", "clipvalue": "value"}
"""The bounds of gradients; that of each variable is said as that of all together."""
KNOWN = (
    "layers",
    "loss",
    "optimizer",
    "epochs",
    "batch_size",
    "batch",
    "metrics",
    "validation",
    "preprocessing",
    "from_logits",
    "framework",
    "validation_split",
    "note",
    "notes",
)


def section(program: Program, aim: Aim, penalties: Mapping[str, float]) -> tuple[str, list[str]]:
    """The section, and what could not be said."""
    code = program.code
    left_out: list[str] = []
    terms = [aim.loss, *(f"{number(c)} * {kind}(weights)" for kind, c in penalties.items())]
    entries = {"loss": " + ".join(terms), "optimizer": _optimizer(code.get("optimizer"), left_out)}
    entries |= _clip(code.get("optimizer"))
    entries["batch"] = _count(code.get("batch_size", code.get("batch")), 32)
    entries["epochs"] = _count(code.get("epochs"), 1)
    stop = code.get("early_stopping")
    if stop:
        patience = stop.get("patience", 5) if isinstance(stop, Mapping) else 5
        entries["stop"] = f"early(monitor=validation.loss, patience={patience})"
    metrics = _metrics(code.get("metrics"), aim, left_out)
    if metrics:
        entries["metrics"] = f"[{', '.join(metrics)}]"
    if code.get("shuffle") is False and "shuffle" in Train.model_fields:
        entries["shuffle"] = "false"
    elif code.get("shuffle") is False:
        left_out.append("shuffle=False")
    said = (*KNOWN, "early_stopping", "shuffle")
    left_out += [f"{key}={value}" for key, value in code.items() if key not in said]
    lines = [f"    {name} = {value}\n" for name, value in entries.items()]
    return f"train {{\n{''.join(lines)}}}\n", left_out


def _count(value: object, default: int) -> str:
    """A whole number, or the default of Keras where none is told."""
    text = str(value).replace("_", "").replace(",", "")
    return text if text.isdigit() else str(default)


def _clip(optimizer: object) -> dict[str, str]:
    given = optimizer if isinstance(optimizer, Mapping) else {}
    found = [f"{CLIPS[key]}({number(given[key])})" for key in CLIPS if given.get(key) is not None]
    return {"clip": found[0]} if found else {}


def _named(word: object) -> str:
    """The optimizer of a name, such as `tf.train.GradientDescentOptimizer`."""
    name = plain(word or "").replace("gradientdescent", "sgd").replace("momentum", "sgd")
    known = [known for known in RATES if known in name]
    return max(known, key=len) if known else name


def _optimizer(facts: object, left_out: list[str]) -> str:
    given = dict(facts) if isinstance(facts, Mapping) else {"name": facts}
    name = _named(given.pop("name", None))
    if name not in RATES:
        left_out.append(f"the optimizer `{name}`")
        name = "adam"
    rate, momentum = given.pop("lr", None), given.pop("momentum", None)
    rate = given.pop("learning_rate", rate)
    words = [number(rate if _is_number(rate) else RATES[name])]
    known = find(Optimizer, name)
    if known is None:
        left_out.append(f"the optimizer `{name}`, for which `adam` stands")
        known, name = find(Optimizer, "adam"), "adam"
    settings = {} if known is None else known.model_fields
    if momentum and "momentum" in settings:
        words.append(f"momentum={number(momentum)}")
    elif momentum:
        left_out.append(f"momentum={momentum}")
    if given.pop("nesterov", False) and "nesterov" in settings:
        words.append("nesterov=true")
    for key in ("weight_decay", "eps", "epsilon", "rho"):
        own = "eps" if key == "epsilon" else key
        if given.get(key) is not None and own in settings:
            words.append(f"{own}={number(given.pop(key))}")
    given.pop("lr_is_default", None)
    for key in CLIPS:
        given.pop(key, None)
    left_out += [f"{key}={value} of `{name}`" for key, value in given.items() if value]
    return f"{name}({', '.join(words)})"


def _is_number(value: object) -> bool:
    return len(numbers(str(value))) == 1 and not isinstance(value, bool)


def _metrics(facts: object, aim: Aim, left_out: list[str]) -> list[str]:
    found = []
    listed = [] if facts is None else facts if isinstance(facts, list) else [facts]
    of_numbers = aim.loss.startswith(("mse", "mae", "huber"))
    for metric in listed:
        word = METRICS.get(plain(metric))
        # Tenet reads from the loss whether classes are judged, Keras from the shape of the output.
        if word is None or (word == "accuracy" and of_numbers and not aim.numbers):
            left_out.append(f"the metric `{metric}`")
        else:
            found.append(word)
    return found


def held_out(program: Program) -> float | None:
    """The share of rows kept for validation; none where the facts do not tell."""
    given = program.code.get("validation", program.code.get("validation_split"))
    if isinstance(given, bool):
        return None if given else 0.0
    if isinstance(given, int | float):
        return float(given)
    text = str(given or "").lower()
    share = re.search(r"(\d+(?:\.\d+)?) ?%", text)
    if share is not None:
        return float(share[1]) / 100
    return 0.0 if text in ("no", "none stated", "no validation", "none") and given else None
