"""The tables of the benchmark, as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from benchmarks.lint.measured import Silence, by_rule
from benchmarks.lint.score import (
    Alarm,
    Checked,
    Precision,
    Result,
    faults,
    hit,
    mended,
    precision,
    unfaulty,
)

from tenet.diagnostics import Severity


def report(results: Sequence[Result], known_good: dict[str, Silence]) -> str:
    """All tables, each followed by what it counts against the linter."""
    whole, silence = counted(results), silences(results, known_good)
    parts = [_recall(whole), _precision(whole)]
    parts += [_silence(silence), _by_rule(whole, silence), _misses(whole), _left_out(results)]
    return "\n\n".join(parts)


def counted(results: Sequence[Result]) -> list[Result]:
    """The programs that were read in full."""
    return [result for result in results if result.case.tier == "A"]


def silences(results: Sequence[Result], known_good: dict[str, Silence]) -> dict[str, Silence]:
    """What is said where nothing is wrong."""
    whole = counted(results)
    return {
        "fixed programs that are clean": mended(whole),
        "programs without a definite fault": unfaulty(whole),
        **known_good,
    }


def _recall(results: Sequence[Result]) -> str:
    lines = ["Recall, of programs read in full (tier A)"]
    for free, what in ((True, "all definite faults"), (False, "those that structured facts show")):
        named = faults(results, free=free)
        programs = {r.case.id: False for r, _ in named}
        for result, category in named:
            programs[result.case.id] |= hit(result, category)
        hits = sum(hit(result, category) for result, category in named)
        lines.append(f"  {what}:")
        lines.append(
            f"    programs with a right finding  {_share(sum(programs.values()), len(programs))}"
        )
        lines.append(f"    faults named                   {_share(hits, len(named))}")
    untold = [r for r in results if r.faulty.translation is None and r.case.labels.definite]
    lines.append(f"  not translated, and counted as missed: {len(untold)}")
    return "\n".join(lines)


def _precision(results: Sequence[Result]) -> str:
    lines = ["Precision, on programs with a definite fault"]
    lines.append("              right  wrong  not counted  precision")
    wrong = []
    for severity in (Severity.ERROR, Severity.WARNING):
        found, alarms = precision(results, severity)
        once, _ = precision(results, severity, once=True)
        lines.append(f"  {severity.value + 's':10}{_row(found)}")
        lines.append(f"    by code   {_row(once).strip().rjust(36)}")
        wrong += alarms
    return "\n".join([*lines, *_listed("wrong", wrong)])


def _row(found: Precision) -> str:
    return f"{found.right:7}{found.wrong:7}{found.uncounted:13}{found.share:11.1%}"


def _silence(silence: dict[str, Silence]) -> str:
    lines = ["Silence: errors and warnings where nothing is wrong"]
    alarms: list[Alarm] = []
    for what, (count, found) in silence.items():
        alarmed = len({alarm.where for alarm in found})
        lines.append(f"  {what:36}{count:4} specs, {alarmed:3} with {len(found):3} false alarms")
        alarms += found
    return "\n".join([*lines, *_listed("false alarms", alarms)])


def _by_rule(results: Sequence[Result], silence: dict[str, Silence]) -> str:
    """What each rule is worth; a code counts once a program."""
    told = by_rule(results, silence)
    words = ("right", "wrong", "uncounted", "alarms")
    lines = ["By rule: right, wrong, not counted; false alarms where nothing is wrong"]
    rows = ("".join(f"{told[code][word]:5}" for word in words) for code in sorted(told))
    named = zip(sorted(told), rows, strict=True)
    return "\n".join([*lines, *(f"  {code}{row}" for code, row in named)])


def _listed(title: str, alarms: Iterable[Alarm]) -> list[str]:
    """The alarms, those of one code in one spec together."""
    told: dict[tuple[str, str], list[Alarm]] = {}
    for alarm in alarms:
        told.setdefault((alarm.where, alarm.finding.code), []).append(alarm)
    shown = []
    for (where, _), alike in told.items():
        first = alike[0].finding
        more = f" (and {len(alike) - 1} more)" if len(alike) > 1 else ""
        shown.append(f"    {where}: {first.severity} {first}{more}")
    return [f"  {title}:", *shown] if shown else []


def _misses(results: Sequence[Result]) -> str:
    lines = ["Missed faults"]
    for result, category in faults(results):
        if hit(result, category):
            continue
        labels = result.case.labels
        why = []
        if category in labels.free:
            why.append("told by free text alone")
        if result.faulty.translation is None:
            why.append(f"not translated: {result.faulty.reason}")
        elif hit(result, category, loud=False):
            why.append("found as advice alone")
        found = sorted({finding.code for finding in result.faulty.findings})
        remark = f" ({'; '.join(why)})" if why else ""
        lines.append(
            f"  {result.case.id} {category}{remark}; found: {', '.join(found) or 'nothing'}"
        )
    return "\n".join(lines)


def _left_out(results: Sequence[Result]) -> str:
    lines = ["Not translated"]
    for result in results:
        checks = {"": result.faulty, " (fixed)": result.fixed}
        for which, checked in checks.items():
            if checked is None:
                continue
            if checked.translation is None:
                lines.append(
                    f"  {result.case.id}{which}, tier {result.case.tier}: {checked.reason}"
                )
            elif checked.translation.left_out:
                left = ", ".join(dict.fromkeys(checked.translation.left_out))
                lines.append(f"  {result.case.id}{which}: left out {left}")
    return "\n".join(lines)


def shown(result: Result) -> str:
    """A case in full: its specs and all that is found in them."""
    labels = result.case.labels
    parts = [f"{result.case.id}: {', '.join(labels.definite) or 'no definite fault'}; {labels}"]
    parts.append(_program("faulty", result.faulty))
    if result.fixed is not None:
        parts.append(_program("fixed", result.fixed))
    return "\n\n".join(parts)


def _program(which: str, checked: Checked) -> str:
    if checked.translation is None:
        return f"── {which}: not translated: {checked.reason}"
    translation = checked.translation
    lines = [f"── {which}", translation.text, f"profile: {translation.profile}"]
    lines += [f"left out: {fact}" for fact in translation.left_out]
    lines += [f"{f.severity:8}{f}\n        at {f.at}" for f in checked.findings]
    return "\n".join(lines)


def _share(part: int, whole: int) -> str:
    return f"{part:3} of {whole:3}, {part / whole:.1%}" if whole else "  0 of   0"
