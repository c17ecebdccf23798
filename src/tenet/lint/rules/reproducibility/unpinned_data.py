"""Data of a package that another version of it may change."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.data.heading import package_of
from tenet.data.profile import Profile
from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.mend import SAFE, write
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier
from tenet.source import Span
from tenet.syntax.tree import Call
from tenet.syntax.walk import nodes

HASH = "09f66e6debdee2cd2b5ae59e0d6abbb73fc2b0e0185d2e1957e9ebb51e23aa22"
PINNED = f"""package(
        "plants",
        "data/plants.csv",
        sha256="{HASH}"
    )"""
SEEN = Profile(rows=400, train=280, sha256=HASH)
RULE = Practice(
    code="REP003",
    name="unpinned-data",
    reason="A file of a package is what the package's version makes it.",
    why=(
        "A spec travels, the packages of the machine do not: where another version is installed, the same text"
        " reads other rows, and nobody is told. A run keeps the hash of its data and refuses data that changed, but"
        " a new run, on another machine, knows of no other. The hash in the spec tells both."
    ),
    source="Pineau et al. (2021), the reproducibility checklist",
    severity=Severity.WARNING,
    bad=(
        Sample(
            classifier(data={"source": 'csv(package("plants", "data/plants.csv"))'}),
            at='package("plants", "data/plants.csv")',
            profile=SEEN,
        ),
    ),
    good=(
        Sample(
            classifier(data={"source": PINNED}),
            profile=SEEN,
        ),
        Sample(classifier(), profile=SEEN),
    ),
)


def find(case: Case) -> Iterator[Diagnostic]:
    """A package without a hash; which it is, is known when the file was read."""
    if case.data is None or case.profile is None:
        return
    package = package_of(case.data.source)
    if package is None or package.sha256 is not None:
        return
    told = f'sha256="{case.profile.sha256}"'
    call = _call(case)
    yield RULE.at(
        case.data.source_span if call is None else call.span,
        f'another version of the package "{package.distribution}" may bring other rows, and nobody would see',
        help=f"hold the file to what it is now: {told}",
        fix=None if call is None else write(_end(call), f", {told}", SAFE),
    )


def _call(case: Case) -> Call | None:
    """Where the spec names the package."""
    entry = case.places.entry("data", "source")
    calls = (node for node in nodes(entry) if isinstance(node, Call)) if entry is not None else ()
    return next((call for call in calls if call.callee.span.text == "package"), None)


def _end(call: Call) -> Span:
    """The place behind the last argument."""
    last = call.arguments[-1].span
    return Span(last.source, last.end, last.end)
