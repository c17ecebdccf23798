"""The tables that a spec can name."""

from __future__ import annotations
