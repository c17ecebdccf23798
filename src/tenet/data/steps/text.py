"""Texts: written alike, and divided into a sequence of parts."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tenet.data.step import Step


class Lower(Step):
    """Texts in lower case, as Unicode has it."""

    outside = True
    holds = "text"


class Replace(Step):
    """Texts with one part put for another wherever it stands; ONNX looks into no text."""

    outside = True
    holds = "text"

    old: Annotated[str, Field(min_length=1)]
    """What is looked for."""
    new: str
    """What stands there afterwards."""


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
