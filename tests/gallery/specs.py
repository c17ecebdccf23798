"""The specs of the gallery, and what their texts hold."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tenet.elaborate.experiment import Elaborated, Experiment, elaborate
from tenet.frozen import fields
from tenet.source import Source
from tenet.syntax.parse import parse
from tenet.syntax.tree import Network, Node, Section, Spec
from tenet.train.prepare import Prepared, prepare

FOLDER = Path(__file__).parents[2] / "specs"
NAMES = sorted(
    path.relative_to(FOLDER).with_suffix("").as_posix()
    for path in FOLDER.rglob("*.tenet")
    if path.parent.name != "architectures"
)
"""Every spec by its path, libraries of blocks among them; architectures have tests of their own."""
SMALLER = {
    "digits_attention": {"turns": "2", "heads": "2"},
    "digits_densenet": {"depth": "2", "densenet.growth": "4"},
}
"""Params of specs that would take long to compile as they are."""


def source_of(name: str) -> Source:
    """The text of a spec."""
    path = FOLDER / f"{name}.tenet"
    return Source(str(path), path.read_text("utf-8"))


@cache
def tree_of(name: str) -> Spec:
    """What the text of a spec says."""
    spec, found = parse(source_of(name))
    assert not found
    return spec


def sections_of(name: str) -> set[str]:
    """The sections that a spec has."""
    return {item.name.text for item in tree_of(name).items if isinstance(item, Section)}


def elaborated(name: str) -> Elaborated:
    """What comes of a spec before its data is read."""
    return elaborate(source_of(name))


@cache
def prepared(name: str) -> Prepared:
    """A spec that trains, with its data."""
    return prepare(source_of(name), FOLDER, SMALLER.get(name, {}))


def experiment_of(name: str) -> Experiment:
    """The experiment of a spec, its sizes told by its data."""
    if name in TRAINED:
        return prepared(name).experiment
    return elaborated(name).sound()


def nodes_of(tree: Any) -> Iterator[Node]:
    """A tree's nodes, from the outside in."""
    if isinstance(tree, tuple):
        for item in tree:
            yield from nodes_of(item)
    elif isinstance(tree, Node):
        yield tree
        for name in fields(tree):
            yield from nodes_of(getattr(tree, name))


NETWORKS = [
    (name, name if item.name is None else item.name.text)
    for name in NAMES
    for item in tree_of(name).items
    if isinstance(item, Network)
]
"""Every spec with every network in it."""
TRAINED = [name for name in NAMES if "train" in sections_of(name)]
"""The specs that train."""
