"""Programs that are known to work stay silent with their data: those of books, papers and libraries' guides."""

from __future__ import annotations

import pytest

from tenet.data.profile import FieldProfile, Profile
from tenet.elaborate.experiment import elaborate
from tenet.lint.engine import lint
from tenet.lint.samples import classifier, detector, regressor
from tenet.source import Source

PIXELS = FieldProfile(low=0.0, high=1.0, mean=0.13, std=0.31)
SCALED = FieldProfile(low=-3.0, high=3.0, mean=0.0, std=1.0)
BITS = FieldProfile(low=0.0, high=1.0, mean=0.38, std=0.48, classes=(386, 237))
IMAGES = 'columns("x*") -> min_max -> reshape(3, 32, 32)'


def table(rows: int, **fields: FieldProfile) -> Profile:
    return Profile(rows, round(rows * 0.7), fields=fields)


MNIST = table(70_000, x=PIXELS, label=FieldProfile(classes=(5000,) * 10))
PIXEL_DATA = {"x": 'columns("p*") -> min_max'}
PROGRAMS = {
    "sigmoids at a rate of 3 (Nielsen, 2015, ch. 1)": (
        classifier(
            "y = x -> dense(30) -> sigmoid -> dense(3) -> softmax",
            "x: f32[784]",
            data=PIXEL_DATA,
            train={"optimizer": "sgd(3.0)", "batch": "10", "schedule": None, "stop": None},
        ),
        MNIST,
    ),
    "a wide network without any regulariser": (
        classifier(
            "y = x -> dense(512) -> relu -> dense(512) -> relu -> dense(3) -> softmax",
            "x: f32[784]",
            data=PIXEL_DATA,
            train={"batch": "128", "epochs": "10", "schedule": None, "stop": None},
        ),
        MNIST,
    ),
    "logistic regression by a fast Adam": (
        classifier("y = x -> dense(3) -> softmax", train={"optimizer": "adam(0.1)"}),
        table(5000, x=SCALED),
    ),
    "a tabular learner with norms before light dropout": (
        detector(
            "x = x -> dense(200) -> relu -> batch_norm -> dropout(1%)\n"
            "y = x -> dense(100) -> relu -> batch_norm -> dropout(10%) -> dense(1) -> sigmoid",
            train={
                "optimizer": "adamw(1e-3)",
                "schedule": "one_cycle(peak=1e-2)",
                "batch": "64",
                "epochs": "5",
                "stop": None,
            },
        ),
        table(30_000, x=SCALED, label=BITS),
    ),
    "prices of houses in thousands, as they are (Chollet, 2018, sec. 3.6)": (
        regressor(
            "y = x -> dense(64) -> relu -> dense(64) -> relu -> dense(1)",
            "x: f32[13]",
            data={"target": 'columns(["price"])'},
            train={"optimizer": "rmsprop(1e-3)", "batch": "16", "epochs": "130", "stop": None},
        ),
        table(506, x=SCALED, target=FieldProfile(low=5.0, high=50.0, mean=22.5, std=9.2)),
    ),
    "a straight line": (
        regressor(
            "y = x -> dense(1)",
            "x: f32[1]",
            train={"optimizer": "sgd(0.1)", "batch": "64", "epochs": "50", "schedule": None},
        ),
        table(100, x=SCALED, target=SCALED),
    ),
    "the sentiment of reviews by an LSTM": (
        classifier(
            "y = x -> embedding(128) -> lstm(128) -> last -> dropout(50%) -> dense(3) -> softmax",
            "x: i64[200]",
            data={"x": 'columns("w*") -> categories(0..19999)'},
            train={"epochs": "5", "schedule": None, "stop": None},
        ),
        table(25_000),
    ),
    "images one by one (Ronneberger et al., 2015)": (
        classifier(
            "x = x -> conv(8, 3) -> relu -> max_pool(2) -> conv(16, 3) -> relu\n"
            "y = x -> global_avg_pool -> dense(3) -> softmax",
            "x: f32[3, 32, 32]",
            data={"x": IMAGES},
            train={"batch": "1", "optimizer": "sgd(0.01, momentum=0.99)"},
        ),
        table(40),
    ),
    "dropout inside a residual branch (Zagoruyko and Komodakis, 2016)": (
        classifier(
            "stem = x -> conv(16, 3, bias=false) -> batch_norm -> relu\n"
            "main = stem -> conv(16, 3, bias=false) -> batch_norm -> relu -> dropout(30%)\n"
            "main = main -> conv(16, 3, bias=false) -> batch_norm\n"
            "y = main + stem -> relu -> global_avg_pool -> dense(3) -> softmax",
            "x: f32[3, 32, 32]",
            data={"x": IMAGES},
            train={
                "optimizer": "sgd(0.1, momentum=0.9, nesterov=true, weight_decay=5e-4)",
                "schedule": "step(every=60, factor=0.2)",
                "batch": "128",
                "epochs": "200",
                "stop": None,
            },
        ),
        table(60_000),
    ),
    "the exclusive or": (
        detector(
            "y = x -> dense(8) -> tanh -> dense(1) -> sigmoid",
            "x: f32[2]",
            data={"split": "random(train=100%)"},
            train={"optimizer": "adam(0.05)", "batch": "4", "epochs": "500", "stop": None},
        ),
        Profile(4, 4),
    ),
    "all rows at once, thousands of times": (
        regressor(train={"batch": "5000", "epochs": "3000"}),
        table(1000, x=SCALED, target=SCALED),
    ),
    "attention over a short series": (
        regressor(
            "h = x -> dense(32)\n"
            "h = h + (h -> layer_norm -> self_attention(4))\n"
            "y = h -> layer_norm -> last -> dense(1)",
            "x: f32[24, 6]",
            data={"x": 'columns("x*") -> standardize -> reshape(24, 6)'},
            train={"optimizer": "adamw(1e-3)"},
        ),
        table(8000, x=SCALED, target=SCALED),
    ),
    "twenty layers that normalise themselves (Klambauer et al., 2017)": (
        classifier(
            "repeat 20 {\n    x = x -> dense(64) -> selu -> alpha_dropout(5%)\n}\n"
            "y = x -> dense(3) -> softmax"
        ),
        table(8000, x=SCALED),
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_it_is_silent(name: str) -> None:
    text, profile = PROGRAMS[name]
    elaborated = elaborate(Source("usual.tenet", text))
    alarms = [
        f"{d.rule.code}: {d.message}" for d in lint(elaborated, profile) if d.severity != "info"
    ]

    assert not [d.message for d in elaborated.diagnostics if d.severity == "error"]
    assert alarms == []
