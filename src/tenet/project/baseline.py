"""A baseline: findings that a project knows of and has not mended yet, counted by rule and place.

A place is the file and the names around the finding, so that lines may move. The file shrinks by itself:
what is mended is taken out of it, and comes back only as a finding.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tenet.diagnostics import Diagnostic
from tenet.lint.scope import scope_path
from tenet.project.usage import WrongUsage
from tenet.syntax.tree import Spec

Key = tuple[str, str, str]
VERSION = 1


class Baseline:
    """The findings that are known, and those of them that this check has met."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.known = _read(path)
        self.met: Counter[Key] = Counter()
        self.files: set[str] = set()

    def new(
        self, found: Sequence[Diagnostic], trees: Sequence[Spec], file: Path
    ) -> list[Diagnostic]:
        """The findings of a file that are not known yet. Effect: the others are noted; all are, in a first check."""
        name = _name(file, self.path)
        self.files.add(name)
        kept: list[Diagnostic] = []
        for finding in found:
            key = (name, finding.rule.code, scope_path(trees, finding.span))
            self.met[key] += 1
            if self.known is not None and self.met[key] > self.known[key]:
                self.met[key] -= 1
                kept.append(finding)
        return kept

    def content(self) -> bytes | None:
        """What the file is to hold, which is what was met and what other files were known for; none if it does."""
        others = {} if self.known is None else self.known
        left = Counter({key: n for key, n in others.items() if key[0] not in self.files})
        left.update(self.met)
        return None if left == self.known else _written(left).encode()


def _written(counts: Counter[Key]) -> str:
    files: dict[str, dict[str, int]] = {}
    for (file, code, place), count in sorted(counts.items()):
        if count:
            files.setdefault(file, {})[f"{code} {place}".rstrip()] = count
    return json.dumps({"version": VERSION, "files": files}, indent=2, ensure_ascii=False) + "\n"


def _read(path: Path) -> Counter[Key] | None:
    """The findings in the file; none where there is no file yet."""
    try:
        content = json.loads(path.read_text("utf-8"))
        return Counter(
            {
                (str(file), *_parted(key)): int(count)
                for file, counts in content["files"].items()
                for key, count in counts.items()
            }
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"`{path}` is no baseline: {error}; remove it to write a new one"
        raise WrongUsage(message) from None


def _parted(key: str) -> tuple[str, str]:
    code, _, place = key.partition(" ")
    return code, place


def _name(file: Path, baseline: Path) -> str:
    """How a baseline calls a file: by its path from the baseline's own folder."""
    root, whole = baseline.absolute().parent, file.absolute()
    return whole.relative_to(root).as_posix() if whole.is_relative_to(root) else whole.as_posix()
