"""How each source is read into a table."""

from __future__ import annotations
