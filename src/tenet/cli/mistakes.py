"""The rules of this floor: what can be wrong with the files that a command is given."""

from __future__ import annotations

from tenet.diagnostics import Rule

MISSING_FILE = Rule("FIL001", "missing-file", "A command reads files that are there.")
FOLDER_FOR_FILE = Rule("FIL002", "folder-for-file", "Where a file belongs, a folder holds no text.")
UNREADABLE_FILE = Rule("FIL003", "unreadable-file", "A command reads files that it may read.")
NOT_UTF8 = Rule("FIL004", "not-utf8", "Specs are text in UTF-8, so that they mean one thing.")
UNWRITABLE_FILE = Rule("FIL005", "unwritable-file", "What a command makes must find a place.")
EMPTY_FOLDER = Rule(
    "FIL006", "folder-without-specs", "A check of nothing would look like a check that passed."
)
OVERSIZED_FILE = Rule("FIL007", "oversized-file", "A spec is written by people, and so is small.")
