"""The rules of this floor: what can be wrong with a text before any name in it is looked up."""

from __future__ import annotations

from tenet.diagnostics import Rule

UNEXPECTED_TEXT = Rule(
    "SYN001",
    "unexpected-text",
    "The text does not follow the grammar at this place.",
)
UNKNOWN_CHARACTER = Rule(
    "SYN002",
    "unknown-character",
    "Only letters, digits, operators, brackets and spaces of ASCII stand outside strings and"
    " comments.",
)
UNCLOSED_BRACKET = Rule(
    "SYN003",
    "unclosed-bracket",
    "A bracket that nothing closes takes in everything after it.",
)
UNOPENED_BRACKET = Rule(
    "SYN004",
    "unopened-bracket",
    "A closing bracket belongs to an opening one.",
)
MISMATCHED_BRACKET = Rule(
    "SYN005",
    "mismatched-bracket",
    "A bracket is closed by one of its own kind.",
)
UNCLOSED_STRING = Rule(
    "SYN006",
    "unclosed-string",
    "A string ends on the line it begins on.",
)
SINGLE_QUOTES = Rule(
    "SYN007",
    "single-quotes",
    "Strings stand in double quotes, so that a file quotes in one way.",
)
UNKNOWN_ESCAPE = Rule(
    "SYN008",
    "unknown-escape",
    'A backslash in a string stands before `"`, `\\`, `n` or `t` only.',
)
OVERSIZED_NUMBER = Rule(
    "SYN009",
    "oversized-number",
    "A number must fit a 64-bit float, or have at most 400 digits.",
)
DEEP_NESTING = Rule(
    "SYN010",
    "deep-nesting",
    "Brackets nest at most 64 deep and a value holds at most 200 operators, which no reader"
    " follows either.",
)
OPERATOR_AFTER_STAGE = Rule(
    "SYN011",
    "operator-after-arrow",
    "The arrow binds weakest, so an operator after an operation would read as part of it.",
)
BARE_CONDITIONAL = Rule(
    "SYN012",
    "bare-conditional-before-arrow",
    "Without parentheses, a reader cannot see whether the arrow takes the whole conditional.",
)
PERCENT_AS_REMAINDER = Rule(
    "SYN013",
    "percent-as-remainder",
    "`%` always makes a percentage; the remainder is an operation.",
)
TRAILING_OPERATOR = Rule(
    "SYN014",
    "operator-at-line-end",
    "A line that ends in an operator would swallow the next one; a line that begins with one"
    " continues.",
)
RETURN_NOT_LAST = Rule(
    "SYN015",
    "return-not-last",
    "A block has one return, its last line: nothing after it could have an effect.",
)
RETURN_OUTSIDE_BLOCK = Rule(
    "SYN016",
    "return-outside-block",
    "Only a block returns; a network names its outputs in its header.",
)
MISSING_RETURN = Rule(
    "SYN017",
    "missing-return",
    "A block is used for its results.",
)
CROWDED_LINE = Rule(
    "SYN018",
    "crowded-line",
    "One line holds one statement.",
)
RESERVED_NAME = Rule(
    "SYN019",
    "reserved-name",
    "The words of the grammar cannot be names.",
)
MISSING_OUTPUTS = Rule(
    "SYN020",
    "missing-outputs",
    "A network's outputs are all that loss, metrics and export see of it.",
)
CONFUSED_EQUALS = Rule(
    "SYN021",
    "confused-equals",
    "`=` binds a name, `==` compares two values.",
)
UNBOUND_VALUE = Rule(
    "SYN022",
    "unbound-value",
    "A value without a name has no effect.",
)
MISPLACED_STATEMENT = Rule(
    "SYN023",
    "misplaced-statement",
    "Declarations stand at the top of a file, statements in blocks and networks.",
)

MANY_WORDS = Rule("LIM007", "too-many-words", "A spec is written by people, and so is small.")
MANY_FINDINGS = Rule("LIM008", "too-many-findings", "Nobody reads on after so many findings.")

MISSING_FILE = Rule("FIL001", "missing-file", "A command reads files that are there.")
FOLDER_FOR_FILE = Rule("FIL002", "folder-for-file", "Where a file belongs, a folder holds no text.")
UNREADABLE_FILE = Rule("FIL003", "unreadable-file", "A command reads files that it may read.")
NOT_UTF8 = Rule("FIL004", "not-utf8", "Specs are text in UTF-8, so that they mean one thing.")
OVERSIZED_FILE = Rule("FIL007", "oversized-file", "A spec is written by people, and so is small.")
