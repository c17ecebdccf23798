"""The parser's tables: made by lark from the grammar, kept as data, so that no start compiles it."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from tenet.atomic import write_atomically
from tenet.frozen import frozen

DATA = Path(__file__).with_name("tables.json")
GRAMMAR = Path(__file__).parents[3] / "grammar" / "tenet.lark"


@frozen
class Tables:
    """What the lexer and the parser run on.

    A state is a row from symbols to what to do: go to a state (from 0), or reduce by the rule whose
    number is the complement. A rule is its symbol, the number of its parts, and how it is built:
    a name known to `build`, "" where its only part stands for it, "*" where its parts are spliced
    into the rule around it.
    """

    pattern: re.Pattern[str]
    keywords: dict[str, str]
    ignored: frozenset[str]
    start: int
    end: int
    rules: list[tuple[str, int, str]]
    states: list[dict[str, int]]
    known: dict[tuple[int, str, str], int]

    def after(self, below: int, symbol: str, kind: str) -> int:
        """The state after a symbol, before a token of a kind: past the rules whose only part it is.

        The grammar has a dozen floors of expressions, and a name passes through all of them.
        """
        key = (below, symbol, kind)
        state = self.known.get(key)
        if state is None:
            state = self.known[key] = self._after(*key)
        return state

    def _after(self, below: int, symbol: str, kind: str) -> int:
        state = self.states[below][symbol]
        while True:
            target = self.states[state].get(kind, 0)
            if target >= 0 or self.rules[~target][1:] != (1, ""):
                return state
            state = self.states[below][self.rules[~target][0]]


@cache
def load() -> Tables:
    """The tables as checked in."""
    data = json.loads(DATA.read_text(encoding="utf-8"))
    return Tables(
        pattern=re.compile(data["pattern"]),
        keywords=data["keywords"],
        ignored=frozenset(data["ignored"]),
        start=data["start"],
        end=data["end"],
        rules=[(origin, size, action) for origin, size, action in data["rules"]],
        states=data["states"],
        known={},
    )


def generate(grammar: str) -> str:
    """The text of the tables of a grammar; raises lark's error where it has a conflict."""
    # Only a rebuild needs lark: importing it takes longer than parsing most specs.
    from lark import Lark  # noqa: PLC0415
    from lark.parsers.lalr_analysis import LALR_Analyzer, Shift  # noqa: PLC0415

    frontend: Any = Lark(grammar, parser="lalr", lexer="basic", maybe_placeholders=False).parser
    analyzer: Any = LALR_Analyzer(frontend.parser_conf, strict=True)
    analyzer.compute_lalr()
    table: Any = analyzer.parse_table
    rules = sorted(set(frontend.parser_conf.rules), key=_rule_key)
    number = {rule: ~place for place, rule in enumerate(rules)}
    start, end = table.start_states["start"], table.end_states["start"]
    places = _places(start, table.states, Shift)
    states: list[dict[str, int]] = [{} for _ in places]
    for state, place in places.items():
        for symbol, (action, target) in sorted(table.states[state].items()):
            states[place][symbol] = places[target] if action is Shift else number[target]
    data = {
        **_lexer_data(frontend.lexer),
        "start": places[start],
        "end": places[end],
        "rules": [[rule.origin.name, len(rule.expansion), _action(rule)] for rule in rules],
        "states": states,
    }
    return _one_line_each(data)


def _rule_key(rule: Any) -> tuple[str, int, list[str]]:
    return rule.origin.name, rule.order, [symbol.name for symbol in rule.expansion]


def _places(start: int, states: Any, shift: object) -> dict[int, int]:
    """New numbers for the states, in the order of a walk: lark's own differ from run to run."""
    places = {start: 0}
    queue = [start]
    for state in queue:
        for _, (action, target) in sorted(states[state].items(), key=lambda entry: entry[0]):
            if action is shift and target not in places:
                places[target] = len(places)
                queue.append(target)
    return places


def _lexer_data(lexer: Any) -> dict[str, Any]:
    """The one pattern that lark matches tokens with, and the names that it makes keywords."""
    (compiled,) = lexer.scanner._mres  # noqa: SLF001  lark keeps its merged pattern nowhere else
    unless = lexer.callback["NAME"].scanner.terminals
    return {
        "pattern": compiled.pattern,
        "keywords": dict(sorted((terminal.pattern.value, terminal.name) for terminal in unless)),
        "ignored": sorted(lexer.ignore_types),
    }


def _action(rule: Any) -> str:
    origin: str = rule.origin.name
    if origin.startswith("_"):
        return "*"
    if rule.alias:
        return str(rule.alias)
    return "" if rule.options.expand1 and len(rule.expansion) == 1 else origin


def _one_line_each(data: dict[str, Any]) -> str:
    """JSON with a line for each rule and state, so that a change of the grammar can be reviewed."""
    parts = []
    for key, value in data.items():
        text = json.dumps(value)
        if key in ("rules", "states"):
            text = "[\n" + ",\n".join(json.dumps(entry) for entry in value) + "\n]"
        parts.append(f"{json.dumps(key)}: {text}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    write_atomically(DATA, generate(GRAMMAR.read_text(encoding="utf-8")).encode())
