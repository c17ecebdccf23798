"""What is named is finished: every thing has its halves, its words and its examples, and files stay small."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import pytest

import tenet
from tenet.backends.lowering import (
    TARGETS,
    Fused,
    MissingLowering,
    Target,
    Unlowered,
    lowering,
)
from tenet.catalogue.definition import Definition
from tenet.catalogue.initialiser import Initialiser
from tenet.catalogue.inputs import NONE
from tenet.catalogue.lookup import known
from tenet.catalogue.operation import Operation
from tenet.catalogue.setting import settings
from tenet.data.augmentation import Augmentation
from tenet.data.implementation import implementation
from tenet.data.step import Step
from tenet.data.transform import Cleaning, Split, Stage, TableSource
from tenet.diagnostics import Rule
from tenet.pages.definition import documented
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

ROOT = Path(__file__).parents[2]
LOWERED: dict[type[Definition], tuple[Target, ...]] = {
    Operation: TARGETS,
    Loss: TARGETS,
    Optimizer: ("torch", "jax"),
    Clip: ("torch", "jax"),
}
HALVES: dict[type[Definition], tuple[str, ...]] = {
    Augmentation: ("tenet.data.augment",),
    Cleaning: ("tenet.data.clean",),
    Metric: ("tenet.train.metrics",),
    Stage: ("tenet.data.fit",),
    Step: ("tenet.data.apply", "tenet.backends.onnx.steps"),
    Split: ("tenet.data.divide",),
    TableSource: ("tenet.data.read",),
}
"""Where the computing half of each thing of a kind is; a raw column is computed by nothing."""
KINDS: tuple[type[Definition], ...] = (
    *LOWERED,
    *HALVES,
    Averaging,
    Beginning,
    Duration,
    Format,
    Freezing,
    Grouping,
    Initialiser,
    Keep,
    Mixing,
    Quantization,
    Rhythm,
    Schedule,
    Search,
    Spread,
    Staging,
    Strategy,
    Stop,
)


def missing() -> list[str]:
    """What is not there, each with the file to write."""
    return [*_missing_lowerings(), *_missing_halves()]


def _missing_lowerings() -> Iterator[str]:
    thing: Any
    for kind, targets in LOWERED.items():
        for thing in known(kind).values():
            for target in targets:
                try:
                    found = lowering(thing, target)
                except MissingLowering as error:
                    yield str(error)
                    continue
                if isinstance(found, Fused):
                    into = known(kind).get(found.into)
                    finished = into is not None and callable(_lowered(into, target))
                else:
                    finished = (
                        bool(found.reason) if isinstance(found, Unlowered) else callable(found)
                    )
                if not finished:
                    yield f"{thing.term()} is lowered to {target} by {found!r}"


def _lowered(thing: Any, target: Target) -> object:
    try:
        return lowering(thing, target)
    except MissingLowering:
        return len  # it is complained of by itself


def _missing_halves() -> Iterator[str]:
    for kind, packages in HALVES.items():
        for term, thing in known(kind).items():
            for package in packages:
                if issubclass(thing, Step) and _needs_none(thing, package):
                    continue
                stem = thing.__module__.rpartition(".")[2]
                try:
                    implementation(package, term)
                except LookupError:
                    file = f"src/{package.replace('.', '/')}/{stem}.py"
                    yield f"{file} must define `{term}`, the other half of `{term}`"


def _needs_none(step: type[Step], package: str) -> bool:
    """Whether a raw column is meant, or what an exported model is given."""
    return step.term() == "column" or (step.outside and "onnx" in package)


def halves() -> list[Path]:
    """The files without which something is not finished, as seen from `src`."""
    folders = [f"backends/{t}/{floor}" for t in TARGETS for floor in ("ops", "losses")]
    folders += [f"backends/{t}/{f}" for t in ("torch", "jax") for f in ("optimizers", "clipping")]
    folders += [p.removeprefix("tenet.").replace(".", "/") for ps in HALVES.values() for p in ps]
    files = (path for folder in folders for path in (ROOT / "src/tenet" / folder).glob("*.py"))
    return sorted(p.relative_to(ROOT / "src") for p in files if p.name != "__init__.py")


@pytest.mark.target
def test_everything_has_its_other_half() -> None:
    assert missing() == []


REMOVING = """
import importlib, json, runpy, sys
from pathlib import Path

root, test, files = Path(sys.argv[1]), sys.argv[2], json.loads(sys.argv[3])
check = runpy.run_path(test)
assert Path(check["tenet"].__file__).is_relative_to(root)
found = {"": check["missing"]()}
for file in files:
    module = file.removesuffix(".py").replace("/", ".")
    away = root / (file + ".away")
    (root / file).rename(away)
    held = sys.modules.pop(module)
    importlib.invalidate_caches()
    for kept in (check["lowering"], check["implementation"], sys.modules["tenet.discovery"].modules):
        kept.cache_clear()
    found[file] = check["missing"]()
    away.rename(root / file)
    sys.modules[module] = held
print(json.dumps(found))
"""


@pytest.mark.target
def test_whatever_file_is_removed_the_test_above_names_it(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "src" / "tenet", tmp_path / "tenet")
    files = [path.as_posix() for path in halves()]
    done = subprocess.run(
        [sys.executable, "-c", REMOVING, str(tmp_path), __file__, json.dumps(files)],
        env={"PYTHONPATH": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, list[str]] = json.loads(done.stdout)

    assert found.pop("") == []
    assert len(found) == len(files) > 60
    for file, complaints in found.items():
        assert complaints, f"nobody misses {file}"
        assert all(f"src/{file} must define `" in text for text in complaints), (file, complaints)


def test_kinds_are_all_known() -> None:
    for kind in KINDS:
        assert known(kind), kind
    for _, name, _ in walk_packages(tenet.__path__, "tenet."):
        if not name.startswith(("tenet.backends", "tenet.__main__")):
            import_module(name)
    homes = {kind.home for kind in _below(Definition) if "home" in vars(kind)}
    assert homes == {kind.home for kind in KINDS}


def _below(kind: type[Definition]) -> Iterator[type[Definition]]:
    for derived in kind.__subclasses__():
        yield derived
        yield from _below(derived)


THINGS = {f"{kind.kind}-{term}": thing for kind in KINDS for term, thing in known(kind).items()}


@pytest.mark.parametrize("thing", THINGS.values(), ids=THINGS)
def test_everything_says_what_it_is(thing: type[Definition]) -> None:
    assert thing.__doc__ is not None
    assert thing.__doc__[0] != thing.__name__[0] or not thing.__doc__.startswith(thing.__name__)
    undocumented = [name for name in settings(thing) if name not in documented(thing)]
    assert undocumented == [], "a string beneath a field says what the setting means"


@pytest.mark.parametrize("operation", known(Operation).values(), ids=known(Operation))
def test_operations_tell_their_shapes_and_show_examples(operation: type[Operation]) -> None:
    told = "".join(owner.__doc__ or "" for owner in operation.__mro__[:2])

    assert operation.inputs == NONE or "Shapes:" in told
    assert operation.examples


@pytest.mark.parametrize("loss", known(Loss).values(), ids=known(Loss))
def test_losses_tell_their_shapes_and_show_examples(loss: type[Loss]) -> None:
    assert "Shapes:" in (loss.__doc__ or "")
    assert loss.examples or not loss.spoken


LINES, STATEMENT_LINES = 400, 50


def test_files_and_functions_stay_small() -> None:
    long = []
    for path in sorted([*(ROOT / "src").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]):
        text = path.read_text("utf-8")
        name = path.relative_to(ROOT).as_posix()
        if len(text.splitlines()) > LINES:
            long.append(f"{name} has {len(text.splitlines())} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > STATEMENT_LINES:
                    long.append(f"{name}: {node.name} has {lines} lines")

    assert long == []


def test_every_rule_has_a_code_and_a_name_of_its_own() -> None:
    rules: dict[str, tuple[Rule, str]] = {}
    names: dict[str, str] = {}
    for _, module, _ in walk_packages(tenet.__path__, "tenet."):
        if module == "tenet.__main__":
            continue
        for value in vars(import_module(module)).values():
            if not isinstance(value, Rule):
                continue
            first, where = rules.setdefault(value.code, (value, module))
            assert first is value, f"{where} and {module} both have {value.code}"
            assert names.setdefault(value.name, value.code) == value.code, value.name
            assert re.fullmatch(r"[A-Z]{3}\d{3}", value.code), value.code
            assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value.name), value.name
            assert value.reason.endswith("."), value.reason

    assert len(rules) > 40
