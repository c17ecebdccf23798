"""What a field's pipeline is written in: selections of columns, and transforms of what came before."""

from __future__ import annotations
