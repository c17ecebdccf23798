"""A practice that the language itself holds, and the error by which it does."""

from __future__ import annotations

from tenet.frozen import frozen
from tenet.lint.practice import Sample


@frozen
class Refusal:
    """What a rule would warn of, and cannot be said or is an error of the language.

    Attributes:
        code: of the practice; never given to anything else.
        reason: what is refused, in one sentence.
        by: the code of the rule of the language that refuses it; empty where the language has no words
            for the mistake, so that it cannot be made.
        sample: a spec that is refused, and where; none where it cannot be said.
    """

    code: str
    reason: str
    by: str = ""
    sample: Sample | None = None
