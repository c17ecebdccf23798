"""Write HTML: what is text stays text, whatever it holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def tag(element: str, /, *children: str, **attributes: str) -> Html:
    """An element; children that are no HTML are text, and `class_` is `class`.

    >>> tag("p", "a < b", tag("br"), class_="wide")
    '<p class="wide">a &lt; b<br></p>'
    """
    given = "".join(f' {key.rstrip("_")}="{escape(value)}"' for key, value in attributes.items())
    if element in {"br", "input", "meta"}:
        return Html(f"<{element}{given}>")
    return Html(f"<{element}{given}>{''.join(map(text, children))}</{element}>")


def text(child: str) -> Html:
    """HTML as it is, anything else escaped."""
    return child if isinstance(child, Html) else Html(escape(child))


def joined(children: Iterable[str]) -> Html:
    """Several, one after the other."""
    return Html("".join(map(text, children)))


def table(head: Sequence[str], rows: Iterable[Sequence[str]], numbers: int = 1) -> Html:
    """A table, of which the columns from `numbers` on are numbers."""
    top = tag("tr", *(tag("th", cell, scope="col") for cell in head))
    body = [
        tag(
            "tr",
            *(
                tag("td", cell) if place < numbers else tag("td", cell, class_="number")
                for place, cell in enumerate(row)
            ),
        )
        for row in rows
    ]
    return tag("div", tag("table", tag("thead", top), tag("tbody", *body)), class_="scroll")
