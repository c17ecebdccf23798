"""What is kept of a measurement for the pages of the rules."""

from __future__ import annotations

import json
from pathlib import Path

import benchmarks.lint as home
from benchmarks.lint.facts import read
from benchmarks.lint.measured import FILE, by_rule, of_programs, write
from benchmarks.lint.report import counted
from benchmarks.lint.score import Alarm, run

from tenet.project.rulebook import rulebook

RESULTS = [run(case) for case in read(Path(home.__path__[0]) / "cases.yaml")]


def test_a_rule_is_counted_once_a_program() -> None:
    finding = RESULTS[0].faulty.loud[0]
    told = by_rule(RESULTS, {"sound": (2, [Alarm("a", finding), Alarm("a", finding)])})

    assert told["OUT003"]["right"] == 1
    assert told["DAT005"]["wrong"] == 0
    assert told[finding.code]["alarms"] == 1


def test_one_part_is_written_and_the_other_stays(tmp_path: Path) -> None:
    file = tmp_path / "measured.json"
    write("mutants", {"made": 3, "rules": {"OUT003": 2}}, file)
    write("programs", of_programs(counted(RESULTS), {"gallery": (7, [])}), file)
    found = json.loads(file.read_text("utf-8"))

    assert found["mutants"]["made"] == 3
    assert (found["programs"]["faulty"], found["programs"]["sound"]) == (2, 7)
    assert found["programs"]["rules"]["OUT003"] == {"right": 1}


def test_what_is_kept_is_of_rules_that_there_are() -> None:
    kept = json.loads(FILE.read_text("utf-8"))
    codes = {code for part in kept.values() for code in part["rules"]}

    assert codes <= {rule.code for rule in rulebook()}
