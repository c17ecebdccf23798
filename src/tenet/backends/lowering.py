"""Find how a target lowers a thing: by the thing's own file and name, so that nothing is registered.

`tenet.ops.conv.Conv` is lowered to PyTorch by the function `conv` in `tenet.backends.torch.ops.conv`.
A target that has none holds `conv = NotYet("reason")` there instead, or `Never("reason")` where none is
wanted, or `Fused("other")` where a pass always makes another operation of it first.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any, Literal

from tenet.backends.mistakes import NOT_LOWERED
from tenet.catalogue.definition import Definition
from tenet.frozen import frozen
from tenet.source import Span
from tenet.types.shape import Misfit

Target = Literal["torch", "jax", "onnx"]
TARGETS: tuple[Target, ...] = ("torch", "jax", "onnx")


@frozen
class Unlowered:
    """A target has no lowering for a thing, and why."""

    reason: str


@frozen
class NotYet(Unlowered):
    """It could have one."""


@frozen
class Never(Unlowered):
    """It makes no sense there."""


@frozen
class Fused:
    """A pass always makes another operation of it before it comes to this."""

    into: str


class MissingLowering(LookupError):
    """The file or function that lowers a thing is not there: a defect of Tenet's, not of a spec."""


def room(definition: type[Definition], target: Target) -> tuple[str, str]:
    """The module and the name under which a target lowers a definition."""
    _, floor, *path = definition.__module__.split(".")
    place = path if floor == "policy" else [floor, *path]
    return ".".join(("tenet", "backends", target, *place)), definition.term()


@cache
def lowering(
    definition: type[Definition], target: Target
) -> Callable[..., Any] | Unlowered | Fused:
    """What lowers a definition to a target, or why nothing does.

    Raises:
        MissingLowering: neither is there; the message names the file to write.
    """
    module, name = room(definition, target)
    file = f"src/{module.replace('.', '/')}.py"
    try:
        found = getattr(import_module(module), name, None)
    except ModuleNotFoundError as error:
        if error.name is None or not module.startswith(error.name):
            raise
        found = None
    if found is None:
        raise MissingLowering(f"{file} must define `{name}`, the lowering of `{name}` to {target}")
    return found  # type: ignore[no-any-return]  # checked by the completeness test


def lower(op: Definition, target: Target, span: Span | None, *arguments: Any) -> Any:
    """The lowering of an operation, made.

    Raises:
        TenetError: the target does not support it, with the reason.
    """
    found = lowering(type(op), target)
    assert not isinstance(found, Fused), f"{op.term()} was not fused into {found.into}"
    if isinstance(found, Unlowered):
        raise NOT_LOWERED.error(
            span, f"`{op.term()}` cannot be lowered to {target}: {found.reason}"
        )
    try:
        return found(op, *arguments)
    except Misfit as error:
        message = f"`{op.term()}` cannot be lowered to {target}: it {error.message}"
        raise NOT_LOWERED.error(span, message, help=error.help) from None
