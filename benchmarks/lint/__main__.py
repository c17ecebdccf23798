"""Measure the linter: on a file of structured cases, and on mutants of sound specs."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.lint.bases import bases
from benchmarks.lint.facts import read
from benchmarks.lint.gallery import gallery, library
from benchmarks.lint.measured import of_mutants, of_programs, write
from benchmarks.lint.mutants import mutants, table
from benchmarks.lint.report import counted, report, shown, silences
from benchmarks.lint.score import run


def main() -> None:
    """Effect: prints the tables that are asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lint", description=__doc__)
    parser.add_argument("cases", nargs="?", type=Path, help="a file of structured cases")
    parser.add_argument("--verbose", metavar="ID", help="show one case in full")
    parser.add_argument("--mutants", action="store_true", help="measure on mutants instead")
    parser.add_argument(
        "--missed", action="store_true", help="show the mutants that nothing caught"
    )
    parser.add_argument("--write", action="store_true", help="keep it for the pages of the rules")
    given = parser.parse_args()
    if given.mutants:
        sounds = bases()
        held = list(mutants(sounds))
        print(table(sounds, held, missed=given.missed))
        if given.write:
            write("mutants", of_mutants(held))
    elif given.cases is None:
        parser.error("which file of cases?")
    elif given.verbose:
        chosen = [case for case in read(given.cases) if case.id == given.verbose]
        print("\n\n".join(shown(run(case)) for case in chosen) or f"no case `{given.verbose}`")
    else:
        known_good = {"gallery": gallery(), "standard library": library()}
        results = [run(case) for case in read(given.cases)]
        print(report(results, known_good))
        if given.write:
            write("programs", of_programs(counted(results), silences(results, known_good)))


if __name__ == "__main__":
    main()
