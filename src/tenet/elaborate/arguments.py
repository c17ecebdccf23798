"""The arguments of a use of a block: its inputs in order and by name, its settings, its name in paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenet.diagnostics import Diagnostic, Label, nearest
from tenet.elaborate import matching
from tenet.elaborate.applicable import listed
from tenet.elaborate.context import POISON, Context, Values, renaming
from tenet.elaborate.evaluate import evaluate
from tenet.elaborate.mistakes import (
    GIVEN_TWICE,
    NOT_A_TENSOR,
    NOT_STATIC,
    TOO_MANY_ARGUMENTS,
    UNKNOWN_SETTING,
)
from tenet.source import Span
from tenet.syntax.tree import Argument, Expression, Name

if TYPE_CHECKING:
    from tenet.elaborate.block import BlockHandle


class Arguments:
    """What a use gives, each in its place; what fits nowhere is reported.

    Attributes:
        inputs: in order; those that came through an arrow first.
        wired: inputs by name.
        settings: by name; spans: where each stands.
        name: what the use is called in paths, if the text says so.
        sound: whether every argument found its place.
        unclear: whether one could not be read, and may be an input or a setting.
    """

    def __init__(self, context: Context, handle: BlockHandle, piped: Values) -> None:
        self.context = context
        self.handle = handle
        self.inputs: list[object] = list(piped)
        self.wired: dict[str, object] = {}
        self.settings: dict[str, object] = {}
        self.spans: dict[str, Span] = {}
        self.name: str | None = None
        self.sound = True
        self.unclear = False
        self._known_inputs = [p.name.text for p in handle.tree.inputs]
        self._known_settings = [s.name.text for s in handle.tree.settings]
        self._awaited = 0 if piped else len(self._known_inputs)
        self._filled = 0

    def take(self, arguments: tuple[Argument, ...]) -> None:
        """Effect: each argument finds its place."""
        for argument in arguments:
            if argument.name is None:
                self._in_order(argument)
            else:
                self._by_name(argument, argument.name)

    def _in_order(self, argument: Argument) -> None:
        rest = self._known_settings[self._filled :]
        setting = rest[0] if rest else None
        value = self._value(setting, argument.value)
        lacking = value is POISON and len(self.inputs) < self._awaited
        held = bool(self._known_inputs) and self.context.held(value)
        if not self.settings and (held or lacking):
            self.inputs.append(value)
            self.unclear = self.unclear or lacking
            self.sound = self.sound and value is not POISON
        elif value is POISON and not self.settings and len(self.inputs) < len(self._known_inputs):
            self.unclear, self.sound = True, False  # an input or a setting: nobody knows
        elif setting is not None:
            self._filled += 1
            self._set(setting, value, argument)
        elif self.unclear:
            self.sound = False
        else:
            self._refuse(self._too_many(argument))

    def _by_name(self, argument: Argument, name: Name) -> None:
        if name.text in self._known_settings:
            self._set(name.text, self._value(name.text, argument.value), argument)
        elif name.text in self._known_inputs:
            self._wire(name.text, argument)
        elif name.text == "name":
            self.name = matching.scope_name(self.context, argument.value)
            self.sound = self.sound and self.name is not None
        else:
            evaluate(self.context, argument.value, matching.ANYTHING)
            self._refuse(self._unknown(name))

    def _value(self, setting: str | None, expression: Expression) -> object:
        """The value of an argument; a bare choice means what the body hands the setting on to."""
        expected = None if setting is None else self.handle.handed(setting)
        return evaluate(self.context, expression, expected)

    def _wire(self, name: str, argument: Argument) -> None:
        value = evaluate(self.context, argument.value)
        if name in self.wired:
            self._refuse(self._twice(name, argument))
        elif value is not None and value is not POISON and not self.context.held(value):
            given = self.context.said(value)
            message = f"`{name}` of `{self.handle.name}` is a tensor, not {given}"
            self._refuse(NOT_A_TENSOR.at(argument.value.span, message))
        self.wired[name] = value
        self.spans[name] = argument.value.span

    def _set(self, name: str, value: object, argument: Argument) -> None:
        if name in self.settings:
            self._refuse(self._twice(name, argument))
        elif self.context.held(value):
            given = self.context.said(value)
            text = f"`{name}` of `{self.handle.name}` is decided while compiling"
            self._refuse(NOT_STATIC.at(argument.value.span, f"{text}, but this is {given}"))
        else:
            self.settings[name] = value
            self.spans[name] = argument.value.span

    def _refuse(self, found: Diagnostic) -> None:
        self.context.reports.append(found)
        self.sound = False

    def _twice(self, name: str, argument: Argument) -> Diagnostic:
        labels = (Label(self.spans[name], "it is first given here"),)
        message = f"`{name}` of `{self.handle.name}` is given twice"
        return GIVEN_TWICE.at(argument.span, message, labels=labels)

    def _too_many(self, argument: Argument) -> Diagnostic:
        count = len(self._known_settings)
        takes = f"{count} setting{'s' if count != 1 else ''}, and this is one more"
        return TOO_MANY_ARGUMENTS.at(
            argument.span,
            f"`{self.handle.name}` takes {takes if count else 'no settings'}",
            help=f"in order: {', '.join(self._known_settings)}" if count else None,
        )

    def _unknown(self, name: Name) -> Diagnostic:
        close = nearest(name.text, [*self._known_settings, *self._known_inputs])
        hint = f"; did you mean `{close}`?" if close is not None else ""
        known = ", ".join(self._known_settings) or "no settings"
        inputs = listed(self._known_inputs)
        return UNKNOWN_SETTING.at(
            name.span,
            f"`{self.handle.name}` has no setting `{name.text}`{hint}",
            help=f"it has {known}; {inputs}" if inputs else f"it has {known}",
            labels=(Label(self.handle.tree.name.span, "it is declared here"),),
            fix=renaming(name, close),
        )
