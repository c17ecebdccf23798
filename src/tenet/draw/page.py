"""The page: the picture, the text beside it, and what is said of both; it loads nothing from anywhere."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path

from tenet.analysis.overview import Overview, overview
from tenet.diagnostics import Diagnostic
from tenet.draw.boxes import drawn
from tenet.draw.content import content, sources_of
from tenet.draw.measures import MEASURES
from tenet.draw.text import listing
from tenet.elaborate.experiment import Experiment
from tenet.html import Html, tag
from tenet.source import Source
from tenet.types.dim import Dim

HERE = Path(__file__).parent
SCRIPTS = (
    "layers.js",
    "order.js",
    "straight.js",
    "arrange.js",
    "picture.js",
    "stage.js",
    "choose.js",
    "said.js",
    "page.js",
)
"""In the order in which they run; all but the last only say what can be done."""


def page(experiment: Experiment, source: Source, findings: Iterable[Diagnostic]) -> str:
    """The whole page of a spec's networks, with what was found in the spec."""
    found = tuple(findings)
    drawing = drawn(experiment.networks)
    sources = sources_of(source, drawing, found)
    script = Html("".join((HERE / name).read_text("utf-8") for name in SCRIPTS))
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", **{"http-equiv": "Content-Security-Policy", "content": _policy(script)}),
        tag("title", f"{experiment.name}: the network"),
        tag("style", Html((HERE / "page.css").read_text("utf-8"))),
    )
    known = Html(content(experiment.doc, drawing, sources, found))
    body = tag(
        "body",
        _header(experiment),
        tag("main", _picture(), _beside(sources, found)),
        tag("script", known, type="application/json", id="content"),
        tag("script", script),
    )
    return f"<!doctype html>\n{tag('html', head, body, lang='en')}\n"


def _policy(script: str) -> str:
    """What the browser lets the page do: run this script, and nothing that somebody has put in."""
    digest = b64encode(sha256(script.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"


def _header(experiment: Experiment) -> Html:
    plans = experiment.plans
    totals = [
        _totals(overview(graph, None, plans[name].still if name in plans else ()))
        for name, graph in experiment.networks.items()
    ]
    colours = [
        tag("label", _radio(measure.name, number == 0), measure.name)
        for number, measure in enumerate(MEASURES)
    ]
    return tag(
        "header",
        tag("h1", experiment.name),
        tag("p", " · ".join(totals), class_="totals"),
        tag("fieldset", tag("legend", "colour"), *colours, id="colours"),
        tag("div", id="legend", role="note", **{"aria-label": "legend"}),
        tag(
            "div",
            tag("input", type="search", id="find", placeholder="find a box", list="paths", **{"aria-label": "find a box"}),
            tag("datalist", id="paths"),
            _button("fold", "fold all", "every block closed"),
            _button("unfold", "unfold all", "every block open"),
            _button("smaller", "-", "smaller"),
            _button("larger", "+", "larger"),
            _button("fit", "fit", "the whole picture in sight"),
            class_="buttons", role="toolbar", **{"aria-label": "picture"},
        ),
    )  # fmt: skip


def _totals(found: Overview) -> str:
    trained = found.trainable
    moved = "" if trained == found.parameters else f" ({_number(trained)} trainable)"
    return (
        f"{found.graph.name}: {_number(found.parameters)} parameters{moved}, "
        f"{_number(found.macs)} multiply-adds"
    )


def _number(dim: Dim) -> str:
    return f"{dim:,}" if isinstance(dim, int) else str(dim)


def _radio(value: str, chosen: bool) -> Html:
    more = {"checked": ""} if chosen else {}
    return tag("input", type="radio", name="colour", value=value, **more)


def _button(name: str, text: str, title: str) -> Html:
    return tag("button", text, type="button", id=name, title=title, **{"aria-label": title})


def _picture() -> Html:
    words = (
        "The picture needs scripts, which this browser does not run. "
        "`tenet show` prints the same as a table."
    )
    return tag(
        "section",
        tag("noscript", tag("p", words)),
        tag("p", KEYS, id="keys"),
        id="picture", **{"aria-label": "network"},
    )  # fmt: skip


KEYS = "↑ ↓ next box · → open, go in · ← close, go out · Enter choose · + - 0 size"


def _beside(sources: Sequence[Source], findings: Sequence[Diagnostic]) -> Html:
    texts = [
        tag(
            "details",
            tag("summary", source.name),
            listing(source, number, findings),
            **_open(number),
        )
        for number, source in enumerate(sources)
    ]
    return tag(
        "div",
        tag("section", *texts, id="text", **{"aria-label": "text"}),
        tag("section", id="chosen", **{"aria-label": "chosen", "aria-live": "polite"}),
        tag("section", id="findings", **{"aria-label": "findings"}),
        class_="beside",
    )


def _open(number: int) -> dict[str, str]:
    return {"open": ""} if number == 0 else {}
