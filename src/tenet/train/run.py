"""A run: the folder that training writes and that evaluation and export read."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from tenet.atomic import whole_folder, write_atomically
from tenet.backends.engine import Backend
from tenet.diagnostics import TenetError
from tenet.frozen import frozen
from tenet.limits import Limits
from tenet.source import Source
from tenet.train.mistakes import NOT_A_RUN, RUN_CHANGED
from tenet.train.prepare import Prepared, prepare
from tenet.train.sealing import check_whole, hash_of, read_sealed, write_sealed

VERSION = 3
METRICS = "metrics.json"
"""The file that says how good the best epoch is, or how good those of several runs are."""
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
        threads: how many a sum may be divided among: its last bit hangs on that.
        start: the hash of each file that weights were taken from when training began.
        files: the hash of each file of the run that was written before this one, and stays as it is.
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
    threads: int
    start: dict[str, str] = {}
    files: dict[str, str] = {}


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
    def metrics(self) -> Path:
        """Every part's judgement of the best epoch."""
        return self.folder / METRICS

    @property
    def units(self) -> Path:
        """The layers of which many units never open, if there are such."""
        return self.folder / "units.json"

    @property
    def spec_hash(self) -> str:
        """The hash of the spec's text and, if it imports files, of theirs."""
        content = sha256((self.folder / "spec.tenet").read_bytes())
        if self.imports:
            content.update((self.folder / IMPORTS).read_bytes())
        return content.hexdigest()

    @property
    def imports(self) -> dict[str, str]:
        """The texts of the files that the spec imports, by their paths below its folder."""
        if IMPORTS not in self.record.files:
            return {}
        texts: dict[str, str] = json.loads((self.folder / IMPORTS).read_bytes())
        return texts

    def source(self) -> Source:
        """The spec as it was when the run began, under the name that the user knows."""
        return Source(self.record.spec, (self.folder / "spec.tenet").read_bytes().decode())

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
    """A new run in a folder that holds none yet; `run.json` comes last, and makes it one."""
    texts = {"spec.tenet": source.text, "pipeline.json": prepared.dataset.pipeline.to_json()}
    if prepared.experiment.imports:
        texts[IMPORTS] = _as_json(prepared.experiment.imports)
    files = {name: hash_of(text.encode()) for name, text in texts.items()}
    run = Run(folder, record.model_copy(update={"files": files}))
    with whole_folder(folder):
        for name, text in texts.items():
            write_atomically(folder / name, text.encode())
        write_sealed(folder / "run.json", run.record.model_dump())
    return run


def _as_json(texts: Mapping[str, str]) -> str:
    return json.dumps(dict(texts), indent=2, ensure_ascii=False) + "\n"


def open_run(folder: Path) -> Run:
    """The run in a folder; of its files, those that stay as they are have been found whole.

    Raises:
        TenetError: there is none, or it is damaged.
    """
    path = folder / "run.json"
    if not path.exists():
        raise _no_run(folder)
    if _version(path) not in {None, VERSION}:  # what else it holds may be anything
        raise NOT_A_RUN.error(None, f"{path} was written by another version of Tenet")
    record = Record.model_validate(read_sealed(path))
    for name, digest in record.files.items():
        check_whole(folder / name, digest)
    return Run(folder, record)


def _no_run(folder: Path) -> TenetError:
    if (folder / "fold-1" / "run.json").exists():
        return NOT_A_RUN.error(
            None, f"{folder} holds the runs of several folds", help=f"name one: {folder / 'fold-1'}"
        )
    return NOT_A_RUN.error(
        None,
        f"{folder} is no run: it has no run.json",
        help="`tenet train FILE` writes one, and prints where",
    )


def _version(path: Path) -> object:
    """The version that a record says it has, if it says one."""
    try:
        record = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return record.get("version") if isinstance(record, dict) else None


def relative_folder(spec: Path, run: Path) -> str:
    """The spec's folder as seen from the run, so that both can be moved together."""
    return os.path.relpath(spec.resolve().parent, run.resolve())
