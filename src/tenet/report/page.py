"""The page: every section that has something to show, in order; it loads nothing from anywhere."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

from tenet.atomic import write_atomically
from tenet.html import Html, joined, tag
from tenet.report import sections
from tenet.report.case import Case

STYLE = """
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #ffffff; --line: #d0d0d0; --accent: #3b82c4; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e6e6; --paper: #161616; --line: #444444; } }
body { color: var(--ink); background: var(--paper); font: 15px/1.5 system-ui, sans-serif;
  max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; border-bottom: 1px solid var(--line); margin-top: 2.2rem; }
pre { padding: .8rem; border: 1px solid var(--line); border-radius: 4px; overflow-x: auto; font-size: 13px; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; } caption { text-align: left; }
th, td { padding: .15rem .6rem; border-bottom: 1px solid var(--line); text-align: left; }
td.number { text-align: right; white-space: nowrap; } .scroll { overflow-x: auto; margin: .8rem 0; }
.confusion td.number { background: color-mix(in srgb, var(--accent) var(--share, 0%), transparent); }
.figures { display: flex; flex-wrap: wrap; gap: .5rem; } figure { margin: 0; max-width: 30rem; }
svg { max-width: 100%; height: auto; } nav a { margin-right: 1rem; } a { color: var(--accent); }
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""What the browser lets the page do: nothing but show its own styles and figures."""


def report(folder: Path, target: Path | None = None) -> Path:
    """The path of the report of a run. Effect: it is written.

    Raises:
        TenetError: there is no such run, or its data has changed.
        ModuleNotFoundError: matplotlib, or the framework of the run, is not installed.
    """
    path = folder / "report.html" if target is None else target
    write_atomically(path, page(Case(folder)).encode())
    return path


def page(case: Case) -> str:
    """The whole page."""
    shown = [(module.TITLE, module.section(case)) for module in modules()]
    found = [(title, content) for title, content in shown if content is not None]
    title = f"{case.prepared.graph.name}: {case.run.folder.name}"
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", **{"http-equiv": "Content-Security-Policy", "content": POLICY}),
        tag("title", title),
        tag("style", Html(STYLE)),
    )
    links = tag("nav", *(tag("a", name, href=f"#{name.lower()}") for name, _ in found))
    parts = (tag("section", tag("h2", name), content, id=name.lower()) for name, content in found)
    body = tag("body", tag("h1", title), links, joined(parts))
    return f"<!doctype html>\n{tag('html', head, body, lang='en')}\n"


def modules() -> list[ModuleType]:
    """The sections in the order of the page."""
    names = (info.name for info in iter_modules(sections.__path__))
    found = (import_module(f"{sections.__name__}.{name}") for name in names)
    return sorted(found, key=lambda module: module.PLACE)
