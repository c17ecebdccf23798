"""`tenet check`: what is wrong with specs, and with their data when asked."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Literal

from tenet.cli.files import find_specs, write_atomically
from tenet.cli.output import coloured
from tenet.cli.usage import limits, overrides
from tenet.diagnostics import Diagnostic, TenetError
from tenet.diagnostics.diagnostic import Safety
from tenet.elaborate.experiment import elaborate
from tenet.limits import Limits
from tenet.lint.report import report, untold
from tenet.project.asked import Asked
from tenet.project.selection import Selection
from tenet.project.usage import WrongUsage
from tenet.source import Source
from tenet.syntax.read import read_source
from tenet.syntax.tree import Spec

Examined = tuple[tuple[Diagnostic, ...], tuple[Spec, ...]]


def check(  # noqa: PLR0913  # one parameter an option
    path: Path,
    /,
    *paths: Path,
    format: Literal["text", "concise", "json", "sarif", "github"] = "text",
    fix: bool = False,
    unsafe: bool = False,
    select: list[str] | None = None,
    ignore: list[str] | None = None,
    data: bool = False,
    baseline: Path | None = None,
    set: list[str] | None = None,
    limit: list[str] | None = None,
) -> int:
    """Say what is wrong with specs, without running anything.

    Args:
        path: a file, or a folder of them.
        paths: more of them.
        format: how findings are written.
        fix: apply the safe fixes, and report what is left.
        unsafe: with --fix, apply those too that change what a correct model does.
        select: report only these rules, by code, beginning of codes, name, or `core`, `all`, `language`.
        ignore: do not report these rules.
        data: read the data set too, and check it against the spec.
        baseline: a file of findings that are known and not reported; it is written if it is not there.
        set: name=value, a param's value in the language's own notation.
        limit: name=number, a limit of how large a spec and what it describes may be.
    """
    if unsafe and not fix:
        raise WrongUsage("--unsafe says which fixes --fix applies; give both")
    values, most = overrides(set), limits(limit)
    safeties = frozenset(Safety) if unsafe else frozenset([Safety.SAFE])
    asked = Asked(select, ignore, baseline)
    files, found = find_specs([path, *paths])
    for file in files:
        chosen = asked.selection(file)

        def examine(source: Source, chosen: Selection = chosen) -> Examined:
            return _examine(source, values, chosen, most, data=data)

        try:
            source = read_source(file, most)
            made = _fix(file, source, examine, safeties) if fix else examine(source)
            found += asked.new(file, *made)
        except TenetError as error:
            found += error.diagnostics
    _remember(asked)
    _print(found, len(files), format)
    return int(any(diagnostic.severity != "info" for diagnostic in found))


def _remember(asked: Asked) -> None:
    """Effect: baselines hold what was met."""
    for at, known in asked.baselines.items():
        content = known.content()
        if content is not None:
            write_atomically(at, content)


def _examine(
    source: Source, values: dict[str, str], chosen: Selection, most: Limits, *, data: bool
) -> Examined:
    """Everything reported of a source, and its trees."""
    elaborated = elaborate(source, values, None, most)
    plan, profile = elaborated.experiment.data, None
    wrong: tuple[Diagnostic, ...] = ()
    if data and plan is not None and not any(d.severity == "error" for d in elaborated.diagnostics):
        folder = Path(source.name).parent
        try:
            profile, wrong = import_module("tenet.data.profiling").inspected(plan, folder, most)
        except TenetError as error:
            wrong = error.diagnostics
    found = [finding for finding in report(elaborated, profile) if chosen.reports(finding)]
    found += untold(filter(chosen.reports, wrong), found)
    return tuple(found), elaborated.trees


def _fix(
    file: Path,
    source: Source,
    examine: Callable[[Source], Examined],
    safeties: frozenset[Safety],
) -> Examined:
    """What is left after fixing. Effect: the file holds the fixed text, in canonical style if it was."""
    text, left = import_module("tenet.project.fixing").fixed_all(source, examine, safeties)
    if text != source.text:
        write_atomically(file, text.encode())
    examined: Examined = left
    return examined


def _print(diagnostics: list[Diagnostic], files: int, form: str) -> None:
    render = import_module(f"tenet.diagnostics.render.{form}").render
    options = {"colour": coloured(sys.stdout)} if form == "text" else {}
    sys.stdout.write(render(diagnostics, files, **options))
