"""Tables in installed packages: found by what is written of them, read as any other, held to their hash."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_digits

from tenet.data.heading import header
from tenet.data.installed import tables
from tenet.data.reading import read_table
from tenet.data.sources.csv import Csv
from tenet.data.sources.package import Package
from tenet.data.transform import TableSource
from tenet.diagnostics import TenetError

DIGITS = Package(distribution="scikit-learn", path="datasets/data/digits.csv.gz")
TEXT = b"a\tb\n1\tx\n2\ty\n"
FILES = {
    "parts/rows.tsv": TEXT,
    "parts/pictures/rows.csv": b"path\none.png\n",
    "parts.txt": b"c\n1\n",
}


@pytest.fixture
def parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed package that brings tables, and code that must not be run."""
    for path, content in {**FILES, "parts/__init__.py": b"raise SystemExit"}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    told = tmp_path / "parts_of_all_kinds-1.0.dist-info"
    told.mkdir()
    (told / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: parts-of-all-kinds\nVersion: 1.0\n"
    )
    (told / "top_level.txt").write_text("parts\n")
    records = [*FILES, "parts/__init__.py", "parts/lost.csv", "../../bin/parts.csv"]
    (told / "RECORD").write_text("".join(f"{path},,\n" for path in records))
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def package(path: str, **settings: str) -> Package:
    return Package(distribution="parts-of-all-kinds", path=path, **settings)


def test_real_data() -> None:
    found = read_table(Csv(path=DIGITS, header=False), Path("nowhere"))
    numbers = np.concatenate([found.numbers(name) for name in found.names], axis=1)
    pixels, digits = load_digits(return_X_y=True)

    np.testing.assert_array_equal(numbers, np.column_stack([pixels, digits]))
    assert found.names == header(Csv(path=DIGITS, header=False), Path("nowhere"))
    assert found.name == DIGITS.path


FOUND: dict[str, tuple[TableSource, tuple[str, ...]]] = {
    "by its ending": (package("rows.tsv"), ("a", "b")),
    "from beside its folder": (package("parts/rows.tsv"), ("a", "b")),
    "beside its folder": (Csv(path=package("parts.txt")), ("c",)),
    "as somebody says": (Csv(path=package("rows.tsv"), header=False), ("column_1",)),
    "with its hash": (package("rows.tsv", sha256=sha256(TEXT).hexdigest()), ("a", "b")),
    "in another spelling": (Package(distribution="Parts.of_all-kinds", path="rows.tsv"), ("a", "b")),
}  # fmt: skip


@pytest.mark.usefixtures("parts")
@pytest.mark.parametrize(("source", "names"), FOUND.values(), ids=FOUND)
def test_a_file_is_found(source: TableSource, names: tuple[str, ...]) -> None:
    assert read_table(source, Path()).names == names
    assert header(source, Path()) == names


def test_paths_in_cells_start_from_its_folder(parts: Path) -> None:
    found = read_table(package("pictures/rows.csv"), Path("nowhere"))

    assert found.folder == parts / "parts" / "pictures"


@pytest.mark.usefixtures("parts")
def test_what_an_editor_offers() -> None:
    assert tables("parts-of-all-kinds") == ("rows.tsv", "pictures/rows.csv", "lost.csv")
    assert tables("no-such-package") == tables("") == ()


LACKING = {
    "another hash": (package("rows.tsv", sha256="0" * 64), "TAB021", sha256(TEXT).hexdigest()),
    "a lost file": (package("lost.csv"), "TAB002", "No such file"),
    "a lost file with a hash": (package("lost.csv", sha256="0" * 64), "TAB002", "No such file"),
    "elsewhere": (package("../../bin/parts.csv"), "TAB001", "has no file"),
    "near": (package("row.tsv"), "TAB001", "has no file"),
    "by its import": (Package(distribution="parts", path="rows.tsv"), "TAB001", "not installed"),
    "unknown": (Package(distribution="no such thing", path="rows.tsv"), "TAB001", "not installed"),
}


@pytest.mark.usefixtures("parts")
@pytest.mark.parametrize(("source", "code", "words"), LACKING.values(), ids=LACKING)
def test_a_file_is_not_found(source: Package, code: str, words: str) -> None:
    with pytest.raises(TenetError) as caught:
        read_table(source, Path())

    (found,) = caught.value.diagnostics
    assert found.rule.code == code
    assert words in found.message
