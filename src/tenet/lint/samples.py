"""Small specs to show rules with: whole experiments of which one thing is said otherwise.

Each is sound as it stands, so that only what a rule changes can be found.
"""

from __future__ import annotations

from collections.abc import Mapping

Entries = Mapping[str, str | None]

SOURCE = {"source": 'csv("data.csv")', "x": 'columns("x*") -> standardize'}
COMMON = {
    "optimizer": "adam(1e-3)",
    "schedule": "cosine(warmup=5%)",
    "batch": "32",
    "epochs": "30",
    "stop": "early(monitor=validation.loss, patience=5)",
    "seed": "1",
}
CLASSES = SOURCE | {
    "label": 'column("label") -> categories(0..2)',
    "split": "random(train=70%, validation=15%, test=15%, stratify=label, seed=1)",
}
BITS = SOURCE | {
    "label": 'columns(["label"]) -> min_max',
    "split": "random(train=70%, validation=15%, test=15%, seed=1)",
}
NUMBERS = SOURCE | {
    "target": 'columns(["price"]) -> standardize',
    "split": "random(train=70%, validation=15%, test=15%, seed=1)",
}
WORDS = {
    "source": 'csv("data.csv")',
    "x": 'columns(["a", "b", "c", "d", "e", "f"]) -> categories(0..9)',
    "split": "random(train=70%, validation=15%, test=15%, seed=1)",
}


def network(header: str, *body: str) -> str:
    """A network alone, such as `network("x: f32[8] in 0..1", "y = x -> dense(4)")`; its output is `y`."""
    return f"network({header}) -> y {{\n" + "".join(f"    {line}\n" for line in body) + "}\n"


def classifier(
    body: str = "y = x -> dense(64) -> relu -> dense(3) -> softmax",
    header: str = "x: f32[20]",
    *,
    data: Entries | None = None,
    train: Entries | None = None,
    export: Entries | None = None,
) -> str:
    """An experiment that tells three classes apart; `data` and `train` change entries, none takes one out."""
    base = {"loss": "cross_entropy(y, label)"} | COMMON
    base["metrics"] = "[accuracy, confusion]"
    return _whole(network(header, *body.split("\n")), CLASSES, data, base, train, export)


def detector(
    body: str = "y = x -> dense(64) -> relu -> dense(1) -> sigmoid",
    header: str = "x: f32[20]",
    *,
    data: Entries | None = None,
    train: Entries | None = None,
    export: Entries | None = None,
) -> str:
    """The same for one thing that is there or not."""
    base = {"loss": "binary_cross_entropy(y, label)"} | COMMON
    return _whole(network(header, *body.split("\n")), BITS, data, base, train, export)


def regressor(
    body: str = "y = x -> dense(64) -> relu -> dense(1)",
    header: str = "x: f32[20]",
    *,
    data: Entries | None = None,
    train: Entries | None = None,
    export: Entries | None = None,
) -> str:
    """The same for a number."""
    base = {"loss": "mse(y, target)"} | COMMON | {"metrics": "[mae, rmse]"}
    return _whole(network(header, *body.split("\n")), NUMBERS, data, base, train, export)


def foreteller(
    body: str,
    header: str = "x: i64[6] in 0..9",
    *,
    data: Entries | None = None,
    train: Entries | None = None,
    export: Entries | None = None,
) -> str:
    """The same for the next of six words."""
    base = {"loss": "cross_entropy(y, x[1..])"} | COMMON
    return _whole(network(header, *body.split("\n")), WORDS, data, base, train, export)


def autoencoder(
    body: str = "y = x -> dense(4) -> relu -> dense(20)",
    header: str = "x: f32[20]",
    *,
    data: Entries | None = None,
    train: Entries | None = None,
    export: Entries | None = None,
) -> str:
    """The same for all numbers of a row themselves."""
    base = {"loss": "mse(y, x)"} | COMMON | {"metrics": "[rmse]"}
    rows = SOURCE | {"split": NUMBERS["split"]}
    return _whole(network(header, *body.split("\n")), rows, data, base, train, export)


def _whole(
    net: str,
    data: Mapping[str, str],
    data_changes: Entries | None,
    train: Mapping[str, str],
    train_changes: Entries | None,
    export: Entries | None,
) -> str:
    parts = [_section("data", {**data, **(data_changes or {})}), net]
    parts.append(_section("train", {**train, **(train_changes or {})}))
    if export is not None:
        parts.append(_section("export", export))
    return "\n".join(parts)


def _section(name: str, entries: Entries) -> str:
    kept = {key: value for key, value in entries.items() if value is not None}
    width = max(map(len, kept))
    lines = (f"    {key.ljust(width)} = {value}\n" for key, value in kept.items())
    return f"{name} {{\n{''.join(lines)}}}\n"
