"""Find files that installed packages bring along, by what is written of them where they are installed."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import file_digest
from importlib.metadata import PackageNotFoundError, distribution, distributions
from importlib.metadata import packages_distributions as by_import
from pathlib import Path, PurePosixPath

from tenet.data.finding import SUFFIXES
from tenet.data.mistakes import MISSING_TABLE, OTHER_FILE
from tenet.data.sources.package import Package
from tenet.diagnostics import nearest
from tenet.source import Span


def installed(package: Package, span: Span | None) -> Path:
    """The file of a package; nothing of the package is imported.

    Raises:
        TenetError: the package is not installed, has no such file, or has another one; at `span`.
        OSError: the file cannot be read.
    """
    try:
        files = _files(package.distribution)
    except (PackageNotFoundError, ValueError):
        message = f'the package "{package.distribution}" is not installed'
        raise MISSING_TABLE.error(span, message, help=_offer(package.distribution)) from None
    found = files.get(package.path) or _in_its_folder(files).get(package.path)
    if found is None:
        near = nearest(package.path, _in_its_folder(files))
        raise MISSING_TABLE.error(
            span,
            f'the package "{package.distribution}" has no file "{package.path}"',
            help=f'did you mean "{near}"?'
            if near
            else "paths start from the folder of the package",
        )
    _check_hash(package, found, span)
    return found


def tables(name: str) -> tuple[str, ...]:
    """The paths of a package's files that may be tables, as a spec names them; none of what is not installed."""
    try:
        files = _files(name)
    except (PackageNotFoundError, ValueError):
        return ()
    return tuple(p for p in _in_its_folder(files) if PurePosixPath(p).suffix in SUFFIXES)


def _files(name: str) -> Mapping[str, Path]:
    """The files of a package by their paths, but those that it put elsewhere; raises PackageNotFoundError."""
    files = distribution(name).files or ()
    return {f.as_posix(): Path(str(f.locate())) for f in files if ".." not in f.parts}


def _in_its_folder(files: Mapping[str, Path]) -> Mapping[str, Path]:
    """Files by their paths from the folder by which a package is imported."""
    return {path.partition("/")[2]: file for path, file in files.items() if "/" in path}


def _offer(name: str) -> str:
    """The package that was meant, or how to install it."""
    known = by_import().get(name)
    near = known[0] if known else nearest(name, [found.name for found in distributions()])
    return f'did you mean "{near}"?' if near else f"install it: `pip install {name}`"


def _check_hash(package: Package, path: Path, span: Span | None) -> None:
    """Raise where a file is another one than the spec means."""
    if package.sha256 is None:
        return
    with path.open("rb") as file:
        found = file_digest(file, "sha256").hexdigest()
    if found != package.sha256:
        raise OTHER_FILE.error(
            span,
            f'"{package.path}" of the package "{package.distribution}" has the hash {found}, not {package.sha256}',
            help="install the version of the package that the spec was written for, or, if this one is meant,"
            f' write sha256="{found}"',
        )
