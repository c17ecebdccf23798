"""What each rule is worth, kept for its page: how often it was right, wrong, and silent where it should be."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from benchmarks.lint.mutants import Mutant
from benchmarks.lint.score import Alarm, Result, verdict

Silence = tuple[int, list[Alarm]]
FILE = Path(__file__).with_suffix(".json")
WORDS = {True: "right", False: "wrong", None: "uncounted"}


def by_rule(results: Sequence[Result], silence: Mapping[str, Silence]) -> dict[str, Counter[str]]:
    """By code, in how many programs with a definite fault it was right or wrong, and its false alarms.

    `uncounted` is what is true of a program beside its fault; `alarms` are specs with nothing wrong.
    """
    told: dict[str, Counter[str]] = {}
    for result in results:
        labels = result.case.labels
        for finding in {f.code: f for f in result.faulty.loud}.values() if labels.definite else ():
            told.setdefault(finding.code, Counter())[WORDS[verdict(finding, labels)]] += 1
    for _, alarms in silence.values():
        for code, _ in {(alarm.finding.code, alarm.where) for alarm in alarms}:
            told.setdefault(code, Counter())["alarms"] += 1
    return told


def of_programs(results: Sequence[Result], silence: Mapping[str, Silence]) -> dict[str, object]:
    """What faulty programs and sound specs show."""
    faulty = sum(bool(result.case.labels.definite) for result in results)
    sound = sum(count for count, _ in silence.values())
    return {"faulty": faulty, "sound": sound, "rules": by_rule(results, silence)}


def of_mutants(mutants: Iterable[Mutant]) -> dict[str, object]:
    """What mutants show: by code, in how many of those of its group it is found."""
    held, told = list(mutants), Counter[str]()
    for mutant in held:
        told.update({f.code for f in mutant.findings if f.code.startswith(mutant.operator.groups)})
    return {"made": len(held), "rules": told}


def write(part: str, found: dict[str, object], file: Path = FILE) -> None:
    """Effect: puts one part into the file; the other stays as it was measured."""
    known = json.loads(file.read_text("utf-8")) if file.exists() else {}
    known[part] = found
    file.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", "utf-8")
