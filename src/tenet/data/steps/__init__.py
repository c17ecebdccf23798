"""What fitting leaves of a transform: primitive, stateless steps on rows, with their constants."""

from __future__ import annotations
