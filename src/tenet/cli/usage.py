"""What a command line says beyond the options that the parser knows."""

from __future__ import annotations

from collections.abc import Iterable

from tenet.diagnostics import nearest
from tenet.frozen import replace
from tenet.limits import DEFAULT, NAMES, Limits
from tenet.project.usage import WrongUsage

MOST = 2**63
"""What no limit reaches."""


def limits(assignments: Iterable[str] | None) -> Limits:
    """The limits, with those that `--limit name=number` raises.

    Raises:
        WrongUsage: one is not of that form, or there is no such limit.
    """
    raised: dict[str, int] = {}
    for assignment in assignments or ():
        name, _, value = (part.strip() for part in assignment.partition("="))
        if name not in NAMES:
            close = nearest(name, NAMES)
            hint = f"; did you mean `{close}`?" if close is not None else "."
            known = ", ".join(NAMES)
            raise WrongUsage(f"there is no limit `{name}`{hint} The limits are {known}.")
        digits = value.replace("_", "")
        if not (digits.isascii() and digits.isdigit()) or not 0 < int(digits) < MOST:
            raise WrongUsage(f"--limit takes name=number, such as {name}=1_000, not `{assignment}`")
        raised[name] = int(digits)
    return replace(DEFAULT, **raised)


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
