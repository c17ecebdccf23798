"""Experiments on sequences: the same on both backends, padding changes nothing, and what is exported is what was trained."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tenet.backends import feeding
from tenet.backends.engine import BACKENDS, Job, make_engine
from tenet.data.arrays import Ragged
from tenet.deploy.export import certificate_path, export
from tenet.deploy.predict import predict
from tenet.source import Source
from tenet.train import judge, turns
from tenet.train.evaluate import evaluate
from tenet.train.fit import fit
from tenet.train.judge import infer
from tenet.train.prepare import Prepared, prepare
from tenet.train.request import Request
from tenet.train.run import open_run
from tenet.train.weights import draw_weights

pytestmark = pytest.mark.target

TAGS = """data {
    source = csv("places.csv")
    rows   = group("series", order="time")
    x      = columns(["a", "b"]) -> standardize
    tag    = column("tag") -> categories
    split  = random(train=60%, validation=20%, test=20%, seed=1)
}

network(x: f32[T, 2]) -> answer {
    answer = x -> bidirectional(gru(4)) -> dense(data.tag.classes) -> softmax
}

train {
    loss      = cross_entropy(answer, tag)
    optimizer = adam(1e-2)
    batch     = 8
    epochs    = 2
    metrics   = [accuracy]
}
"""
SERIES = """data {
    source = csv("places.csv")
    rows   = group("series", order="time")
    x      = columns(["a", "b"]) -> standardize -> truncate(9, keep=last)
    label  = column("label") -> first -> categories
    split  = random(train=60%, validation=20%, test=20%, stratify=label, seed=1)
}

network(x: f32[T, 2]) -> answer {
    answer = x -> conv(4, 3) -> relu -> global_max_pool -> dense(2) -> softmax
}

train {
    loss      = cross_entropy(answer, label)
    optimizer = adam(1e-2)
    batch     = 8
    epochs    = 2
    metrics   = [accuracy]
}
"""
TEXTS = """data {
    source = csv("texts.csv")
    words  = column("text") -> lower -> split_words -> vocabulary(30, start=true)
    mood   = column("mood") -> categories(["bad", "good"])
    split  = random(train=60%, validation=20%, test=20%, seed=1)
}

network(words: i64[T]) -> answer {
    answer = words -> embedding(6) -> lstm(5) -> mean(0) -> dense(1) -> reshape() -> sigmoid
}

train {
    loss      = binary_cross_entropy(answer, mood)
    optimizer = adam(1e-2)
    batch     = 8
    epochs    = 2
    metrics   = [accuracy]
}
"""
SPECS = {"tags": TAGS, "series": SERIES, "texts": TEXTS}


def write_rows(folder: Path) -> None:
    """Effect: series of 1 to 14 places in a mixed order, and texts of some words."""
    dice = np.random.default_rng(3)
    lines = []
    for series in range(40):
        x = dice.normal(series % 2, 1, (int(dice.integers(1, 15)), 2)).cumsum(axis=0)
        for time, (a, b) in enumerate(x):
            tag = "up" if a > b else "down"
            lines.append(f"s{series},{time},{a:.4f},{b:.4f},{tag},{'ab'[series % 2]}")
    dice.shuffle(lines)
    (folder / "places.csv").write_text("\n".join(["series,time,a,b,tag,label", *lines]) + "\n")
    words = np.array(
        [
            "The",
            "film",
            "was",
            "great",
            "awful",
            "long",
            "short",
            "loved",
            "it",
            "never",
            "again",
            "don't",
            "!",
        ]
    )
    texts = [" ".join(dice.choice(words, int(dice.integers(1, 13)))) for _ in range(40)]
    moods = [f'"{text}",{"good" if "great" in text else "bad"}' for text in texts]
    (folder / "texts.csv").write_text("\n".join(["text,mood", *moods]) + "\n")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("sequences")
    write_rows(made)
    return made


@pytest.fixture(scope="module", params=SPECS)
def prepared(request: pytest.FixtureRequest, folder: Path) -> Prepared:
    return prepare(Source("spec.tenet", SPECS[request.param]), folder, {})


def losses(prepared: Prepared, backend: Any) -> list[float]:
    """The losses of some steps, and of the whole test part after them."""
    engine = make_engine(backend, Job(prepared.graphs, prepared.plan.settings.optimizer, 3))
    engine.feed(prepared.rows())
    engine.load(draw_weights(prepared.graph, 3))
    rows = prepared.dataset.parts["train"]
    batches = [rows[:8], rows[8:16], rows[16:], rows[:8]]
    made = engine.settle([engine.step(batch, 1e-2, at) for at, batch in enumerate(batches)])
    return [*made, engine.measure(prepared.dataset.parts["test"])[0]]


def test_backends_agree_and_padding_changes_nothing(
    prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    narrow = {backend: losses(prepared, backend) for backend in BACKENDS}
    monkeypatch.setattr(feeding, "wide_enough", lambda _longest: 10_000)
    wide = {backend: losses(prepared, backend) for backend in BACKENDS}

    assert narrow["torch"] == pytest.approx(narrow["jax"], rel=1e-5)
    assert wide["torch"] == pytest.approx(narrow["torch"], rel=1e-5)
    assert wide["jax"] == pytest.approx(narrow["jax"], rel=1e-5)
    assert len(set(narrow["torch"])) == 5


def test_a_batch_is_no_wider_than_it_needs(prepared: Prepared) -> None:
    fed = feeding.Fed(prepared.rows(), prepared.graphs.network.inputs)
    (name,) = fed.lengths
    lengths = fed.lengths[name]

    assert fed.widths(np.array([lengths.argmin()])) == {name: 8}
    assert fed.widths(np.arange(len(lengths))) == {name: lengths.max()}
    assert fed.arrays[name].shape[:2] == (40, lengths.max())


@pytest.fixture(scope="module", params=SPECS)
def run(request: pytest.FixtureRequest, folder: Path, quiet: Any) -> Path:
    (folder / f"{request.param}.tenet").write_text(SPECS[request.param])
    made = folder / f"run-{request.param}"
    return fit(Request(folder / f"{request.param}.tenet", run=made), quiet)


def test_pieces_count_as_their_places_do(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = evaluate(run, "train")["train"]
    for module in (judge, turns):
        monkeypatch.setattr(module, "ROWS_AT_ONCE", 5)

    for backend in BACKENDS:
        pieces = evaluate(run, "train", backend)["train"]
        assert pieces["loss"] == pytest.approx(whole["loss"], rel=1e-5)


def cells(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_what_is_exported_is_what_was_trained(run: Path) -> None:
    """Predictions from raw rows are the classes that the network gives, and as good as `evaluate` says."""
    opened = open_run(run)
    prepared = opened.prepared()
    field = prepared.plan.comparisons[0].field
    model = export(run)
    certificate = json.loads(certificate_path(model).read_text())
    table = "texts.csv" if "text" in run.name else "places.csv"
    predicted = [row[field].split(" ") for row in cells(predict(model, run.parent / table))]
    names = (prepared.dataset.pipeline.classes(field) or ())[0]
    truth = prepared.dataset.fields[field]
    judged = evaluate(run)

    assert certificate["verdict"] == "passed"
    assert certificate["rows"] == 40
    assert certificate["preprocessing"]["bit_equal"] is True
    for part, rows in prepared.dataset.parts.items():
        chosen = truth[rows]
        lengths = chosen.lengths if isinstance(chosen, Ragged) else np.ones(len(rows))
        flat = chosen.places if isinstance(chosen, Ragged) else chosen
        told = [name for row in rows for name in predicted[row]]
        hits = np.array(told) == np.array([str(names[i]) for i in flat.astype(int)])
        assert [len(predicted[row]) for row in rows] == lengths.tolist()
        assert judged[part]["accuracy"] == pytest.approx(hits.mean())


def test_rows_are_judged_alike_alone_and_together(folder: Path) -> None:
    prepared = prepare(Source("spec.tenet", TAGS), folder, {})
    engine = make_engine("torch", Job(prepared.graphs, prepared.plan.settings.optimizer, 3))
    engine.feed(prepared.rows())
    engine.load(draw_weights(prepared.graph, 3))
    together = infer(engine, prepared, np.arange(40))["answer"]
    assert isinstance(together, Ragged)
    for row in (0, 7, 39):
        alone: Mapping[str, Any] = infer(engine, prepared, np.array([row]))
        np.testing.assert_allclose(
            alone["answer"].places, together[np.array([row])].places, rtol=1e-5, atol=1e-7
        )
