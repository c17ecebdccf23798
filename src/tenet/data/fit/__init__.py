"""How each stage of a plan becomes steps: a function for each, named as in a spec."""

from __future__ import annotations
