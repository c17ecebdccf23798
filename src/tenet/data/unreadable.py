"""Why a file is no table."""

from __future__ import annotations

from tenet.data.mistakes import UNREADABLE_TABLE
from tenet.diagnostics import Rule


class Unreadable(Exception):
    """A file is not what its source says: the words for it, and the rule that it breaks."""

    def __init__(
        self, message: str, help: str | None = None, rule: Rule = UNREADABLE_TABLE
    ) -> None:
        super().__init__(message)
        self.message = message
        self.help = help
        self.rule = rule
