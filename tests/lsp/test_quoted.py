"""Completion between quotes: the columns of the data set, whatever its file is, and files."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from tests.lsp.editor import Editor

from tenet.lsp.document import Document
from tenet.lsp.proposals import proposals

TEXT = "data {{\n    source = {}\n    {}\n    split  = random(train=80%, validation=20%)\n}}\n"


def proposed(folder: Path, source: str, entry: str) -> list[str]:
    """The columns that are proposed at the `|` in an entry of the data section."""
    marked = TEXT.format(source, entry)
    text = marked.replace("|", "", 1)
    document = Document("", folder / "x.tenet", text, "utf-8", {}, lambda _: ())
    return [p.label for p in proposals(document, marked.index("|")) if p.sort == "column"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tables of two columns in every form."""
    made = tmp_path_factory.mktemp("columns")
    text = '"age, in years";höhe\n1;2\n'
    (made / "plain.csv").write_text(text.replace(";", ","), "utf-8")
    (made / "semicolons.csv").write_text(text, "utf-8")
    (made / "packed.csv.gz").write_bytes(gzip.compress(text.replace(";", ",").encode()))
    pl.DataFrame({"age, in years": [1], "höhe": [[2.0]]}).write_parquet(made / "rows.parquet")
    return made


SOURCES = ['csv("plain.csv")', 'csv("semicolons.csv", separator=";")', 'csv("packed.csv.gz")',
           'csv("pl*.csv")', 'parquet("rows.parquet")', 'parquet("*.parquet")']  # fmt: skip


@pytest.mark.parametrize("source", SOURCES)
def test_the_header_is_read(folder: Path, source: str) -> None:
    assert proposed(folder, source, 'x = column("|")') == ["age, in years", "höhe"]


def test_a_package_has_columns_too(folder: Path) -> None:
    source = 'package("scikit-learn", "datasets/data/iris.csv")'
    names = ["150", "4", "setosa", "versicolor", "virginica"]

    assert proposed(folder, source, 'x = columns(except="|")') == names
    assert proposed(folder, f"csv({source})", 'x = column("|")') == names


def test_files_have_columns_too(folder: Path) -> None:
    assert proposed(folder, 'files("*.csv")', 'x = column("|")') == ["path", "folder", "name"]


NAMED = ['x = columns(["höhe", "|"])', 'x = column("h|', 'rows = sort("|")', 'rows = drop_missing("|")',
         'rows = group("höhe", order="|")', 'x = column("höhe") -> window(2, group="|")', 'split = time("|")', 'split = by_group(column="|")']  # fmt: skip
UNNAMED = ['x = column("höhe") -> categories(["|"])', 'source = csv("|")', 'x = "|"',
           'x = column("höhe", type=text) -> replace("|", "b")']  # fmt: skip


@pytest.mark.parametrize("entry", NAMED)
def test_where_columns_are_named(folder: Path, entry: str) -> None:
    assert proposed(folder, 'csv("plain.csv")', entry) == ["age, in years", "höhe"]


@pytest.mark.parametrize("entry", UNNAMED)
def test_where_other_texts_stand(folder: Path, entry: str) -> None:
    assert proposed(folder, 'csv("plain.csv")', entry) == []


@pytest.mark.parametrize(
    "source", ['csv("none.csv")', 'parquet("plain.csv")', 'csv("rows.parquet")']
)
def test_a_file_that_cannot_be_read_has_none(folder: Path, source: str) -> None:
    assert proposed(folder, source, 'x = column("|")') == []


FILES = [
    ('data {\n    source = csv("|")\n}\n', {"plain.csv", "packed.csv.gz", "more/"}, {"notes.md", "x.tenet"}),
    ('data {\n    source = csv("more/|")\n}\n', {"more/inner.csv"}, {"plain.csv"}),
    ('data {\n    source = csv("nowhere/|")\n}\n', set(), {"plain.csv"}),
    ('data {\n    source = files("|")\n}\n', {"notes.md", "plain.csv"}, {".hidden"}),
    ('import "|" as parts\n', {"parts.tenet", "more/"}, {"plain.csv", "x.tenet"}),
    ('import "p|', {"parts.tenet"}, {"plain.csv"}),
    ('data {\n    source = package("scikit-learn", "|")\n}\n', {"datasets/data/digits.csv.gz"}, {"plain.csv"}),
    ('data {\n    source = csv(package(distribution="scikit-learn", path="data|', {"datasets/data/iris.csv"}, set()),
    ('data {\n    source = package("|")\n}\n', set(), {"plain.csv"}),
    ('param n = "|"\n', set(), {"plain.csv", "more/"}),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "there", "never"), FILES)
def test_files(tmp_path: Path, marked: str, there: set[str], never: set[str]) -> None:
    (tmp_path / "more").mkdir()
    for name in (
        "plain.csv",
        "packed.csv.gz",
        "notes.md",
        ".hidden",
        "parts.tenet",
        "x.tenet",
        "more/inner.csv",
    ):
        (tmp_path / name).touch()
    text = marked.replace("|", "", 1)
    document = Document("", tmp_path / "x.tenet", text, "utf-8", {}, lambda _: ())
    found = {p.label for p in proposals(document, marked.index("|")) if p.sort == "file"}

    assert there <= found
    assert not never & found


def test_over_the_wire(start: Callable[..., Editor]) -> None:
    editor = start()
    pl.DataFrame({"é🦊": [1]}).write_parquet(editor.folder / "rows.parquet")
    place = editor.open("x.tenet", TEXT.format('parquet("rows.parquet")', 'x = column("é🦊|")'))
    (found,) = editor.ask("textDocument/completion", place)["items"]

    assert found["label"] == "é🦊"
    assert editor.words("x.tenet", found["textEdit"]["range"]) == "é🦊"


def test_a_rule_stands_in_the_place_of_what_was_written_of_it(editor: Editor) -> None:
    text = "# tenet: allow(softmax-twice, linear-st|) meant\nparam n = 1\n"
    items = editor.ask("textDocument/completion", editor.open("rule.tenet", text))["items"]
    found = next(item for item in items if item["label"] == "linear-stack")

    assert editor.words("rule.tenet", found["textEdit"]["range"]) == "linear-st"
