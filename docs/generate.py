"""Write the generated pages: what a spec can name, the library, rules, support, architectures."""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path
from textwrap import fill
from typing import Any

from tenet.analysis.overview import overview, plain
from tenet.backends.lowering import TARGETS, Fused, NotYet, Target, Unlowered, lowering
from tenet.catalogue.definition import Definition
from tenet.catalogue.operation import Operation
from tenet.diagnostics import Severity
from tenet.elaborate.experiment import elaborate
from tenet.lint.engine import practices, refusals
from tenet.lint.practice import Practice, Sample
from tenet.pages.definition import catalogue, page, sections
from tenet.pages.library import OPERATIONS, Shelved, blocks, library
from tenet.policy.optimizer import Optimizer
from tenet.project.rulebook import rulebook
from tenet.source import Source

FOLDER = Path(__file__).parent / "reference"
NOTICE = "<!-- written by `make docs`; edit the docstrings instead -->\n"
ARCHITECTURES = Path(__file__).parents[1] / "specs" / "architectures"
ARCHITECTURES_NOTICE = "<!-- written by `make docs`; edit specs/architectures instead -->\n"
MEASURED = Path(__file__).parents[1] / "benchmarks" / "lint" / "measured.json"
WIDTH = 110
SHOWN = 1
"""Samples of each kind that a page prints; the tests hold all."""
LIBRARY_NOTICE = "<!-- written by `make docs`; edit the comments in src/tenet/std instead -->\n"


def pages() -> dict[str, str]:
    """The text of each generated page, by file name."""
    return {
        "architectures.md": _architectures(),
        "catalogue.md": _catalogue(),
        "library.md": _library(),
        "practices.md": _practices(),
        "rules.md": _rules(),
        "support.md": _support(),
    }


def _catalogue() -> str:
    parts = [f"# What a spec can name\n\n{NOTICE}"]
    for kind, things in {**catalogue(), "section": sections()}.items():
        parts.append(f"## {kind.capitalize()}\n")
        parts += [_page(thing) for thing in things]
    return "\n".join(parts)


def _page(thing: type[Definition]) -> str:
    _, _, rest = page(thing).partition("\n\n")
    return f"### `{thing.term()}`\n\n```text\n{rest.rstrip()}\n```\n"


def _library() -> str:
    words = (
        "Blocks written in Tenet, imported by the name of their module: `import vision`; those of"
        f" `{OPERATIONS}` are known by their names, without an import.\n"
    )
    parts = [f"# The standard library\n\n{LIBRARY_NOTICE}\n{words}"]
    shelved = blocks()
    for module, spec in library().items():
        parts.append(f"## `{module}`\n\n{spec.doc}\n")
        parts += [_block(block) for block in shelved if block.module == module]
    return "\n".join(parts)


def _block(block: Shelved) -> str:
    _, _, rest = block.page().partition("\n\n")
    source = block.tree.span.text
    return f"### `{block.name}`\n\n```text\n{rest.rstrip()}\n```\n\n```tenet\n{source}\n```\n"


def _practices() -> str:
    words = (
        "What the linter asks of a spec, over what the language demands. Errors cannot work as they are\n"
        "declared, warnings likely harm, and info is advice, reported when it is asked for. `docs/linter.md`\n"
        "says how to choose among them, and how to allow what is meant.\n"
    )
    measured = json.loads(MEASURED.read_text("utf-8"))
    parts = [f"# Practices\n\n{NOTICE}\n{words}\n{_measuring(measured)}"]
    parts += [_practice(rule, _worth(rule, measured)) for rule in practices()]
    parts.append(
        "## What the language refuses\n\nThese need no rule: a spec that breaks them is an error of the"
        " language, or cannot be\nwritten at all.\n\n| code | what is refused | by |\n|---|---|---|"
    )
    refused = sorted(refusals(), key=lambda refusal: refusal.code)
    rows = [f"| {r.code} | {r.reason} | {r.by or 'no words for it'} |" for r in refused]
    return "\n".join(parts) + "\n" + "\n".join(rows) + "\n"


def _measuring(measured: dict[str, Any]) -> str:
    programs, mutants = measured["programs"], measured["mutants"]
    return (
        fill(
            f"What errors and warnings are worth was measured on {programs['faulty']} collected faulty programs and"
            f" {programs['sound']} sound specs (mended programs, the gallery, uses of the standard library) by"
            f" `python -m benchmarks.lint cases.yaml --write`, and on {mutants['made']} mutants of sound specs by"
            " `python -m benchmarks.lint --mutants --write`; a mutant counts for a rule of the group that should"
            " find it. *Beside the fault* are findings that are true of a program, and not what is wrong with it.",
            WIDTH,
            break_on_hyphens=False,
            break_long_words=False,
        )
        + "\n"
    )


def _worth(rule: Practice, measured: dict[str, Any]) -> str:
    """How often a rule was right, wrong, and silent where nothing is wrong."""
    programs, mutants = measured["programs"], measured["mutants"]
    broken = f"mutants found: {mutants['rules'].get(rule.code, 0)}"
    if rule.severity is Severity.INFO:
        return f"Measured: {broken}; as advice it is not judged on programs."
    found, sound = programs["rules"].get(rule.code, {}), programs["sound"]
    alarms = found.get("alarms", 0)
    silence = f"{alarms} false alarms on" if alarms else "silent on all"
    told = f"right on {found.get('right', 0)} faulty programs, wrong on {found.get('wrong', 0)}"
    if found.get("uncounted"):
        told += f", beside the fault on {found['uncounted']}"
    return f"Measured: {told}; {silence} {sound} sound specs; {broken}."


def _practice(rule: Practice, worth: str) -> str:
    head = f"## {rule.code} `{rule.name}`\n\n*{rule.severity}*: {rule.reason}\n"
    parts = [head, f"{fill(rule.why, WIDTH)}\n\nSource: {rule.source}.\n\n{worth}\n"]
    for title, samples in (("Breaks it", rule.bad), ("Keeps it", rule.good)):
        parts += [f"{_caption(title, s)}\n\n```tenet\n{s.text}```\n" for s in samples[:SHOWN]]
    return "\n".join(parts)


def _caption(title: str, sample: Sample) -> str:
    if not sample.at:
        return f"{title}:"
    start, end = sample.span
    line = sample.text.count("\n", 0, start) + 1
    return f"{title}, at `{' '.join(sample.text[start:end].split())}` in line {line}:"


def _rules() -> str:
    rows = [f"| {r.code} | {r.name} | {r.severity} | {r.reason} |" for r in rulebook()]
    heading = "| code | name | severity | reason |\n|---|---|---|---|"
    return "\n".join([f"# Rules\n\n{NOTICE}", heading, *rows]) + "\n"


def _support() -> str:
    lowered = (t for ts in catalogue().values() for t in ts if issubclass(t, Operation | Optimizer))
    rows = [f"| {t.kind} | `{t.term()}` | {' | '.join(_cells(t))} |" for t in lowered]
    heading = f"| kind | name | {' | '.join(TARGETS)} |\n|---|---|{'---|' * len(TARGETS)}"
    return "\n".join([f"# Support matrix\n\n{NOTICE}", heading, *rows]) + "\n"


def _cells(thing: type[Definition]) -> list[str]:
    return ["—" if _foreign(thing, target) else _cell(thing, target) for target in TARGETS]


def _foreign(thing: type[Definition], target: Target) -> bool:
    return target == "onnx" and issubclass(thing, Optimizer)


def _cell(thing: type[Definition], target: Target) -> str:
    found = lowering(thing, target)
    if isinstance(found, Unlowered):
        return f"{'not yet' if isinstance(found, NotYet) else 'no'}: {found.reason}"
    return f"yes, as `{found.into}`" if isinstance(found, Fused) else "yes"


def _architectures() -> str:
    words = (
        "Networks of papers in Tenet, with as many learned numbers as published. What is published is that of\n"
        "the paper or the implementation that is named; the rest is counted by `tenet show`, multiply-adds for\n"
        "one row. `T` and `S` are the lengths of sequences.\n"
    )
    heading = (
        "| name | paper | published | by | counted | multiply-adds |\n|---|---|--:|---|--:|--:|"
    )
    published = tomllib.loads((ARCHITECTURES / "published.toml").read_text("utf-8"))
    rows = [_architecture(name, known) for name, known in published.items()]
    return "\n".join([f"# Architectures\n\n{ARCHITECTURES_NOTICE}\n{words}", heading, *rows]) + "\n"


def _architecture(name: str, known: dict[str, str | int]) -> str:
    path = ARCHITECTURES / f"{name}.tenet"
    network = elaborate(Source(str(path), path.read_text("utf-8"))).sound().network
    assert network is not None
    counted = overview(network)
    cells = [
        f"[{known['title']}](../../specs/architectures/{name}.tenet)",
        known["paper"],
        f"{known['parameters']:,}",
        known["source"],
        *(_size(plain(size)) for size in (counted.trainable, counted.macs)),
    ]
    return f"| {' | '.join(map(str, cells))} |"


def _size(size: int | str) -> str:
    return f"{size:,}" if isinstance(size, int) else f"`{size}`"


def main() -> int:
    """Effect: writes the pages; with `--check` only says which are stale, and exits 1 if any is."""
    stale = []
    for name, text in pages().items():
        path = FOLDER / name
        if "--check" not in sys.argv:
            FOLDER.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
        elif not path.exists() or path.read_text("utf-8") != text:
            stale.append(str(path))
    if stale:
        print("stale, run `make docs`:", *stale)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
