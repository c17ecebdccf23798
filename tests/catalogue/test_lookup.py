"""Things are found by reading files; importing them all finds the same."""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest

import tenet
from tenet.catalogue.definition import Definition
from tenet.catalogue.initialiser import Initialiser
from tenet.catalogue.lookup import find, index, known
from tenet.catalogue.operation import Operation
from tenet.data.augmentation import Augmentation
from tenet.data.step import Step
from tenet.data.transform import Cleaning, Split, Stage, TableSource
from tenet.policy.averaging import Averaging
from tenet.policy.beginning import Beginning
from tenet.policy.clip import Clip
from tenet.policy.duration import Duration
from tenet.policy.export import Format
from tenet.policy.find import Search
from tenet.policy.freezing import Freezing
from tenet.policy.grouping import Grouping
from tenet.policy.keep import Keep
from tenet.policy.loss import Loss
from tenet.policy.metric import Metric
from tenet.policy.mixing import Mixing
from tenet.policy.optimizer import Optimizer
from tenet.policy.quantization import Quantization
from tenet.policy.rhythm import Rhythm
from tenet.policy.schedule import Schedule
from tenet.policy.spread import Spread
from tenet.policy.staging import Staging
from tenet.policy.stop import Stop
from tenet.policy.strategy import Strategy

KINDS: tuple[type[Definition], ...] = (
    Augmentation, Averaging, Beginning, Cleaning, Clip, Duration, Format, Freezing, Grouping, Initialiser, Keep, Loss,
    Metric, Mixing, Operation, Optimizer, Quantization, Rhythm, Schedule, Search, Split, Spread, Stage, Staging, Step, Stop, Strategy, TableSource,
)  # fmt: skip


def final(kind: type[Any], home: str) -> dict[str, type[Any]]:
    """The classes below a kind that no other derives from, by name, of those in its home."""
    found, pending = {}, [kind]
    while pending:
        for each in pending.pop().__subclasses__():
            pending.append(each)
            if not each.__subclasses__() and each.__module__.startswith(home):
                found[each.term()] = each
    return found


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_index_is_what_importing_finds(kind: type[Definition]) -> None:
    home = import_module(kind.home)
    for info in walk_packages(getattr(home, "__path__", []), f"{kind.home}."):
        import_module(info.name)

    assert known(kind) == final(kind, kind.home)
    assert {name: thing.__module__ for name, thing in known(kind).items()} == index(kind)


def test_every_kind_is_looked_up() -> None:
    for info in walk_packages(tenet.__path__, "tenet."):
        if info.name.split(".")[1] in {"data", "initialisers", "ops", "policy"}:
            import_module(info.name)
    homes = {each for each in below(Definition) if "home" in vars(each)}

    assert homes == set(KINDS)


def below(kind: type[Any]) -> set[type[Any]]:
    """The classes of Tenet that derive from one."""
    own = {each for each in kind.__subclasses__() if each.__module__.startswith("tenet.")}
    return own.union(*(below(each) for each in own))


@pytest.mark.parametrize(
    ("kind", "name", "module"),
    [
        (Operation, "dense", "tenet.ops.dense"),
        (Operation, "global_avg_pool", "tenet.ops.pool"),
        (Loss, "mae", "tenet.policy.losses.error"),
        (Metric, "f1", "tenet.policy.metrics.classification"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_find(kind: type[Definition], name: str, module: str) -> None:
    found = find(kind, name)

    assert found is not None
    assert (found.term(), found.__module__) == (name, module)


@pytest.mark.parametrize("name", ["pool", "activation", "operation", "Dense", "mse", ""])
def test_nothing_else_is_found(name: str) -> None:
    kind: type[Definition] = Operation

    assert find(kind, name) is None
