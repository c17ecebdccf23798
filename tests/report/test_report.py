"""A report is one page that holds what it shows, of which nothing that a spec or a table says is more than text."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from tests.browser import browser

from tenet.cli.main import run

pytestmark = pytest.mark.target

SPEC = """# <script>alert("spec")</script>
data {
    source  = csv("rows.csv")
    x       = columns("x*") -> standardize
    kind    = column("kind") -> categories
    size    = column("size") -> standardize
    split   = random(train=60%, validation=20%, test=20%, seed=1)
}

network(x) -> probability, estimate: f32 {
    h = x -> dense(6) -> relu
    probability = h -> dense(2) -> softmax
    estimate = h -> dense(1) -> squeeze
}

train {
    loss      = cross_entropy(probability, kind) + mse(estimate, size)
    optimizer = adam(1e-2)
    batch     = 16
    epochs    = 2
    metrics {
        right = accuracy(probability, kind)
        off   = mae(estimate, size)
    }
}
"""
VOID = {"br", "meta"}
FIGURES = (
    "[...new Set([...document.querySelectorAll('svg text')].map((t) => getComputedStyle(t).fill))]"
)
"""The colours of the texts in the figures."""


class Reader(HTMLParser):
    """Reads a page: its texts, its elements, and whether every one of them ends."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes an element."""
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes an element that is closed at once."""
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Closes the element that was opened last."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Notes a text."""
        self.texts.append(data)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The report of a run whose spec and classes would like to be scripts."""
    folder = tmp_path_factory.mktemp("report")
    random = np.random.default_rng(3)
    cells = random.standard_normal((120, 3))
    names = np.where(cells[:, 0] > 0, "<script>evil()</script>", "good & $ok$")
    lines = [f"{a},{b},{n},{300 + 20 * s}" for (a, b, s), n in zip(cells, names, strict=True)]
    (folder / "rows.csv").write_text("\n".join(["x1,x2,kind,size", *lines]) + "\n")
    (folder / "spec.tenet").write_text(SPEC)
    made = folder / "run"

    assert run(["train", str(folder / "spec.tenet"), "--layers", "--run", str(made)]) == 0
    assert run(["export", str(made)]) == 0
    assert run(["report", str(made), "-o", str(folder / "page.html")]) == 0
    return (folder / "page.html").read_text("utf-8")


def test_all_sections_are_there(page: str) -> None:
    reader = Reader(page)
    ids = [attributes["id"] for tag, attributes in reader.seen if tag == "section"]

    assert not reader.open
    assert ids == [
        "result", "course", "learning", "confusion", "classes", "residuals", "layers",
        "findings", "certificate", "spec", "reproduce",
    ]  # fmt: skip
    assert sum(tag == "svg" for tag, _ in reader.seen) == 10


def test_what_is_text_stays_text(page: str) -> None:
    reader = Reader(page)

    assert "script" not in {tag for tag, _ in reader.seen}
    assert not [n for _, given in reader.seen for n in given if n.startswith("on")]
    assert any('<script>alert("spec")</script>' in text for text in reader.texts)
    assert reader.texts.count("<script>evil()</script>") == 3  # row, column, class


def test_nothing_is_loaded_and_names_are_one_of_a_kind(page: str) -> None:
    reader = Reader(page)
    ids = [given["id"] for _, given in reader.seen if "id" in given]
    links = {
        value
        for _, given in reader.seen
        for name, value in given.items()
        if name in {"href", "src", "xlink:href"}
    }

    assert len(ids) == len(set(ids))
    assert {link for link in links if link is not None and not link.startswith("#")} == set()
    assert {f"#{name}" for name in ids} >= links
    assert not re.search(r"@import|url\((?!#)", page)


def test_it_is_light_and_dark(page: str) -> None:
    assert "prefers-color-scheme: dark" in page
    assert "currentColor" in page
    assert "#000000" not in page


def test_layers_tell_what_was_predicted_and_what_is(page: str) -> None:
    rows = re.findall(r"<tr><td>(\w+)</td><td>\w+</td><td>[^<]*</td>(.*?)</tr>", page)
    cells = {path: re.findall(r">([^<]*)</td>", rest) for path, rest in rows}

    predicted, first, trained = cells["dense"][:3]
    low, high = map(float, re.findall(r"[\d.e+-]+", predicted.partition("(")[2]))
    assert low <= float(first) <= high
    assert float(trained) > 0


def test_a_browser_shows_it_light_and_dark(page: str, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(page, "utf-8")
    colour = "getComputedStyle(document.body).{}"
    with browser(tmp_path / "browser") as shown:
        seen = {}
        for scheme in ("light", "dark"):
            shown.open(tmp_path / "page.html", scheme)
            seen[scheme] = [shown.ask(colour.format(one)) for one in ("color", "backgroundColor")]
            assert shown.ask("document.querySelectorAll('svg path').length") > 6
            assert shown.ask(FIGURES) == [seen[scheme][0]]
            assert shown.ask("document.body.scrollWidth <= innerWidth")
            assert shown.ask("document.scripts.length") == 0
            assert "<script>evil()</script>" in shown.ask("document.body.innerText")
            assert shown.complaints == []
            assert shown.asked == [(tmp_path / "page.html").as_uri()]

    assert seen["light"] == ["rgb(27, 27, 27)", "rgb(255, 255, 255)"]
    assert seen["dark"] == ["rgb(230, 230, 230)", "rgb(22, 22, 22)"]
