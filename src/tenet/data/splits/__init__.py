"""How rows can be divided into training, validation and test."""

from __future__ import annotations
