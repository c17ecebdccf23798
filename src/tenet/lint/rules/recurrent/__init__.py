"""Rules about recurrent layers."""

from __future__ import annotations

from tenet.lint.case import Case

TERMS = ("rnn", "lstm", "gru", "bidirectional")


def concerns(case: Case) -> bool:
    """Whether something recurs."""
    return any(True for _ in case.called(*TERMS))
