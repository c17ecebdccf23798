"""The settings of a definition: what each one takes, and how that is said in words."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from tenet.catalogue.definition import Definition, Percent
from tenet.frozen import frozen
from tenet.types.dim import Symbolic
from tenet.types.tensor import Interval


@frozen
class Dotted:
    """Marks a text setting that is written as names, perhaps with dots: `validation.loss`."""

    words: str
    """What such a name stands for."""


@frozen
class Wired:
    """Marks a setting that is given as tensors, `weight=table.weight`; it holds whether it was."""

    words: str
    """What the tensors are."""


@frozen
class Applied:
    """Marks a setting that is given as what can be applied: an operation, a block in use, what is shared."""

    words: str
    """What it is applied to, and what it gives."""


@frozen
class Each:
    """Marks a list that holds one item for each of something."""

    what: str
    """What there is one for."""


@frozen
class Usual:
    """Marks a number that most begin with."""

    words: str
    """The number, as a spec writes it."""


@frozen
class ByName:
    """Marks a setting that no position fills, so that those of what it is set on come first."""


@frozen
class Setting:
    """One setting: what bare words, kinds of things and dotted names it takes."""

    name: str
    choices: tuple[str, ...]
    kinds: tuple[type[Definition], ...]
    dotted: bool
    required: bool
    default: object
    meaning: Any
    """What it takes, in words, or as the annotation and its metadata that say it."""
    wired: bool = False
    """Whether it is given as tensors, which become inputs after those that have no name."""
    by_name: bool = False
    """Whether no position fills it, since it is wired or marked so."""

    @property
    def words(self) -> str:
        """What it takes, for a modeller; put together only when somebody is told."""
        return self.meaning if isinstance(self.meaning, str) else _words(*self.meaning)

    def __str__(self) -> str:
        return self.name


@cache
def settings(definition: type[Definition]) -> dict[str, Setting]:
    """The settings of a definition by name, in the order in which positions fill them."""
    fields = definition.model_fields.items()
    named = (
        (info.alias or name, info) for name, info in fields
    )  # what pydantic has taken for itself
    return {name: _setting(name, info) for name, info in named}


def spelled(value: object) -> str:
    """A static value as a spec writes it.

    >>> spelled((1, None, True, "a", 0.5))
    '[1, none, true, "a", 0.5]'
    """
    match value:
        case None:
            return "none"
        case bool():
            return "true" if value else "false"
        case str():
            return f'"{value.translate(ESCAPES)}"'
        case Percent():
            return str(value)
        case float():
            return f"{value:g}"
        case tuple() if type(value) is tuple:
            return f"[{', '.join(spelled(item) for item in value)}]"
        case Definition():
            return called(value)
        case _:
            return str(value)


ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"})
"""What a text holds, and how a spec writes it."""


def called(definition: Definition) -> str:
    """A definition as a spec writes it, with the settings that were given: `dropout(0.5)`."""
    fields = type(definition).model_fields
    given = [
        f"{fields[n].alias or n}={_bare(getattr(definition, n))}"
        for n in sorted(definition.model_fields_set)
    ]
    return f"{definition.term()}({', '.join(given)})" if given else definition.term()


def _bare(value: object) -> str:
    return value if isinstance(value, str) and value.isidentifier() else spelled(value)


def _setting(name: str, info: FieldInfo) -> Setting:
    annotation = info.annotation
    parts = list(_parts(annotation))
    marks = (*info.metadata, *parts)
    return Setting(
        name=name,
        choices=tuple(part for part in parts if isinstance(part, str)),
        kinds=tuple(p for p in parts if isinstance(p, type) and issubclass(p, Definition)),
        dotted=any(isinstance(mark, Dotted) for mark in marks),
        required=info.is_required(),
        default=None if info.is_required() else info.get_default(call_default_factory=True),
        meaning=(annotation, info.metadata),
        wired=any(isinstance(mark, Wired) for mark in marks),
        by_name=any(isinstance(mark, Wired | ByName) for mark in marks),
    )


def _parts(annotation: Any) -> Iterator[Any]:
    """Every type, choice and mark inside an annotation."""
    origin = get_origin(annotation)
    if origin is Literal:
        yield from get_args(annotation)
    elif origin is not None:
        for part in get_args(annotation):
            yield from _parts(part)
    else:
        yield annotation


PLAIN = {
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    str: "a text in quotes",
    type(None): "none",
    Percent: "a percentage",
    Symbolic: "a size",
    Interval: "a range such as 0..9",
}


def _words(annotation: Any, metadata: list[Any], said: tuple[str, ...] = ()) -> str:
    """What a setting of this annotation takes, for a modeller, who has been `said` other things that it takes."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _words(parts[0], list(parts[1:]), said)
    applied = next((mark.words for mark in metadata if isinstance(mark, Applied)), None)
    if applied is not None:
        return applied
    marked = [mark.words for mark in metadata if isinstance(mark, Dotted | Wired)]
    if origin in {Union, UnionType}:
        return ", or ".join(_alternatives(parts, marked))
    if origin is Literal:
        *others, last = map(str, parts)
        return f"{', '.join(others)} or {last}" if others else last
    if origin is tuple:
        return _listed(parts, metadata, said)
    if isinstance(annotation, type) and issubclass(annotation, Definition):
        article = "an" if annotation.kind[0] in "aeiou" else "a"
        return f"{article} {annotation.kind}"
    if marked:
        return marked[0]
    plain = PLAIN.get(annotation, getattr(annotation, "__name__", "a value").lower())
    usual = "".join(f", such as {mark.words}" for mark in metadata if isinstance(mark, Usual))
    return f"{plain}{_bounds(metadata)}{usual}"


def _alternatives(parts: tuple[Any, ...], marked: list[str]) -> list[str]:
    """What each part of a union takes, each thing said once."""
    found: list[str] = []
    for part in parts:
        words = marked[0] if marked and part is str else _words(part, [], (*found,))
        found += [words] if words not in found else []
    return [words for words in found if words != PLAIN[int] or PLAIN[float] not in found]


def _listed(items: tuple[Any, ...], metadata: list[Any], said: tuple[str, ...]) -> str:
    """A list of items; what they are is not said again."""
    if Ellipsis not in items:
        return "a pair" if len(items) == 2 else f"a list of {len(items)}"
    union = get_origin(items[0]) in {Union, UnionType}
    words = _alternatives(get_args(items[0]) if union else items[:1], [])
    each = next((f" for each {mark.what}" for mark in metadata if isinstance(mark, Each)), "")
    others = [word for word in words if word not in said]
    if len(others) == len(words):
        return f"a list, each item {' or '.join(words)}"
    return " or ".join(["a list with one" if each else "a list of such", *others]) + each


def _bounds(metadata: list[Any]) -> str:
    limits = []
    for mark in (inner for m in metadata for inner in getattr(m, "metadata", [m])):
        for attribute, word in (
            ("ge", "of at least"),
            ("gt", "above"),
            ("le", "of at most"),
            ("lt", "below"),
        ):
            limit = getattr(mark, attribute, None)
            if limit is not None:
                limits.append(f"{word} {limit:g}")
    return f" {' and '.join(limits)}".replace(" and of ", " and ") if limits else ""
