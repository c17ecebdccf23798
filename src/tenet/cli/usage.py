"""What a command line says beyond the options that the parser knows."""

from __future__ import annotations

from collections.abc import Iterable


class WrongUsage(Exception):
    """The command line does not say what to do; the words say why."""


def overrides(assignments: Iterable[str] | None) -> dict[str, str]:
    """The params that `--set name=value` sets, as text in the language's own notation.

    Raises:
        WrongUsage: one is not of the form `name=value`, or sets a param again.
    """
    found: dict[str, str] = {}
    for assignment in assignments or ():
        name, equals, value = assignment.partition("=")
        name = name.strip()
        if not equals or not name or not value.strip():
            raise WrongUsage(f"--set takes name=value, not `{assignment}`")
        if name in found:
            raise WrongUsage(f"--set sets `{name}` twice")
        found[name] = value
    return found
