"""Texts: written alike, and divided into a sequence of parts."""

from __future__ import annotations

from tenet.data.step import Step


class Lower(Step):
    """Texts in lower case, as Unicode has it."""

    outside = True
    holds = "text"


class SplitWords(Step):
    """Each text `[N]` as the sequence of its words."""

    whole = True
    outside = True
    holds = "text"


class Characters(Step):
    """Each text `[N]` as the sequence of its characters."""

    whole = True
    outside = True
    holds = "text"
