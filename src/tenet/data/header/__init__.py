"""How the columns of a file are named, one file for each source: without its rows, and without polars."""

from __future__ import annotations
