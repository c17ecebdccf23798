"""`import tenet`: the same as the commands, from Python."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

import pytest

import tenet
from tenet.cli.api import _notation

SPEC = Path(__file__).parents[2] / "specs" / "digits.tenet"


def test_load_sets_params() -> None:
    experiment = tenet.load(SPEC, width=8)

    assert isinstance(experiment, tenet.Experiment)
    assert experiment.network is not None
    assert experiment.network.nodes[1].output.type.shape == (8, 8, 8)


def test_load_raises_what_check_finds(tmp_path: Path) -> None:
    path = tmp_path / "bad.tenet"
    path.write_text("network(x: f32[4]) -> y { y = x -> dens(2) }\n")

    (finding,) = tenet.check(path)
    with pytest.raises(tenet.TenetError) as caught:
        tenet.load(path)
    assert isinstance(finding, tenet.Diagnostic)
    assert [d.message for d in caught.value.diagnostics] == [finding.message]


def test_check_finds_that_a_file_is_missing() -> None:
    assert [finding.rule.code for finding in tenet.check("gone.tenet")] == ["FIL001"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, "true"),
        (None, "none"),
        (0.1234567890123, "0.1234567890123"),
        ('a"\\b\n', '"a\\"\\\\b\\n"'),
        ([1, (2.5, "x")], '[1, [2.5, "x"]]'),
        (float("inf"), "inf"),
    ],
)
def test_values_are_written_in_the_language(value: object, expected: str) -> None:
    assert _notation(value) == expected


def test_unknown_attribute() -> None:
    with pytest.raises(AttributeError, match="no attribute `nothing`"):
        tenet.nothing  # type: ignore[attr-defined]  # noqa: B018


def test_train_stays_a_function_beside_its_subpackage() -> None:
    package = importlib.import_module("tenet.train")

    assert isinstance(package, ModuleType)
    assert callable(tenet.train)
