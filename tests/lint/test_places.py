"""Where arguments and entries stand in the text."""

from __future__ import annotations

import pytest

from tenet.elaborate.experiment import elaborate
from tenet.lint.case import Case
from tenet.lint.places import Places
from tenet.lint.samples import classifier
from tenet.lint.scope import scope_path
from tenet.source import Source, Span

TEXT = classifier(
    "h = x -> dense(64, init=he_normal) -> relu\ny = relu(h) -> dense(units=3) -> softmax",
    train={"optimizer": "adamw(1e-3, weight_decay=0.1)"},
)


def case(text: str = TEXT) -> Case:
    elaborated = elaborate(Source("spec.tenet", text))
    (name,) = elaborated.settings
    return Case(elaborated, name, Places(elaborated.trees))


@pytest.mark.parametrize(
    ("path", "setting", "words"),
    [
        ("dense", "units", "64"),
        ("dense", "init", "init=he_normal"),
        ("dense", "bias", "dense(64, init=he_normal)"),
        ("dense_2", "units", "units=3"),
        ("relu_2", "units", "relu(h)"),
    ],
)
def test_arguments(path: str, setting: str, words: str) -> None:
    found = case()
    (node,) = (node for node in found.graph.nodes if node.path == path)

    assert found.at(node, setting).text == words


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("optimizer",), "adamw(1e-3, weight_decay=0.1)"),
        (("optimizer", "learning_rate"), "1e-3"),
        (("optimizer", "weight_decay"), "weight_decay=0.1"),
        (("optimizer", "betas"), "adamw(1e-3, weight_decay=0.1)"),
        (("batch",), "32"),
        (("clip",), None),
    ],
)
def test_entries(names: tuple[str, ...], words: str | None) -> None:
    found = case().entry(*names)

    assert (None if found is None else found.text) == words


@pytest.mark.parametrize(
    ("words", "path"),
    [
        ("he_normal", "network/h"),
        ("units=3", "network/y"),
        ("weight_decay", "train/optimizer"),
        ("csv", "data/source"),
        ("network(x", "network"),
    ],
)
def test_scopes(words: str, path: str) -> None:
    elaborated = elaborate(Source("spec.tenet", TEXT))
    source = elaborated.trees[0].source
    at = source.text.index(words)

    assert scope_path(elaborated.trees, Span(source, at, at + len(words))) == path
