"""Frozen values: what mypy takes for dataclasses, with methods that all classes share."""

from __future__ import annotations

from typing import ClassVar

import pytest

from tenet.frozen import FrozenError, fields, frozen, replace


@frozen
class Point:
    """A place."""

    SCALE: ClassVar[int] = 2

    x: int
    y: int = 0

    @property
    def far(self) -> int:
        """How far it is."""
        return self.SCALE * (self.x + self.y)


@frozen
class Named(Point):
    """A place with a name, which does not count when it is compared."""

    UNCOMPARED = frozenset({"name"})

    name: str = ""


@frozen
class Other:
    """The same fields as a place."""

    x: int
    y: int = 0

    def __repr__(self) -> str:
        return "other"


def test_fields() -> None:
    point = Named(1, 2, name="home")

    assert fields(Point(1)) == ("x", "y")
    assert fields(point) == ("x", "y", "name")
    assert (point.x, point.y, point.name, point.far) == (1, 2, "home", 6)
    assert repr(point) == "Named(x=1, y=2, name='home')"
    assert repr(Other(1)) == "other"


def test_equality() -> None:
    assert Point(1) == Point(x=1, y=0)
    assert Point(1) != Point(2)
    others: list[object] = [Other(1), 1, None]
    assert Point(1) not in others
    assert Named(1, name="a") == Named(1, name="b")
    assert Point(1) != Named(1)


def test_hash() -> None:
    assert hash(Point(1)) == hash(Point(1, 0))
    assert len({Point(1), Point(1), Other(1), Named(1, name="a"), Named(1, name="b")}) == 3


def test_replace() -> None:
    assert replace(Point(1, 2), y=5) == Point(1, 5)
    assert replace(Named(1, name="a"), x=2).name == "a"


def test_nothing_changes() -> None:
    point = Point(1)
    with pytest.raises(FrozenError, match=r"Point\.x cannot be changed"):
        point.x = 2  # type: ignore[misc]
    with pytest.raises(FrozenError, match=r"Point\.z cannot be changed"):
        point.z = 2  # type: ignore[attr-defined]
    with pytest.raises(FrozenError, match=r"Point\.x cannot be changed"):
        del point.x
    assert point == Point(1)


@pytest.mark.parametrize(
    ("given", "named", "message"),
    [
        ((), {}, r"Point lacks \['x'\]"),
        ((1, 2, 3), {}, "Point takes 2 fields, not 3"),
        ((1,), {"x": 2}, "given by name: "),
        ((1,), {"z": 2}, "given by name: "),
        ((), {"y": 2}, r"Point lacks \['x'\]"),
    ],
    ids=["none", "too many", "twice", "unknown", "one lacking"],
)
def test_wrong_fields(given: tuple[int, ...], named: dict[str, int], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        Point(*given, **named)


def test_matching() -> None:
    match Point(1, 2):
        case Point(x, y):
            assert (x, y) == (1, 2)
