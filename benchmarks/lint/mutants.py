"""Mutants of sound specs: each broken in one way, and which rules say so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.lint.findings import Finding, check
from benchmarks.lint.operators import data, network, output, training
from benchmarks.lint.operators.operator import Change, Operator
from benchmarks.lint.sound import Sound

from tenet.frozen import frozen

OPERATORS = (
    *network.OPERATORS,
    *output.OPERATORS,
    *training.OPERATORS,
    *data.OPERATORS,
)
MOST = 3
"""Mutants of one spec by one operator: a long net counts no more than others."""


@frozen
class Mutant:
    """A spec broken in one way, with what is found in it and not in the sound one."""

    operator: Operator
    spec: str
    change: Change
    text: str
    findings: tuple[Finding, ...]

    def caught(self, *, loud: bool = False) -> bool:
        """Whether a rule of the expected group says so; `loud` wants an error or a warning."""
        return any(
            finding.code.startswith(self.operator.groups) and (finding.loud or not loud)
            for finding in self.findings
        )


def changes(operator: Operator, sound: Sound) -> list[Change]:
    """The changes that an operator makes to a spec: the first, the last, and what lies between."""
    found = list(operator.changes(sound))
    if len(found) <= MOST:
        return found
    return [found[place * (len(found) - 1) // (MOST - 1)] for place in range(MOST)]


def mutants(sounds: Sequence[Sound]) -> Iterator[Mutant]:
    """Every mutant of some specs."""
    known = {sound.name: _keys(check(sound.text, sound.profile, sound.name)) for sound in sounds}
    for operator in OPERATORS:
        for sound in sounds:
            for change in changes(operator, sound):
                text = sound.changed(change.edits)
                found = check(text, change.profile or sound.profile, sound.name)
                new = [f for f in found if (f.code, f.message) not in known[sound.name]]
                yield Mutant(operator, sound.name, change, text, tuple(new))


def _keys(findings: Sequence[Finding]) -> set[tuple[str, str]]:
    return {(finding.code, finding.message) for finding in findings}


def table(sounds: Sequence[Sound], held: Sequence[Mutant], *, missed: bool = False) -> str:
    """The share of each operator's mutants that a rule of its group catches."""
    lines = ["Mutants: made, caught by a rule of the expected group, and loudly (error or warning)"]
    lines += _unsound(sounds)
    reached = 0
    for operator in OPERATORS:
        own = [mutant for mutant in held if mutant.operator is operator]
        caught = sum(mutant.caught() for mutant in own)
        loud = sum(mutant.caught(loud=True) for mutant in own)
        share = f"{caught / len(own):6.0%}" if own else "     -"
        reached += bool(own) and caught >= 0.9 * len(own)
        groups = ", ".join(operator.groups)
        lines.append(f"  {operator.name:36}{len(own):4}{caught:5}{share}{loud:5}  {groups}")
        lines += [_missed(mutant) for mutant in own if missed and not mutant.caught()]
    used = [o for o in OPERATORS if any(mutant.operator is o for mutant in held)]
    caught = sum(mutant.caught() for mutant in held)
    lines.append(f"  {'all':36}{len(held):4}{caught:5}{caught / len(held):6.0%}")
    lines.append(f"  operators with at least 90 % caught: {reached} of {len(used)}")
    return "\n".join(lines)


def _unsound(sounds: Sequence[Sound]) -> list[str]:
    """What is said of specs that should be sound."""
    return [
        f"  not sound: {sound.name}: {finding}"
        for sound in sounds
        for finding in check(sound.text, sound.profile, sound.name)
        if finding.loud
    ]


def _missed(mutant: Mutant) -> str:
    where = mutant.spec.rpartition("/")[2]
    what = "; ".join(
        f"`{_line(e.span.text)}` → `{_line(e.replacement)}`" for e in mutant.change.edits[:2]
    )
    found = sorted({finding.code for finding in mutant.findings})
    return f"      missed in {where}: {what or 'another profile'}; found: {', '.join(found) or 'nothing'}"


def _line(text: str) -> str:
    return " ".join(text.split())
