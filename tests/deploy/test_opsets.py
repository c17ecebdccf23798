"""A run is exported for the opset that its spec asks for, or it is said which it needs."""

from __future__ import annotations

import json
from pathlib import Path

import onnx
import pytest
from tests.deploy.conftest import DATA, TASKS, write_rows

from tenet.deploy.export import certificate_path, export
from tenet.diagnostics import TenetError
from tenet.train.fit import fit
from tenet.train.request import Request

pytestmark = pytest.mark.target


def trained(folder: Path, opset: int, task: str = "classes") -> Path:
    """A run of one of the tasks, to be exported for an opset."""
    write_rows(folder / "rows.csv")
    text = DATA.format(**TASKS[task]) + f"\nexport {{ format = onnx(opset={opset}) }}\n"
    (folder / "spec.tenet").write_text(text, "utf-8")
    return fit(Request(folder / "spec.tenet", backend="torch", run=folder / "run"))


@pytest.mark.parametrize("opset", [19, 23])
def test_the_model_has_the_opset(tmp_path: Path, opset: int) -> None:
    path = export(trained(tmp_path, opset))

    assert onnx.load(str(path)).opset_import[0].version == opset
    assert json.loads(certificate_path(path).read_text())["opset"] == opset


def test_texts_need_a_later_one(tmp_path: Path) -> None:
    with pytest.raises(TenetError, match="ONNX compares texts from opset 19 on") as caught:
        export(trained(tmp_path, 18))

    assert caught.value.diagnostics[0].rule.code == "LOW001"
    assert not (tmp_path / "run" / "model.onnx").exists()


def test_numbers_do_not(tmp_path: Path) -> None:
    spec = (Path(__file__).parents[2] / "specs" / "digits.tenet").read_text()
    for before, after in (
        ('csv("data/', f'csv("{Path(__file__).parents[2]}/specs/data/'),
        ("epochs    = 20", "epochs = 1"),
        ("opset=21", "opset=17"),
    ):
        spec = spec.replace(before, after)
    (tmp_path / "digits.tenet").write_text(spec)
    run = fit(Request(tmp_path / "digits.tenet", backend="torch", run=tmp_path / "run"))

    assert onnx.load(str(export(run))).opset_import[0].version == 17
