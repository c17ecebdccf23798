"""Tables from files, and what is said of files that hold none."""

from __future__ import annotations

import gzip
import re
from contextlib import suppress
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenet.data.field import Content
from tenet.data.heading import header
from tenet.data.reading import read_rows, read_table
from tenet.data.sources.csv import Csv
from tenet.data.sources.npz import Npz
from tenet.data.sources.parquet import Parquet
from tenet.data.table import Table
from tenet.diagnostics import TenetError
from tenet.types.shape import Misfit

Factory = pytest.TempPathFactory


def table(folder: Path, data: bytes, **settings: object) -> Table:
    (folder / "rows.csv").write_bytes(data)
    return read_table(Csv(path="rows.csv", **settings), folder)  # type: ignore[arg-type]


GOOD = {
    "plain": b"a,b\n1,x\n2,y\n",
    "no last line end": b"a,b\n1,x\n2,y",
    "blank lines at the end": b"a,b\n1,x\n2,y\n\n\n",
    "carriage returns": b"a,b\r\n1,x\r\n2,y\r\n",
    "old line ends": b"a,b\r1,x\r2,y\r",
    "byte order mark": b"\xef\xbb\xbfa,b\n1,x\n2,y\n",
    "gzip": gzip.compress(b"a,b\n1,x\n2,y\n"),
    "quotes": b'"a","b"\n"1","x"\n2,"y"\n',
    "blanks around numbers": b"a,b\n 1,x\n2 ,y\n",
    "other spellings of numbers": b"a,b\n+1.0,x\n2e0,y\n",
}


@pytest.mark.parametrize("data", GOOD.values(), ids=GOOD)
def test_good_file(tmp_path: Path, data: bytes) -> None:
    found = table(tmp_path, data)

    assert found.names == ("a", "b")
    assert found.numbers("a").tolist() == [[1.0], [2.0]]
    assert found.texts("b").tolist() == [["x"], ["y"]]
    assert header(Csv(path="rows.csv"), tmp_path) == ("a", "b")


def test_separators_and_line_ends_inside_quotes(tmp_path: Path) -> None:
    found = table(tmp_path, b'a;b\n"x;y";"p\nq"\n"say ""hi""";\n', separator=";")

    assert found.texts("a").tolist() == [["x;y"], ['say "hi"']]
    assert found.texts("b").tolist() == [["p\nq"], [""]]


@pytest.mark.parametrize(
    "data", [b"1,x\n2,y\n", b"1,x\r\n2,y\r\n", b"1,x\r2,y\r", b"\xef\xbb\xbf1,x\n2,y"]
)
def test_without_a_header(tmp_path: Path, data: bytes) -> None:
    found = table(tmp_path, data, header=False)
    parts = read_table(Csv(path="rows.csv", header=False, buffer=1), tmp_path)

    for each in (found, parts.only(["column_1", "column_2"])):
        assert each.names == header(Csv(path="rows.csv", header=False), tmp_path)
        assert each.numbers("column_1").tolist() == [[1.0], [2.0]]
        assert each.texts("column_2").tolist() == [["x"], ["y"]]
    with pytest.raises(TenetError, match="1 cell in row 2 "):
        table(tmp_path, b"1,x\n2\n", header=False)


def test_missing_cells(tmp_path: Path) -> None:
    found = table(tmp_path, "a,b\nNA,NA\n?,é\n,\n7, NA \n".encode(), missing=("NA", "?"))

    np.testing.assert_array_equal(found.numbers("a"), [[np.nan], [np.nan], [np.nan], [7]])
    assert found.texts("b").tolist() == [[""], ["é"], [""], [""]]
    assert found.content("a") is Content.NUMBER
    assert found.content("b") is Content.TEXT


def test_content_is_told_by_the_whole_column(tmp_path: Path) -> None:
    found = table(tmp_path, b"a,b\n" + b"1,inf\n" * 5000 + b"x,1\n")

    assert found.content("a") is Content.TEXT
    assert found.first_wrong("a") == 5000
    assert found.content("b") is Content.TEXT


BAD = {
    "empty": (b"", "TAB003", "is empty"),
    "blank": (b"\n\n", "TAB003", "is empty"),
    "blank first line": (b"\na,b\n1,2\n", "TAB002", "begins with a blank line"),
    "header only": (b"a,b\n", "TAB003", "has a header but no rows"),
    "short row": (b"a,b\n1,2\n3\n4,5\n", "TAB004", "1 cell in row 2 (line 3), but 2 columns: 3"),
    "long row": (b"a,b\n1,2\n3,4,5\n", "TAB004", "3 cells in row 2 (line 3), but 2 columns"),
    "late short row": (b"a,b\n" + b"1,2\n" * 9000 + b"7\n", "TAB004", "in row 9,001"),
    "blank line": (b"a,b\n1,2\n\n3,4\n", "TAB004", "0 cells in row 2"),
    "short row of quoted commas": (b'a,b\n"1,1",2\n"3,4"\n', "TAB004", "1 cell in row 2"),
    "no header": (b"1,2,1\n1,2,3\n", "TAB005", 'has 2 columns called "1"'),
    "duplicate column": (b"a,b,a\n1,2,3\n", "TAB005", 'has 2 columns called "a"'),
    "latin-1": ("a,b\né,2\n".encode("latin-1"), "TAB002", "not UTF-8: byte 0xe9 in line 2"),
    "utf-16": ("a,b\n1,2\n".encode("utf-16"), "TAB002", "is in UTF-16"),
    "zero byte": (b"a,b\n1,2\n\x003,4\n", "TAB002", "a zero byte in line 3"),
    "open quote": (b'a,b\n"1,2\n3,4\n', "TAB00[24]", "line|row"),
    "quote inside": (b'a,b\n"x"y,2\n', "TAB002", "line 2"),
    "cut gzip": (gzip.compress(b"a,b\n1,2\n" * 99)[:-9], "TAB002", "a damaged gzip file"),
    "false gzip": (b"\x1f\x8bnothing", "TAB002", "a damaged gzip file"),
}


@pytest.mark.parametrize(("data", "code", "expected"), BAD.values(), ids=BAD)
def test_bad_file(tmp_path: Path, data: bytes, code: str, expected: str) -> None:
    with pytest.raises(TenetError) as caught:
        table(tmp_path, data)

    (found,) = caught.value.diagnostics
    assert re.fullmatch(code, found.rule.code)
    assert expected in found.message or re.search(expected, found.message)
    assert found.message.startswith('"rows.csv"')
    assert len(found.message) < 300


@pytest.mark.parametrize("name", ["duplicate column", "latin-1 header", "false gzip", "empty"])
def test_bad_header(tmp_path: Path, name: str) -> None:
    data = b"a,\xe9\n1,2\n" if name == "latin-1 header" else BAD[name][0]
    (tmp_path / "rows.csv").write_bytes(data)

    with pytest.raises(TenetError):
        header(Csv(path="rows.csv"), tmp_path)


def test_header_reads_no_rows(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_bytes(b'a,"b\nc"\n1,2,3\n\xff\x00')

    assert header(Csv(path="rows.csv"), tmp_path) == ("a", "b\nc")


def test_huge_line(tmp_path: Path) -> None:
    found = table(tmp_path, b"a,b\n1," + b"x" * 3_000_000 + b"\n")

    assert found.rows == 1
    with pytest.raises(TenetError, match="row 1"):
        table(tmp_path, b"a,b\n1,2," + b"x" * 100_000 + b"\n")
    with pytest.raises(TenetError, match="line"):
        table(tmp_path, b"a,b\n1,2," + b"x" * 3_000_000 + b"\n")


ABSENT = {
    "near name": ("data/row.csv", "TAB001", 'did you mean "data/rows.csv"?'),
    "far name": ("data/zebra", "TAB001", "paths start from the folder of the spec"),
    "no folder": ("dta/rows.csv", "TAB001", 'there is no folder "dta"'),
    "a folder": ("data", "TAB002", 'such as "data/rows.csv"'),
    "zero byte": ("a\0b", "TAB001", None),
    "long name": ("x" * 5000, "TAB002", None),
}


@pytest.mark.parametrize(("path", "code", "help_"), ABSENT.values(), ids=ABSENT)
def test_absent_file(tmp_path: Path, path: str, code: str, help_: str | None) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "rows.csv").write_text("a\n1\n")

    with pytest.raises(TenetError) as caught:
        read_table(Csv(path=path), tmp_path)

    (found,) = caught.value.diagnostics
    assert found.rule.code == code
    assert found.help is None if help_ is None else help_ in (found.help or "")


@pytest.mark.parametrize("separator", ["é", '"', "\n"])
def test_separator(separator: str) -> None:
    with pytest.raises(Misfit, match="cannot separate cells"):
        Csv(path="a", separator=separator)


def test_parquet(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "n": [1, None, 3],
            "f": [0.5, float("nan"), 2.0],
            "b": [True, False, None],
            "t": ["x", None, ""],
            "c": pl.Series(["u", "v", "u"], dtype=pl.Categorical),
        }
    )
    frame.write_parquet(tmp_path / "rows.parquet")
    found = read_table(Parquet(path="rows.parquet"), tmp_path)

    assert header(Parquet(path="rows.parquet"), tmp_path) == ("n", "f", "b", "t", "c")
    np.testing.assert_array_equal(found.numbers("n"), [[1], [np.nan], [3]])
    np.testing.assert_array_equal(found.numbers("f"), [[0.5], [np.nan], [2]])
    np.testing.assert_array_equal(found.numbers("b"), [[1], [0], [np.nan]])
    assert found.texts("t").tolist() == [["x"], [""], [""]]
    assert found.texts("c").tolist() == [["u"], ["v"], ["u"]]
    assert [found.content(name).value for name in "nfbtc"] == ["number"] * 3 + ["text"] * 2


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", b"PAR1" + b"\0" * 40 + b"PAR1"])
def test_bad_parquet(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "rows.parquet").write_bytes(data)

    for read in (read_table, header):
        with pytest.raises(TenetError, match="is no Parquet file"):
            read(Parquet(path="rows.parquet"), tmp_path)


def test_rows_that_no_spec_names(tmp_path: Path) -> None:
    (tmp_path / "new.csv").write_text("a;b\n1;-\n")

    found = read_rows(tmp_path / "new.csv", separator=";", missing=("-",))

    assert found.texts("b").tolist() == [[""]]
    assert len(found.sha256) == 64


CHUNKS = st.sampled_from([b"a", b"1", b"NA", b",", b'"', b"\n", b"\r\n", b" ", b"\xff", b"\0", b""])


@given(data=st.lists(CHUNKS, max_size=40).map(b"".join) | st.binary(max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_a_table_or_a_finding(tmp_path_factory: Factory, data: bytes) -> None:
    folder = tmp_path_factory.getbasetemp()
    try:
        found = table(folder, data)
    except TenetError:
        return
    assert found.names == header(Csv(path="rows.csv"), folder)
    for name in found.names:
        assert found.texts(name).shape == found.numbers(name).shape == (found.rows, 1)


def test_the_header_of_nested_parquet(tmp_path: Path) -> None:
    nested = {"a": [{"x": [1, 2], "y": {"z": "é"}}], "名": [[[1.5]]], "b": [None]}
    pl.DataFrame(nested).write_parquet(tmp_path / "rows.parquet", row_group_size=1)

    assert header(Parquet(path="rows.parquet"), tmp_path) == ("a", "名", "b")


@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_a_damaged_footer_is_a_finding_or_a_header(
    tmp_path_factory: Factory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.getbasetemp()
    file = folder / "damaged.parquet"
    pl.DataFrame({"a": [1], "b": ["x"]}).write_parquet(file)
    whole = bytearray(file.read_bytes())
    length = int.from_bytes(whole[-8:-4], "little")
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(len(whole) - 8 - length, len(whole) - 1))
        whole[place] = data.draw(st.integers(0, 255))
    file.write_bytes(whole)
    with suppress(TenetError):
        assert isinstance(header(Parquet(path=file.name), folder), tuple)


def saved(folder: Path, **arrays: object) -> Npz:
    np.savez(folder / "rows.npz", **arrays)  # type: ignore[arg-type]
    return Npz(path="rows.npz")


def test_arrays(tmp_path: Path) -> None:
    """Of arrays of more axes each element of a row is a column; the header alone tells their names."""
    image = np.arange(12, dtype=">f2").reshape(3, 2, 2)
    source = saved(
        tmp_path, image=image, label=np.array([2, 0, 1], np.uint8), name=np.array(["é", "", "b"]),
        sure=np.array([True, False, True]), price=np.array([1.5, np.nan, 2.0]),
    )  # fmt: skip
    found = read_table(source, tmp_path)

    assert found.names == header(source, tmp_path)
    assert found.names == (*(f"image_{k}" for k in range(4)), "label", "name", "sure", "price")
    np.testing.assert_array_equal(
        np.hstack([found.numbers(f"image_{k}") for k in range(4)]).reshape(3, 2, 2), image
    )
    assert found.numbers("label").tolist() == [[2], [0], [1]]
    assert found.texts("name").tolist() == [["é"], [""], ["b"]]
    assert found.numbers("sure").tolist() == [[1], [0], [1]]
    assert found.missing_cells("price").tolist() == [False, True, False]


NO_ARRAYS: dict[str, tuple[dict[str, object], str]] = {
    "objects": ({"a": np.array([{}], object)}, 'holds "a", which cannot be read'),
    "complex": ({"a": np.array([1j])}, 'holds complex128 in "a"'),
    "a number": ({"a": np.array(3), "b": np.zeros(2)}, 'holds a single number in "a"'),
    "lengths": ({"a": np.zeros(2), "b": np.zeros((3, 2))}, 'has 2 rows in "a" and 3 in "b"'),
    "names": ({"a": np.zeros((2, 1)), "a_0": np.zeros(2)}, 'has 2 columns called "a_0"'),
    "nothing": ({}, "holds no array"),
    "too many": ({"a": np.zeros((1, 60_000))}, "gives 60,000 columns"),
    "no rows": ({"a": np.zeros((0, 2))}, "has a header but no rows"),
}


@pytest.mark.parametrize(("arrays", "told"), NO_ARRAYS.values(), ids=NO_ARRAYS)
def test_no_arrays(tmp_path: Path, arrays: dict[str, object], told: str) -> None:
    with pytest.raises(TenetError) as error:
        read_table(saved(tmp_path, **arrays), tmp_path)

    assert told in str(error.value)


@given(st.binary(max_size=300), st.integers(0, 400))
@settings(max_examples=60)
def test_damaged_arrays(tmp_path_factory: Factory, junk: bytes, place: int) -> None:
    """Whatever a file holds, it is read, or refused with a reason."""
    folder = tmp_path_factory.getbasetemp()
    saved(folder, a=np.arange(4.0), b=np.array(["x", "y", "z", ""]))
    whole = (folder / "rows.npz").read_bytes()
    (folder / "rows.npz").write_bytes(whole[:place] + junk + whole[place + len(junk) :])
    for ask in (read_table, header):
        with suppress(TenetError):
            ask(Npz(path="rows.npz"), folder)
