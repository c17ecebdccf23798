"""A run: the folder that training writes and that evaluation and export read."""

from __future__ import annotations

import json
import os
from hashlib import sha256
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from tenet.atomic import write_atomically
from tenet.backends.engine import Backend
from tenet.frozen import frozen
from tenet.limits import Limits
from tenet.source import Source
from tenet.train.mistakes import NOT_A_RUN, RUN_CHANGED
from tenet.train.prepare import Prepared, prepare

VERSION = 2
IMPORTS = "imports.json"
"""The file of a run that holds the texts of the files that its spec imports."""


class Record(BaseModel):
    """`run.json`: what the run was started with.

    Attributes:
        spec: the spec's path as the user wrote it.
        folder: the folder of the spec, from which data is found.
        overrides: params that were set.
        limits: those that were raised.
        seed: the seed of weights, order and dropout.
        data: the hash of the table.
        training: which of the trainings that the split asks for, counted from 0.
        learning_rate: what a range test has found, where the spec asks for one.
        versions: those of Tenet and of the packages that the numbers hang on.
        start: the hash of each file that weights were taken from when training began.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int
    spec: str
    folder: str
    overrides: dict[str, str]
    limits: dict[str, int] = {}
    backend: Backend
    device: str
    seed: int
    data: str
    training: int = 0
    learning_rate: float | None = None
    versions: dict[str, str]
    start: dict[str, str] = {}


@frozen
class Run:
    """A folder with a spec, a fitted pipeline, checkpoints, history and metrics."""

    folder: Path
    record: Record

    @property
    def best(self) -> Path:
        """The weights of the best epoch."""
        return self.folder / "best.safetensors"

    @property
    def last(self) -> Path:
        """Where training stands: weights, optimizer, clock."""
        return self.state(1)

    def state(self, number: int) -> Path:
        """Where training stood at a checkpoint, counted from the last, which is 1."""
        return self.folder / ("last.safetensors" if number == 1 else f"last-{number}.safetensors")

    @property
    def history(self) -> Path:
        """One JSON object for each validation, and so an epoch unless the spec says otherwise."""
        return self.folder / "history.jsonl"

    @property
    def spec_hash(self) -> str:
        """The hash of the spec's text and, if it imports files, of theirs."""
        content = sha256((self.folder / "spec.tenet").read_bytes())
        if self.imports:
            content.update((self.folder / IMPORTS).read_bytes())
        return content.hexdigest()

    @property
    def imports(self) -> dict[str, str]:
        """The texts of the files that the spec imports, by their paths below its folder.

        Raises:
            TenetError: they cannot be read.
        """
        path = self.folder / IMPORTS
        if not path.exists():
            return {}
        try:
            texts = json.loads(path.read_bytes())
        except (OSError, ValueError) as error:
            raise NOT_A_RUN.error(None, f"{path} cannot be read: {_damage(error)}") from None
        if not isinstance(texts, dict) or not all(isinstance(t, str) for t in texts.values()):
            raise NOT_A_RUN.error(None, f"{path} is not what `tenet train` writes")
        return texts

    def write_json(self, name: str, content: object) -> None:
        """Effect: a file of the run holds this, as JSON."""
        text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
        write_atomically(self.folder / name, text.encode())

    def source(self) -> Source:
        """The spec as it was when the run began, under the name that the user knows.

        Raises:
            TenetError: it is not in the run any more.
        """
        path = self.folder / "spec.tenet"
        try:
            return Source(self.record.spec, path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise NOT_A_RUN.error(None, f"{path} cannot be read: {_damage(error)}") from None

    def prepared(self) -> Prepared:
        """The run's experiment with its data.

        Raises:
            TenetError: the data is not what the run was trained on.
        """
        data_folder = (self.folder / self.record.folder).resolve()
        limits = Limits(**self.record.limits)
        record = self.record
        prepared = prepare(
            self.source(), data_folder, record.overrides, limits, self.imports, record.training
        )
        if prepared.dataset.sha256 != self.record.data:
            raise RUN_CHANGED.error(
                None,
                f"the data of {self.folder} has changed since it was trained",
                help="put the old data back, or train anew",
            )
        return prepared.with_rate(self.record.learning_rate)


def create_run(folder: Path, source: Source, record: Record, prepared: Prepared) -> Run:
    """A new run in a folder that is not there yet; `run.json` comes last, and makes it one."""
    folder.mkdir(parents=True, exist_ok=True)
    run = Run(folder, record)
    write_atomically(folder / "spec.tenet", source.text.encode())
    if prepared.experiment.imports:
        run.write_json(IMPORTS, dict(prepared.experiment.imports))
    write_atomically(folder / "pipeline.json", prepared.dataset.pipeline.to_json().encode())
    run.write_json("run.json", record.model_dump())
    return run


def open_run(folder: Path) -> Run:
    """The run in a folder.

    Raises:
        TenetError: there is none.
    """
    path = folder / "run.json"
    if not path.exists() and (folder / "fold-1" / "run.json").exists():
        raise NOT_A_RUN.error(
            None, f"{folder} holds the runs of several folds", help=f"name one: {folder / 'fold-1'}"
        )
    try:
        content = path.read_bytes()
        if _version(content) not in {None, VERSION}:  # what else it holds may be anything
            raise NOT_A_RUN.error(None, f"{path} was written by another version of Tenet")
        record = Record.model_validate_json(content)
    except FileNotFoundError:
        raise NOT_A_RUN.error(
            None,
            f"{folder} is no run: it has no run.json",
            help="`tenet train FILE` writes one, and prints where",
        ) from None
    except (ValidationError, OSError) as error:
        raise NOT_A_RUN.error(None, f"{path} cannot be read: {_damage(error)}") from None
    return Run(folder, record)


def _version(content: bytes) -> object:
    """The version that a record says it has, if it says one."""
    try:
        record = json.loads(content)
    except ValueError:
        return None
    return record.get("version") if isinstance(record, dict) else None


def relative_folder(spec: Path, run: Path) -> str:
    """The spec's folder as seen from the run, so that both can be moved together."""
    return os.path.relpath(spec.resolve().parent, run.resolve())


def _damage(error: ValidationError | OSError | ValueError) -> str:
    """What is wrong with a file of a run."""
    if isinstance(error, OSError):
        return error.strerror or "it cannot be opened"
    if not isinstance(error, ValidationError):
        return "it is no text in UTF-8"
    first, *others = error.errors()
    if not first["loc"]:
        return "it is no JSON"
    word = "is missing" if first["type"] == "missing" else "is not what `tenet train` writes"
    more = f", and {len(others)} more" if others else ""
    return f"`{'.'.join(map(str, first['loc']))}` {word}{more}"
