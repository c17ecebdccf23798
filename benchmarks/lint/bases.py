"""The sound specs that mutants are made of: the trained ones of the gallery, and samples of each kind."""

from __future__ import annotations

from pathlib import Path

from benchmarks.lint.sound import Sound

from tenet.data.profile import FieldProfile, Profile
from tenet.lint.samples import classifier, detector, regressor

SPECS = Path(__file__).parents[2] / "specs"
ROWS = {
    "digits": 1797, "penguins": 344, "breast": 569, "vowels": 270, "words": 3917, "co2": 2284, "mnist": 5000, "sounds": 11750,
}  # fmt: skip
"""How many rows the tables of the gallery have."""
TRAINED = 0.7
IMAGES = {"x": 'columns("x*") -> reshape(1, 16, 16) -> min_max'}
SERIES = {"x": 'columns("x*") -> standardize -> reshape(100, 8)'}
WORDS = {"x": 'columns("x*") -> categories(0..999)'}
NUMBERS = {
    "x": FieldProfile(-3, 3, 0, 1),
    "label": FieldProfile(classes=(2000, 1900, 1700)),
}
PROFILE = Profile(8000, 5600, fields=NUMBERS)
YES_OR_NO = Profile(
    8000, 5600, fields={**NUMBERS, "label": FieldProfile(0, 1, 0.46, 0.5, classes=(3000, 2600))}
)
QUANTITY = Profile(8000, 5600, fields={"x": NUMBERS["x"], "target": FieldProfile(-3, 3, 0, 1)})
BRIGHTNESS = Profile(8000, 5600, fields={"x": FieldProfile(0, 1, 0.3, 0.25)})
LINE = "\n        -> "


def _deep(layer: str, times: int, first: str, end: str) -> str:
    """A long pipeline of one and the same stretch."""
    return f"y = {LINE.join([first, *[layer] * times, end])}"


CLASSIFIERS = {
    "mlp": (
        "y = x -> dense(64) -> relu -> dense(64) -> relu -> dense(3) -> softmax",
        "x: f32[20]",
        {},
    ),
    "cnn": (
        (
            "y = x -> conv(16, 3) -> relu -> max_pool(2) -> conv(32, 3) -> relu -> max_pool(2)\n"
            "    -> flatten -> dense(32) -> relu -> dropout(30%) -> dense(3) -> softmax"
        ),
        "x: f32[1, 16, 16] in 0..1",
        IMAGES,
    ),
    "deep-cnn": (
        _deep(
            "conv(16, 3, bias=false) -> batch_norm -> relu",
            12,
            "x -> conv(16, 3, stride=2, bias=false) -> batch_norm -> relu",
            "global_avg_pool -> dense(3) -> softmax",
        ),
        "x: f32[1, 16, 16] in 0..1",
        IMAGES,
    ),
    "deep-mlp": (
        _deep("dense(64, bias=false) -> batch_norm -> relu", 14, "x", "dense(3) -> softmax"),
        "x: f32[20]",
        {},
    ),
    "lstm": (
        "y = x -> lstm(32, returns=last) -> dense(32) -> relu -> dense(3) -> softmax",
        "x: f32[100, 8]",
        SERIES,
    ),
    "transformer": (
        (
            "h = (x -> embedding(64)) + sinusoids(50, 64)\n"
            "q = h -> layer_norm -> dense(64)\n"
            "k = h -> layer_norm -> dense(64)\n"
            "h = h + ((q, k, h) -> attention(heads=1) -> dense(64))\n"
            "h = h + (h -> layer_norm -> dense(128) -> gelu -> dense(64))\n"
            "y = h -> layer_norm -> global_avg_pool -> dense(3) -> softmax"
        ),
        "x: i64[50] in 0..999",
        WORDS,
    ),
    "long-mlp": (_deep("dense(128) -> relu", 20, "x", "dense(3) -> softmax"), "x: f32[20]", {}),
}
DETECTORS = {
    "detector": (
        "y = x -> dense(64) -> relu -> dropout(20%) -> dense(32) -> relu -> dense(1) -> sigmoid"
    ),
}
REGRESSORS = {
    "regressor": ("y = x -> dense(64) -> relu -> dense(32) -> relu -> dense(1)", "x: f32[20]", {}),
    "gru": (
        "y = x -> gru(32, returns=last) -> dense(32) -> tanh -> dense(1)",
        "x: f32[100, 8]",
        SERIES,
    ),
}


def bases() -> list[Sound]:
    """Every sound spec."""
    found = []
    for path in sorted(SPECS.glob("*.tenet")):
        text = path.read_text("utf-8")
        if "\ntrain {" in text:
            rows = ROWS[path.stem.partition("_")[0]]
            found.append(Sound(str(path), text, Profile(rows, round(rows * TRAINED))))
    for name, (body, header, data) in CLASSIFIERS.items():
        text = classifier(body, header, data=data)
        found.append(Sound(name, text, PROFILE))
    found += [Sound(name, detector(body), YES_OR_NO) for name, body in DETECTORS.items()]
    for name, (body, header, data) in REGRESSORS.items():
        found.append(Sound(name, regressor(body, header, data=data), QUANTITY))
    found.append(Sound("autoencoder", _autoencoder(), BRIGHTNESS))
    return found


def _autoencoder() -> str:
    """Sixty-four numbers through a code of eight."""
    body = "y = x -> dense(32) -> relu -> dense(8) -> relu -> dense(32) -> relu -> dense(64) -> sigmoid"
    data = {"x": 'columns("x*") -> min_max', "target": None}
    train = {"loss": "mse(y, x)", "metrics": None}
    return regressor(body, "x: f32[64] in 0..1", data=data, train=train)
