"""Texts as numbers without a vocabulary."""

from __future__ import annotations

from tenet.catalogue.definition import Count
from tenet.data.step import Code


class Hash(Code):
    """BLAKE2b of the text, 8 bytes, big end first, modulo `buckets`; -1 for an empty text."""

    outside = True

    buckets: Count
    """How many numbers there are."""
