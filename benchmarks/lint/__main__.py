"""Measure the linter: on a file of structured cases, and on mutants of sound specs."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.lint.facts import read
from benchmarks.lint.gallery import gallery, library
from benchmarks.lint.report import report, shown
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
    given = parser.parse_args()
    if given.mutants:
        from benchmarks.lint.mutants import table  # noqa: PLC0415  # a command of its own

        print(table(missed=given.missed))
    elif given.cases is None:
        parser.error("which file of cases?")
    elif given.verbose:
        chosen = [case for case in read(given.cases) if case.id == given.verbose]
        print("\n\n".join(shown(run(case)) for case in chosen) or f"no case `{given.verbose}`")
    else:
        known_good = {"gallery": gallery(), "standard library": library()}
        print(report([run(case) for case in read(given.cases)], known_good))


if __name__ == "__main__":
    main()
