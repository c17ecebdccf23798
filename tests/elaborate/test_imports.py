"""Imports: what they bring, where they are found, what sets their params, what they may not reach."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tenet.elaborate import chain, module
from tenet.elaborate.experiment import elaborate
from tenet.frozen import replace
from tenet.ir.graph import Graph
from tenet.limits import DEFAULT
from tenet.source import Source

Said = Callable[..., list[str]]
Built = Callable[..., Graph]
Told = Callable[..., list[tuple[str, ...]]]

FILES = {
    "unet.tenet": """
import "parts/layers.tenet" as parts

param width: int in 1..99 = 8
param depth = 1

block up(x; width=width) {
    h = x
    repeat depth {
        h = h -> parts.layer(width)
    }
    return h
}

network ignored(x: f32[4]) -> y {
    y = x -> dense(2)
}
""",
    "parts/layers.tenet": """
import "deep.tenet" as deep

block layer(x; width) {
    return x -> dense(width, bias=false) -> deep.act(deep.slope)
}
""",
    "parts/deep.tenet": """
param slope = 0.1

block act(x; slope) {
    return x -> leaky_relu(slope)
}
""",
    "broken.tenet": "param width 3\n\nblock head(x) {\n    return x -> dense(2)\n}\n",
    "wrong.tenet": "block head(x; k) {\n    return x -> dens(k)\n}\n",
    "conv.tenet": "block head(x; k) {\n    return x -> dense(k) -> conv(k, 3)\n}\n",
    "loop.tenet": 'import "loop.tenet" as loop\n\nblock head(x) {\n    return x -> loop.head\n}\n',
    "library.tenet": "# Only blocks.\n\nparam width = 3\n\nblock head(x) {\n    return x -> dense(width)\n}\n",
}


def spec(body: str, imports: str = 'import "unet.tenet" as unet') -> str:
    """A network of this line, after the imports."""
    return f"{imports}\n\nnetwork(x: f32[4]) -> y {{\n    y = x -> {body}\n}}\n"


USES = [
    ("unet.up", {}, {"up.repeat0.layer.dense.weight": (8, 4)}),
    ("unet.up(5)", {}, {"up.repeat0.layer.dense.weight": (5, 4)}),
    ("unet.up(width=unet.width)", {}, {"up.repeat0.layer.dense.weight": (8, 4)}),
    ("dense(unet.width, bias=false)", {}, {"dense.weight": (8, 4)}),
    ("unet.up", {"unet.width": "6"}, {"up.repeat0.layer.dense.weight": (6, 4)}),
    ("unet.up(2)", {"unet.depth": "1 + 1"},
     {"up.repeat0.layer.dense.weight": (2, 4), "up.repeat1.layer.dense.weight": (2, 2)}),
    ('unet.up -> unet.up(name="last")', {},
     {"up.repeat0.layer.dense.weight": (8, 4), "last.repeat0.layer.dense.weight": (8, 8)}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("use", "overrides", "parameters"), USES, ids=[f"{row[0]} {row[1] or ''}" for row in USES]
)
def test_uses(
    use: str, overrides: dict[str, str], parameters: dict[str, tuple[int, ...]], built: Built
) -> None:
    graph = built(spec(use), overrides, FILES)

    assert {path: p.shape for path, p in graph.parameters.items()} == parameters


def test_a_param_deep_inside(built: Built) -> None:
    graph = built(spec("unet.up(2)"), {"unet.parts.deep.slope": "0.25"}, FILES)

    assert "slope=0.25" in str([node.op for node in graph.nodes])


def test_one_file_under_two_names_has_params_of_each(built: Built) -> None:
    both = 'import "library.tenet" as a\nimport "library.tenet" as b'
    body = "a.head -> b.head"
    set_first = built(spec(body, both), {"a.width": "7"}, FILES)
    set_second = built(spec(body, both), {"b.width": "7"}, FILES)

    assert [p.shape for p in set_first.parameters.values()] == [(7, 4), (7,), (3, 7), (3,)]
    assert [p.shape for p in set_second.parameters.values()] == [(3, 4), (3,), (7, 3), (7,)]


FOUND = [
    ("a block that is not there", "unet.upp", 'import "unet.tenet" as unet', {}, ["TYP007 upp"]),
    ("a network is not brought", "unet.ignored", 'import "unet.tenet" as unet', {},
     ["TYP007 ignored"]),
    ("nor what the file imports", "unet.parts.layer(3)", 'import "unet.tenet" as unet', {},
     ["TYP007 parts"]),
    ("names are qualified", "up", 'import "unet.tenet" as unet', {}, ["NAM002 up"]),
    ("the module itself", "unet", 'import "unet.tenet" as unet', {}, ["TYP002 unet"]),
    ("the module as a value", "dense(unet)", 'import "unet.tenet" as unet', {}, ["VAL001 unet"]),
    ("nobody uses it", "relu", 'import "unet.tenet" as unet', {}, ["NAM007 unet"]),
    ("a name twice", "a.head", 'import "library.tenet" as a\nimport "unet.tenet" as a', {},
     ["NAM006 a"]),
    ("the name of a param", "a.head", 'import "library.tenet" as a\nparam a = 3', {}, ["NAM006 a"]),
    ("no file", "a.head -> a.tail(3)", 'import "none.tenet" as a', {}, ['IMP003 "none.tenet"']),
    ("no text of a path", "a.head", 'import "" as a', {}, ['IMP003 ""']),
    ("outside", "a.head", 'import "../library.tenet" as a', {}, ['IMP002 "../library.tenet"']),
    ("outside and back", "a.head", 'import "parts/../library.tenet" as a', {}, []),
    ("from the root", "a.head", 'import "/library.tenet" as a', {}, ['IMP002 "/library.tenet"']),
    ("a file that needs itself", "a.head", 'import "loop.tenet" as a', {}, ['IMP001 "loop.tenet"']),
    ("the spec itself", "a.head", 'import "spec.tenet" as a', {}, ['IMP001 "spec.tenet"']),
    ("not in the standard library", "visoin.residual(3)", "import visoin", {}, ["IMP003 visoin"]),
    ("a file that does not parse", "a.head", 'import "broken.tenet" as a', {}, ["SYN001 3"]),
    ("and what it lacks for it", "dense(a.width)", 'import "broken.tenet" as a', {},
     ["SYN001 3"]),
    ("a mistake in a block", "a.head(3) -> a.head(4)", 'import "wrong.tenet" as a', {},
     ["NAM002 dens"]),
    ("a misfit in a block", "a.head(3) -> relu", 'import "conv.tenet" as a', {},
     ["TYP001 conv(k, 3)"]),
    ("a value outside the param", "unet.up", 'import "unet.tenet" as unet', {"unet.width": "100"},
     ["VAL007 100"]),
    ("a param that is not there", "unet.up", 'import "unet.tenet" as unet', {"unet.widht": "3"},
     ["NAM001"]),
    ("a param of nothing", "unet.up", 'import "unet.tenet" as unet', {"unte.width": "3"},
     ["NAM001"]),
    ("a param further in that is not there", "unet.up", 'import "unet.tenet" as unet',
     {"unet.parts.width": "3"}, ["NAM001"]),
    ("a param that could not be read", "unet.up", 'import "unet.tenet" as unet',
     {"unet.width": "3 3"}, ["SYN001 3"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("use", "imports", "overrides", "expected"),
    [row[1:] for row in FOUND],
    ids=[row[0] for row in FOUND],
)
def test_found(
    use: str, imports: str, overrides: dict[str, str], expected: list[str], said: Said
) -> None:
    assert said(spec(use, imports), overrides, FILES) == expected


def test_a_block_sees_its_own_file_alone(said: Said) -> None:
    text = "param width = 9\n\n" + spec("a.head -> dense(width)", 'import "b.tenet" as a')
    files = {"b.tenet": "block head(x) {\n    return x -> dense(width)\n}\n"}

    assert said(text, {}, files) == ["NAM001 width"]


def test_a_file_in_a_folder_is_found_from_there(tmp_path: Path) -> None:
    """From the file that imports it, and read from there."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    elaborated = elaborate(Source(str(tmp_path / "spec.tenet"), spec("unet.up")))

    assert elaborated.diagnostics == ()
    assert elaborated.experiment.imports == {
        name: FILES[name] for name in ("unet.tenet", "parts/layers.tenet", "parts/deep.tenet")
    }


LINKS = [("../outside.tenet", "IMP002"), ("head.tenet", "IMP003"), ("library.tenet", None)]


@pytest.mark.parametrize(("target", "code"), LINKS, ids=["outside", "itself", "beside"])
def test_links(target: str, code: str | None, tmp_path: Path) -> None:
    folder = tmp_path / "specs"
    folder.mkdir()
    (tmp_path / "outside.tenet").write_text(FILES["library.tenet"])
    (folder / "library.tenet").write_text(FILES["library.tenet"])
    (folder / "head.tenet").symlink_to(target)
    text = spec("a.head", 'import "head.tenet" as a')
    found = elaborate(Source(str(folder / "spec.tenet"), text)).diagnostics

    assert [d.rule.code for d in found] == ([] if code is None else [code])


@pytest.mark.parametrize(("most", "expected"), [(3, []), (2, ["LIM006"]), (1, ["LIM006"])])
def test_how_deep(most: int, expected: list[str]) -> None:
    limits = replace(DEFAULT, imports=most)
    found = elaborate(
        Source("spec.tenet", spec("unet.up")), limits=limits, imports=FILES
    ).diagnostics

    assert [d.rule.code for d in found] == expected


STANDARD = {
    "vision": "block head(x; k) {\n    return x -> dense(k) -> conv(k, 3)\n}\n",
    "fine": "block head(x; k) {\n    return x -> dense(k)\n}\n",
}


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A standard library of two files."""
    for name, text in STANDARD.items():
        (tmp_path / f"{name}.tenet").write_text(text)
    for place in (chain, module):
        monkeypatch.setattr(place, "SHELF", tmp_path)
    return tmp_path


@pytest.mark.usefixtures("shelf")
def test_standard(built: Built, said: Said, told: Told) -> None:
    """A mistake that the standard library meets is the user's, at the use."""
    graph = built(spec("fine.head(3)", "import fine"))
    renamed = spec("f.head(3)", "import fine as f")
    (found,) = told(spec("vision.head(3)", "import vision"))

    assert list(graph.parameters) == ["head.dense.weight", "head.dense.bias"]
    assert said(renamed) == []
    assert found[0] == "TYP001 vision.head(3)"
    assert found[1].startswith("in `vision.head`, `conv` needs")
    assert found[2:] == ("conv(k, 3): found here", "dense(k): f32[3] comes from here")


@pytest.mark.usefixtures("shelf")
def test_the_standard_library_is_known_by_name(told: Told) -> None:
    (found,) = told(spec("vsion.head(3)", "import vsion"))

    assert found[:2] == (
        "IMP003 vsion", "the standard library has no `vsion`; did you mean `vision`?",
    )  # fmt: skip
