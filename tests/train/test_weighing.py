"""What a loss weighs and leaves out is what training and judging do with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.utils.class_weight import compute_class_weight

from tenet.cli.main import run
from tenet.policy.losses.cross_entropy import OfClasses
from tenet.source import Source
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


@pytest.mark.target
def test_source_holds_the_counted_weights(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    spec = write("classes", ("species)\n    opt", "species, class_weights=balanced)\n    opt"))

    assert run(["compile", str(spec), "--to", "torch"]) == 0
    assert "weights=[" in capsys.readouterr().out
