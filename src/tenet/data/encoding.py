"""Files of text as they come: packed or not, UTF-8 or said not to be."""

from __future__ import annotations

import gzip
import zlib

from tenet.data.unreadable import Unreadable

GZIP = b"\x1f\x8b"
UTF16 = (b"\xff\xfe", b"\xfe\xff")
BOM = b"\xef\xbb\xbf"


def unpacked(data: bytes) -> bytes:
    """The bytes, out of gzip where they are packed; raises Unreadable."""
    if not data.startswith(GZIP):
        return data
    try:
        return gzip.decompress(data)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise bad_gzip(error) from None


def bad_gzip(error: Exception) -> Unreadable:
    """What is said of gzip that cannot be unpacked."""
    return Unreadable(f"is a damaged gzip file: {error}", "copy or download it again")


def utf8(data: bytes) -> bytes:
    """The bytes, known to be UTF-8 text, without a byte order mark; raises Unreadable."""
    if data.startswith(UTF16):
        raise Unreadable("is in UTF-16", "save it as UTF-8")
    data = data.removeprefix(BOM)
    place = data.find(b"\0")
    if place >= 0:
        raise Unreadable(
            f"holds a zero byte in line {_line(data, place):,}", "it may be no text at all"
        )
    try:
        if not data.isascii():
            data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"is not UTF-8: byte 0x{data[error.start]:02x} in line {_line(data, error.start):,}",
            "save it as UTF-8",
        ) from None
    return data


def _line(data: bytes, place: int) -> int:
    return data.count(b"\n", 0, place) + 1
