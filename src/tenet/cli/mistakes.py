"""The rules of this floor: what can be wrong with the files that a command is given."""

from __future__ import annotations

from tenet.diagnostics import Rule

UNWRITABLE_FILE = Rule("FIL005", "unwritable-file", "What a command makes must find a place.")
EMPTY_FOLDER = Rule(
    "FIL006", "folder-without-specs", "A check of nothing would look like a check that passed."
)
