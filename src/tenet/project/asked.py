"""What a caller and the projects of its files ask of a check."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from tenet.diagnostics import Diagnostic
from tenet.elaborate.experiment import Elaborated
from tenet.lint.case import Case
from tenet.lint.report import report
from tenet.project.configuration import configuration
from tenet.project.selection import Selection, selection
from tenet.syntax.tree import Spec

if TYPE_CHECKING:
    from tenet.project.baseline import Baseline


class Asked:
    """Which findings are reported, file by file; what the caller asks for counts before the project."""

    def __init__(
        self,
        select: Sequence[str] | None = None,
        ignore: Sequence[str] | None = None,
        baseline: Path | None = None,
    ) -> None:
        self.select, self.ignore, self.baseline = select, ignore, baseline
        self.baselines: dict[Path, Baseline] = {}
        """The baselines that were asked, with what they have met, by their paths."""

    def selection(self, file: Path) -> Selection:
        """Which findings of a file are reported.

        Raises:
            WrongUsage: the project's settings cannot be understood.
        """
        project = configuration(file)
        return selection(self.select or project.select, self.ignore or project.ignore)

    def findings(
        self, file: Path, elaborated: Elaborated, cases: Iterable[Case] | None = None
    ) -> tuple[Diagnostic, ...]:
        """What is reported of a file whose data was not read, in the order of its text.

        Raises:
            WrongUsage: the project's settings cannot be understood.
        """
        chosen = self.selection(file)
        found = report(elaborated, None, cases)
        reported = tuple(finding for finding in found if chosen.reports(finding))
        return tuple(self.new(file, reported, elaborated.trees))

    def new(
        self, file: Path, found: Sequence[Diagnostic], trees: Sequence[Spec]
    ) -> Sequence[Diagnostic]:
        """The findings of a file that no baseline knows. Effect: the others count as met.

        Raises:
            WrongUsage: the baseline is none.
        """
        path = self.baseline or configuration(file).baseline
        if path is None:
            return found
        module = import_module("tenet.project.baseline")
        if path not in self.baselines:
            self.baselines[path] = module.Baseline(path)
        return self.baselines[path].new(found, trees, file)
