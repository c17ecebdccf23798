"""What a loss weighs and leaves out is what training and judging do with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.utils.class_weight import compute_class_weight

from tenet.backends.engine import BACKENDS
from tenet.cli.main import run
from tenet.policy.losses.cross_entropy import OfClasses
from tenet.source import Source
from tenet.train import judge, turns
from tenet.train.evaluate import evaluate
from tenet.train.fit import fit
from tenet.train.prepare import Prepared, prepare
from tenet.train.request import Request

Write = Callable[..., Path]


def prepared(path: Path) -> Prepared:
    return prepare(Source(str(path), path.read_text("utf-8")), path.parent, {})


def test_balanced_classes_weigh_as_in_scikit_learn(write: Write) -> None:
    made = prepared(
        write("classes", ("species)\n    opt", "species, class_weights=balanced)\n    opt"))
    )
    species = made.dataset.fields["species"][made.dataset.parts["train"]]
    expected = compute_class_weight("balanced", classes=np.arange(3), y=species)
    ops = [node.op for node in made.plan.objective.nodes if isinstance(node.op, OfClasses)]

    assert [op.class_weights for op in ops] == [pytest.approx(expected)]
    assert made.plan.judgement is made.plan.objective


@pytest.mark.target
def test_a_field_tells_what_counts_and_what_is_judged(
    write: Write, silent: Any, tmp_path: Path
) -> None:
    changes = (
        (
            "    split   =",
            '    seen    = column("seen") -> categories(["no", "yes"])\n    split   =',
        ),
        (
            "cross_entropy(probability, species)",
            "cross_entropy(probability, species, where=seen == 1)",
        ),
        ("[accuracy, f1, confusion]", "[accuracy(where=seen), f1, perplexity(where=seen)]"),
    )
    spec = write("classes", *changes)
    lines = (tmp_path / "rows.csv").read_text().splitlines()
    seen = [f"{line},{'no' if number % 3 else 'yes'}" for number, line in enumerate(lines[1:])]
    (tmp_path / "rows.csv").write_text("\n".join([f"{lines[0]},seen", *seen]) + "\n")
    folder = fit(Request(spec, run=tmp_path / "run"), silent)
    judged = evaluate(folder, "test")["test"]

    assert isinstance(judged["loss"], float)
    assert judged["perplexity"] == pytest.approx(np.exp(judged["loss"]), rel=1e-5)
    assert 0 <= float(str(judged["accuracy"])) <= 1


LOSS = "cross_entropy(probability, species)"
COUNTED = '    counts  = column("counts")\n    split   ='
WEIGHED = [
    "cross_entropy(probability, species, class_weights=[1, 5, 20])",
    "cross_entropy(probability, species, ignore=1, label_smoothing=0.1)",
    "cross_entropy(probability, species, where=counts > 2)",
    "0.5 * cross_entropy(probability, species, weight=counts) + 1e-3 * l2(weights)",
    "cross_entropy(probability, species, weight=counts, reduce=sum)",
    "cross_entropy(probability, species, weight=counts) + cross_entropy(probability, species, weight=2 * counts)",
]


@pytest.mark.target
@pytest.mark.parametrize("loss", WEIGHED)
def test_pieces_count_as_their_rows_do(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, loss: str
) -> None:
    spec = write(
        "classes",
        *([("    split   =", COUNTED)] if "counts" in loss else []),
        (LOSS, loss),
        ("epochs    = 6", "epochs    = 1"),
    )
    lines = (tmp_path / "rows.csv").read_text().splitlines()
    counts = [f"{line},{number % 7 + number // 30}" for number, line in enumerate(lines[1:])]
    (tmp_path / "rows.csv").write_text("\n".join([f"{lines[0]},counts", *counts]) + "\n")
    folder = fit(Request(spec, run=tmp_path / "run"))
    whole = evaluate(folder, "train")["train"]
    for module in (judge, turns):
        monkeypatch.setattr(module, "ROWS_AT_ONCE", 5)

    for backend in BACKENDS:
        assert evaluate(folder, "train", backend)["train"]["loss"] == pytest.approx(
            whole["loss"], rel=1e-5
        )


@pytest.mark.target
def test_source_holds_the_counted_weights(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    spec = write("classes", ("species)\n    opt", "species, class_weights=balanced)\n    opt"))

    assert run(["compile", str(spec), "--to", "torch"]) == 0
    assert "weights=[" in capsys.readouterr().out
