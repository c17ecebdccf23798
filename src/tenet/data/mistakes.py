"""The rules of this floor: what can be wrong with a table, or with a plan for it."""

from __future__ import annotations

from tenet.diagnostics import Rule

MISSING_TABLE = Rule("TAB001", "missing-table", "The source of a spec is a file that can be read.")
UNREADABLE_TABLE = Rule(
    "TAB002",
    "unreadable-table",
    "A table is a CSV file in UTF-8 or a Parquet file, whole and undamaged.",
)
OTHER_FILE = Rule(
    "TAB021",
    "other-file",
    "A file that a spec names with its hash is that file, or nobody knows what a result is of.",
)
EMPTY_TABLE = Rule("TAB003", "empty-table", "Without rows there is nothing to learn from.")
RAGGED_ROW = Rule(
    "TAB004",
    "ragged-row",
    "A row with more or fewer cells than the header has columns puts values into wrong columns.",
)
DUPLICATE_COLUMN = Rule(
    "TAB005", "duplicate-column", "Of two columns with one name, nobody can say which is meant."
)
UNKNOWN_COLUMN = Rule("TAB006", "unknown-column", "A field begins from columns that the table has.")
UNMATCHED_PATTERN = Rule(
    "TAB007", "unmatched-pattern", "A pattern that matches no column selects nothing."
)
UNREADABLE_CELL = Rule(
    "TAB008",
    "unreadable-cell",
    "Every cell of a column of numbers is a finite number, or is missing.",
)
CONTRADICTORY_CONTENT = Rule(
    "TAB009",
    "contradictory-content",
    "A column holds numbers or texts, and the exported model takes it as one of them.",
)
MISSING_VALUE = Rule(
    "TAB010",
    "missing-value",
    "A missing value has no place in a tensor unless the spec says what stands for it.",
)
UNSEEN_VALUE = Rule(
    "TAB011",
    "unseen-value",
    "A value that is not among the categories has no number of its own.",
)
ONLY_MISSING = Rule(
    "TAB012", "only-missing", "Nothing can be learnt from a column without a value."
)
UNSUITABLE_DATA = Rule(
    "TAB013", "unsuitable-data", "Each stage of a field must suit what the table really holds."
)
FIELD_OF_TEXT = Rule(
    "TAB014", "field-of-text", "A network computes with numbers, so a field ends in numbers."
)
EMPTY_PART = Rule(
    "TAB015", "empty-part", "Each part of a split that is wanted needs at least one row."
)
UNSTRATIFIABLE_FIELD = Rule(
    "TAB016",
    "unstratifiable-field",
    "Rows are dealt out by the values of a single column.",
)
OVERFLOW = Rule("TAB017", "overflow", "A field's numbers must fit a float32, up to about 3.4e38.")
DAMAGED_PIPELINE = Rule(
    "TAB018", "damaged-pipeline", "A saved pipeline is read exactly as it was written."
)
BROKEN_RANGE = Rule(
    "TAB019", "broken-range", "What a field promises of its range holds for every row."
)
EMPTY_SEQUENCE = Rule(
    "TAB020",
    "empty-sequence",
    "Each row of a sequence has one place at least, or nothing can be said of it.",
)
BROKEN_PICTURE = Rule(
    "TAB030",
    "broken-picture",
    "A picture is a file in the folder of its table, or below it, that can be read whole.",
)
UNEVEN_PICTURES = Rule(
    "TAB031",
    "uneven-pictures",
    "A tensor has one size for all rows, so pictures of several sizes are brought to one.",
)
TOO_MANY_PICTURES = Rule(
    "TAB032",
    "too-many-pictures",
    "What is read must fit into memory, which is said before it is tried.",
)
NEEDS_TABLE = Rule(
    "TAB040",
    "needs-whole-table",
    "A table that is read in parts is looked at row by row, or added up; what sees rows side by side holds them all.",
)
