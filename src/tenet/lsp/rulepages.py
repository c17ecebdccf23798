"""The pages of rules as files that an editor can open: written when a finding first links to one."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from tenet.atomic import write_atomically
from tenet.diagnostics import Rule
from tenet.pages.rule import page


class RulePages:
    """A folder that lives as long as the server, with a page for each rule that was linked to."""

    @cached_property
    def _folder(self) -> TemporaryDirectory[str]:
        return TemporaryDirectory(prefix="tenet-rules-")

    def address(self, rule: Rule) -> str:
        """The address of a rule's page. Effect: the page is written, if it is not there yet."""
        file = Path(self._folder.name, f"{rule.code}.txt")
        if not file.exists():
            write_atomically(file, page(rule).encode())
        return file.as_uri()
