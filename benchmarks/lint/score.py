"""What a program's findings are worth: faults that are named, findings that are right, and false alarms."""

from __future__ import annotations

from collections.abc import Iterable

from benchmarks.lint.facts import Case, Labels, Program
from benchmarks.lint.findings import Finding, check
from benchmarks.lint.translate import Translation, translate
from benchmarks.lint.wording import Untranslated

from tenet.diagnostics import Severity
from tenet.frozen import frozen


@frozen
class Checked:
    """A program with what was found, or why it is not translated."""

    translation: Translation | None
    findings: tuple[Finding, ...]
    reason: str = ""

    @property
    def loud(self) -> list[Finding]:
        """Errors and warnings."""
        return [finding for finding in self.findings if finding.loud]


@frozen
class Result:
    """A case with what was found in both of its programs; the fixed one may not be told."""

    case: Case
    faulty: Checked
    fixed: Checked | None


@frozen
class Alarm:
    """A finding where nothing, or nothing of its kind, is wrong."""

    where: str
    finding: Finding


@frozen
class Precision:
    """How many findings are right, wrong, or not counted; `programs` counts each code once a program."""

    right: int = 0
    wrong: int = 0
    uncounted: int = 0

    @property
    def share(self) -> float:
        """The share of right ones among those that count; one where none counts."""
        counted = self.right + self.wrong
        return self.right / counted if counted else 1.0


def run(case: Case) -> Result:
    """Both programs of a case, translated and checked."""
    fixed = None if case.fixed is None else examine(case.fixed)
    return Result(case, examine(case.faulty), fixed)


def examine(program: Program) -> Checked:
    """A program with all that is found in it."""
    try:
        translation = translate(program)
    except Untranslated as reason:
        return Checked(None, (), str(reason))
    except (TypeError, ValueError, KeyError, IndexError, AttributeError) as error:
        # Facts are written by hand: what cannot be read must not end the measurement.
        return Checked(None, (), f"facts that cannot be read: {error!r}")
    return Checked(translation, tuple(check(translation.text, translation.profile)))


# ── recall ───────────────────────────────────────────────────────────────────────────────────


def hit(result: Result, category: str, *, loud: bool = True) -> bool:
    """Whether an error or warning names a definite fault, by its own name or another right one."""
    names = result.case.labels.names(category)
    found = result.faulty.loud if loud else result.faulty.findings
    return any(finding.categories & names for finding in found)


def faults(results: Iterable[Result], *, free: bool = True) -> list[tuple[Result, str]]:
    """Each program with each of its definite faults; `free` takes in what only free text tells."""
    return [
        (result, category)
        for result in results
        for category in result.case.labels.definite
        if free or category not in result.case.labels.free
    ]


# ── precision ────────────────────────────────────────────────────────────────────────────────


def verdict(finding: Finding, labels: Labels) -> bool | None:
    """Whether a finding on a faulty program is right; none where it does not count."""
    right = frozenset().union(*(labels.names(category) for category in labels.definite))
    if finding.categories & right:
        return True
    return None if finding.categories & labels.accepted else False


def precision(
    results: Iterable[Result], severity: Severity, *, once: bool = False
) -> tuple[Precision, list[Alarm]]:
    """How right the findings of a severity are, and those that are not; `once` counts codes, not findings."""
    counts = {True: 0, False: 0, None: 0}
    alarms = []
    for result in results:
        if not result.case.labels.definite:
            continue
        said = set()
        for finding in result.faulty.findings:
            if finding.severity is not severity or (once and finding.code in said):
                continue
            said.add(finding.code)
            found = verdict(finding, result.case.labels)
            counts[found] += 1
            if found is False:
                alarms.append(Alarm(result.case.id, finding))
    return Precision(counts[True], counts[False], counts[None]), alarms


# ── silence ──────────────────────────────────────────────────────────────────────────────────


def unfaulty(results: Iterable[Result]) -> tuple[int, list[Alarm]]:
    """How many programs have no definite fault, and what is said of them all the same."""
    clean = [r for r in results if not r.case.labels.definite and r.faulty.translation is not None]
    alarms = [
        Alarm(result.case.id, finding)
        for result in clean
        for finding in result.faulty.loud
        if not finding.categories & result.case.labels.accepted
    ]
    return len(clean), alarms


def mended(results: Iterable[Result]) -> tuple[int, list[Alarm]]:
    """How many programs are clean once they are fixed, and what is said of them all the same."""
    count, alarms = 0, []
    for result in results:
        fixed, labels = result.fixed, result.case.labels
        if fixed is None or fixed.translation is None or not labels.fixed_clean:
            continue
        count += 1
        wrong = (f for f in fixed.loud if not f.categories & labels.fixed_accepted)
        alarms += [Alarm(f"{result.case.id} (fixed)", finding) for finding in wrong]
    return count, alarms
