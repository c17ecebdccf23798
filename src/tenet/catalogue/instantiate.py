"""Make a definition of given settings, and say in our own words what does not fit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar, cast

from pydantic import ValidationError

from tenet.catalogue.definition import Definition
from tenet.catalogue.setting import settings, spelled
from tenet.frozen import frozen

D = TypeVar("D", bound=Definition)


@frozen
class Problem:
    """What is wrong with one setting, or with the whole where `setting` is none."""

    setting: str | None
    message: str


class Misconfigured(Exception):
    """The settings do not make the thing; carries one problem for each setting at fault."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


def instantiate(definition: type[D], values: Mapping[str, object]) -> D:
    """The definition with these settings.

    Raises:
        Misconfigured: a setting is missing or has a value that it does not take.
        Misfit: the settings contradict one another.
    """
    if not values and not any(info.is_required() for info in definition.model_fields.values()):
        # Each default is right, and a schema is dear to build; whether they agree is asked.
        made = cast("D", definition.model_construct())
        for rule in definition.__pydantic_decorators__.model_validators.values():
            if rule.info.mode == "after":
                rule.func(made)
        return made
    try:
        return definition(**values)
    except ValidationError as error:
        names = dict.fromkeys(
            str(item["loc"][0]) if item["loc"] else None for item in error.errors()
        )
        raise Misconfigured(tuple(_problem(definition, name, values) for name in names)) from None


def _problem(
    definition: type[Definition], name: str | None, values: Mapping[str, object]
) -> Problem:
    term = definition.term()
    if name is None:
        return Problem(None, f"the settings of `{term}` contradict one another")
    words = settings(definition)[name].words
    if name not in values:
        return Problem(None, f"`{term}` needs `{name}`: {words}")
    return Problem(name, f"`{name}` of `{term}` takes {words}, not {_told(values[name], words)}")


def _told(value: object, words: str) -> str:
    """A value that does not fit, as it is spelt; a float that looks like a whole number says what it is."""
    if isinstance(value, float) and value.is_integer() and words.startswith("a whole number"):
        return f"the float {value:.1f}: `/` gives floats, and `//` divides whole numbers"
    return spelled(value)
