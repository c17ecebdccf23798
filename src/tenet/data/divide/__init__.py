"""How each split deals out rows."""

from __future__ import annotations
