"""`tenet check`: what is wrong with specs, and with their data when asked."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Literal

from tenet.cli.files import find_specs, write_atomically
from tenet.cli.output import coloured
from tenet.cli.selection import Selection, selection
from tenet.cli.usage import WrongUsage, limits, overrides
from tenet.diagnostics import Diagnostic, TenetError
from tenet.diagnostics.diagnostic import Safety
from tenet.diagnostics.fixing import fixed
from tenet.elaborate.experiment import elaborate
from tenet.limits import Limits
from tenet.source import Source
from tenet.syntax.read import read_source

ROUNDS = 10
"""How often fixes are applied; each round may uncover what the next one mends."""


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
    set: list[str] | None = None,
    limit: list[str] | None = None,
) -> int:
    """Say what is wrong with specs, without running anything.

    Args:
        path: a file, or a folder whose .tenet files are checked.
        paths: more of them.
        format: how findings are written.
        fix: apply the safe fixes, and report what is left.
        unsafe: with --fix, apply those too that change what a correct model does.
        select: report only these rules of good practice, by code, beginning of codes, or name.
        ignore: do not report these rules of good practice.
        data: read the data set too, and check it against the spec.
        set: name=value, a param's value in the language's own notation.
        limit: name=number, a limit of how large a spec and what it describes may be.
    """
    if unsafe and not fix:
        raise WrongUsage("--unsafe says which fixes --fix applies; give both")
    chosen, values, most = selection(select, ignore), overrides(set), limits(limit)
    safeties = {Safety.SAFE, Safety.UNSAFE} if unsafe else {Safety.SAFE}

    def examine(source: Source) -> tuple[Diagnostic, ...]:
        return _examine(source, values, chosen, most, data=data)

    files, found = find_specs([path, *paths])
    for file in files:
        try:
            source = read_source(file, most)
            found += _fix(file, source, examine, safeties) if fix else examine(source)
        except TenetError as error:
            found += error.diagnostics
    _print(found, len(files), format)
    return int(any(diagnostic.severity != "info" for diagnostic in found))


def _examine(
    source: Source, values: dict[str, str], chosen: Selection, most: Limits, *, data: bool
) -> tuple[Diagnostic, ...]:
    """Everything reported of a source."""
    elaborated = elaborate(source, values, None, most)
    found = list(elaborated.diagnostics)
    plan = elaborated.experiment.data
    if data and plan is not None and not any(d.severity == "error" for d in found):
        load = import_module("tenet.data.load").load
        try:
            load(plan, Path(source.name).parent)
        except TenetError as error:
            found += error.diagnostics
    return tuple(diagnostic for diagnostic in found if chosen.reports(diagnostic))


def _fix(
    file: Path,
    source: Source,
    examine: Callable[[Source], tuple[Diagnostic, ...]],
    safeties: set[Safety],
) -> tuple[Diagnostic, ...]:
    """What is left after fixing. Effect: the file holds the fixed text."""
    before = source.text
    found = examine(source)
    for _ in range(ROUNDS):
        fixes = [d.fix for d in found if d.fix is not None and d.fix.safety in safeties]
        text = fixed(source, fixes)
        if text == source.text:
            break
        source = Source(source.name, text)
        found = examine(source)
    if source.text != before:
        write_atomically(file, source.text.encode())
    return found


def _print(diagnostics: list[Diagnostic], files: int, form: str) -> None:
    render = import_module(f"tenet.diagnostics.render.{form}").render
    options = {"colour": coloured(sys.stdout)} if form == "text" else {}
    sys.stdout.write(render(diagnostics, files, **options))
