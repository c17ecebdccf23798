"""Text as a terminal shows it: how many cells it takes, and without what would deceive the reader."""

from __future__ import annotations

from unicodedata import category, east_asian_width

TAB = "    "
BYTE_ORDER_MARK = "\ufeff"


def shown(text: str) -> str:
    r"""The text with tabs as spaces, and everything that would move the cursor or hide spelt out.

    >>> shown("a\tb\x1b[1m")
    'a    b<U+001B>[1m'
    """
    return text if text.isascii() and text.isprintable() else "".join(map(_shown, text))


def width(text: str) -> int:
    r"""How many cells a text takes once it is shown.

    >>> width("層 = x"), width("e\u0301")
    (6, 1)
    """
    plain = shown(text)
    return len(plain) if plain.isascii() else sum(map(_cells, plain))


def _shown(character: str) -> str:
    if character == "\t":
        return TAB
    if character == BYTE_ORDER_MARK:
        return ""
    # Control and format characters could restyle the terminal or reorder the line.
    if category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}:
        return f"<U+{ord(character):04X}>"
    return character


def _cells(character: str) -> int:
    if category(character) in {"Mn", "Me"}:
        return 0
    return 2 if east_asian_width(character) in "WF" else 1
