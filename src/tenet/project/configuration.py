"""What a project asks of every check: `[tool.tenet]` in the `pyproject.toml` above a spec."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tenet.diagnostics import nearest
from tenet.frozen import frozen
from tenet.project.usage import WrongUsage

FILE = "pyproject.toml"
KEYS = ("baseline", "ignore", "select")


@frozen
class Configuration:
    """The settings of a project; each is what the option of that name says.

    Attributes:
        select: rules to report.
        ignore: rules to leave out.
        baseline: the file of findings that are known already.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    baseline: Path | None = None


def configuration(spec: Path) -> Configuration:
    """The settings of the project that a spec belongs to: of the nearest folder that has some.

    Raises:
        WrongUsage: they cannot be read, or say what nobody understands.
    """
    return _of_folder(spec.absolute().parent)


def forget() -> None:
    """Effect: the settings of projects are read anew when they are next asked for."""
    _of_folder.cache_clear()


@cache
def _of_folder(folder: Path) -> Configuration:
    for place in (folder, *folder.parents):
        file = place / FILE
        if file.is_file():
            found = _read(file)
            if found is not None:
                return found
    return Configuration()


def _read(file: Path) -> Configuration | None:
    import tomllib  # noqa: PLC0415  # only a project with settings needs it

    try:
        content = tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongUsage(f"cannot read `{file}`: {error}") from None
    table = content.get("tool", {})
    given = table.get("tenet") if isinstance(table, dict) else None
    if given is None:
        return None
    if not isinstance(given, dict):
        raise WrongUsage(f"`tool.tenet` in `{file}` is a table, such as `[tool.tenet]`")
    for key in given:
        if key not in KEYS:
            close = nearest(key, KEYS)
            hint = f"; did you mean `{close}`?" if close is not None else ""
            raise WrongUsage(f"`[tool.tenet]` in `{file}` has no setting `{key}`{hint}")
    baseline = given.get("baseline")
    if not isinstance(baseline, str | None):
        raise WrongUsage(f"`baseline` in `{file}` is the path of a file")
    known = file.parent / baseline if baseline is not None else None
    return Configuration(_words(file, given, "select"), _words(file, given, "ignore"), known)


def _words(file: Path, given: dict[str, object], key: str) -> tuple[str, ...]:
    words = given.get(key, [])
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise WrongUsage(f'`{key}` in `{file}` is a list of rules, such as `["core", "INI"]`')
    return tuple(words)
