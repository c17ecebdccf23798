"""Pieces from the file that tells them; nothing is learnt from rows."""

from __future__ import annotations

import json
import re

from tenet.data.fitted import Fitted, Given
from tenet.data.steps.sequence import Segments, Surround
from tenet.data.steps.subwords import Subwords, pieces_of
from tenet.data.transforms.subwords import BytesPairs, WordPieces
from tenet.diagnostics import nearest
from tenet.types.shape import Misfit

BRACKETED = re.compile(r"\[[^\[\]\s]+\]")
"""A piece that stands for itself wherever a text holds it."""
LONGEST = 100
"""A word of more characters is unknown, as in the paper's own code."""


def word_pieces(transform: WordPieces, given: Given) -> Fitted:
    """Which pieces there are, in the order of their lines."""
    lines = given.text(transform.path).splitlines()
    pieces = {piece: number for number, piece in enumerate(lines)}
    _distinct(lines, transform.path)
    for setting in ("unknown", "start", "separator"):
        wanted = getattr(transform, setting)
        if wanted is not None and wanted not in pieces:
            raise _lacking(transform.path, wanted, tuple(pieces), setting)
    before = Subwords(tokenizer=_word_pieces(transform, pieces))
    if transform.start is None and transform.separator is None and len(given.types) == 1:
        return Fitted((before,), transform, classes=tuple(lines))
    start, end = pieces.get(transform.start or ""), pieces.get(transform.separator or "")
    each = (before,) * len(given.types)
    if given.part:
        return Fitted((Segments(start=start, end=end),), transform, before=each)
    chain = Surround(start=start, end=end)
    return Fitted((chain,), transform, before=each, classes=tuple(lines))


def _distinct(lines: list[str], path: str) -> None:
    """Raise where a line is empty or there twice."""
    seen: dict[str, int] = {}
    for number, piece in enumerate(lines, 1):
        if not piece:
            raise Misfit(f'finds no piece in line {number:,} of "{path}"', "take empty lines out")
        if piece in seen:
            raise Misfit(
                f'finds "{piece}" in line {seen[piece]:,} and in line {number:,} of "{path}"',
                "name every piece once",
            )
        seen[piece] = number


def _word_pieces(transform: WordPieces, pieces: dict[str, int]) -> str:
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers  # noqa: PLC0415  # an extra

    made = Tokenizer(
        models.WordPiece(
            vocab=pieces, unk_token=transform.unknown, max_input_chars_per_word=LONGEST
        )
    )
    made.normalizer = normalizers.BertNormalizer(lowercase=transform.lower)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.add_special_tokens([piece for piece in pieces if BRACKETED.fullmatch(piece)])
    return str(made.to_str())


def bytes_pairs(transform: BytesPairs, given: Given) -> Fitted:
    """Which pieces there are, as the file has it; how it would cut and fill rows is left out."""
    from tokenizers import Tokenizer  # noqa: PLC0415  # an extra

    text = given.text(transform.path)
    try:
        held = json.loads(text)
        kind = held["model"]["type"]
        plain = {**held, "truncation": None, "padding": None, "post_processor": None}
        tokenizer = str(Tokenizer.from_str(json.dumps(plain)).to_str())
    except Exception:  # noqa: BLE001  # the library raises bare ones
        raise Misfit(
            f'finds no pieces in "{transform.path}"',
            "it takes a `tokenizer.json` of the library `tokenizers`, with pieces and pairs",
        ) from None
    if kind != "BPE" or "ByteLevel" not in json.dumps(held.get("pre_tokenizer")):
        raise Misfit(
            f'finds {"bytes left out" if kind == "BPE" else kind} in "{transform.path}",'
            " but it takes pairs of bytes",
            "use `word_pieces` for a list of pieces of words"
            if kind == "WordPiece"
            else "save a byte-level BPE",
        )
    return Fitted((Subwords(tokenizer=tokenizer),), transform, classes=pieces_of(tokenizer))


def _lacking(path: str, wanted: str, pieces: tuple[str, ...], setting: str) -> Misfit:
    near = nearest(wanted, [piece for piece in pieces if not piece.isalpha()][:10_000])
    hint = f'did you mean "{near}"?' if near else f"add it as a line, or leave `{setting}` out"
    return Misfit(f'does not find "{wanted}" in "{path}"', hint, setting=setting)
