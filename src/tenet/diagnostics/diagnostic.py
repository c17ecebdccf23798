"""A diagnostic: what is wrong, exactly where, and what to write instead."""

from __future__ import annotations

from enum import StrEnum

from tenet.frozen import frozen
from tenet.source import Span


class Severity(StrEnum):
    """How much a finding matters: an error cannot work, a warning likely harms, info advises."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Safety(StrEnum):
    """Whether a fix may change what a correct model does."""

    SAFE = "safe"
    UNSAFE = "unsafe"


@frozen
class Label:
    """A remark on a second place that explains the first."""

    span: Span
    text: str


@frozen
class Edit:
    """Replace the text of a span."""

    span: Span
    replacement: str


@frozen
class Fix:
    """Edits that remove a diagnostic, and whether they may change a correct model."""

    safety: Safety
    edits: tuple[Edit, ...]


@frozen
class Rule:
    """A rule of the language, or of good practice, that a text can break.

    The code is for configuration and never reused; the name says the mistake and reads well
    after "allow"; the reason is the first sentence of the rule's page.
    """

    code: str
    name: str
    reason: str
    severity: Severity = Severity.ERROR

    def at(
        self,
        span: Span | None,
        message: str,
        *,
        help: str | None = None,
        labels: tuple[Label, ...] = (),
        fix: Fix | None = None,
        severity: Severity | None = None,
    ) -> Diagnostic:
        """This rule broken at a span; `message` stands alone, `help` says what to write.

        `severity` is given where what was found matters more, or less, than the rule does in general.
        """
        return Diagnostic(self, span, message, severity or self.severity, help, labels, fix)

    def error(
        self,
        span: Span | None,
        message: str,
        *,
        help: str | None = None,
        labels: tuple[Label, ...] = (),
        fix: Fix | None = None,
    ) -> TenetError:
        """The same as an exception, to raise."""
        return TenetError(self.at(span, message, help=help, labels=labels, fix=fix))


@frozen
class Diagnostic:
    """One finding. `span` is none only where no text is at fault (a missing file, say).

    Its severity is its rule's, unless what was found matters more, or less.
    """

    rule: Rule
    span: Span | None
    message: str
    severity: Severity
    help: str | None = None
    labels: tuple[Label, ...] = ()
    fix: Fix | None = None


class TenetError(Exception):
    """The user's work is at fault; carries every diagnostic that was found."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__("; ".join(d.message for d in diagnostics))
        self.diagnostics = diagnostics
