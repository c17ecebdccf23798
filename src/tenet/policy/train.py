"""The settings of the `train` section."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated

from pydantic import Field, model_validator

from tenet.catalogue.definition import Count, Definition
from tenet.catalogue.setting import spelled
from tenet.policy.averaging import Averaging
from tenet.policy.beginning import Beginning
from tenet.policy.clip import Clip
from tenet.policy.duration import Epochs, Steps, counted
from tenet.policy.freezing import Freezing, Frozen
from tenet.policy.grouping import Group, Grouping
from tenet.policy.keep import Best, Keep, Last
from tenet.policy.metric import Metric
from tenet.policy.mixing import Mixing
from tenet.policy.optimizer import Optimizer
from tenet.policy.precision import Precision
from tenet.policy.rhythm import Every, Rhythm
from tenet.policy.schedule import Schedule
from tenet.policy.schedules.constant import Constant
from tenet.policy.staging import Stage, Staging
from tenet.policy.stop import Stop
from tenet.types.shape import Misfit


class Train(Definition):
    """How the network learns. The loss is an expression of its own, beside these settings."""

    kind = "section"

    mix: Mixing | None = None
    """How rows are mixed with one another while training."""
    optimizer: Optimizer
    """The rule that moves the parameters."""
    schedule: Schedule = Constant()
    """The course of the learning rate."""
    clip: Clip | None = None
    """A bound for gradients, kept before the optimizer sees them."""
    groups: tuple[Grouping, ...] = ()
    """Parameters that move in their own way; of those that hold a parameter, the last wins."""
    freeze: Freezing | tuple[Freezing, ...] = ()
    """Parameters that do not move, or not yet."""
    stages: Staging | tuple[Staging, ...] = ()
    """How training begins, before it is what stands here: stages that follow one another."""
    start: Beginning | None = None
    """What training begins from, in place of drawn weights."""
    average: Averaging | None = None
    """A mean of the weights over training, which is judged, kept and exported in their place."""
    batch: Count = 32
    """Rows whose loss is computed at once."""
    accumulate: Count = 1
    """Batches whose gradients make one step: their mean, each by its rows."""
    epochs: Count | None = None
    """Passes over the training rows."""
    steps: Count | None = None
    """Updates, where `epochs` is not given."""
    stop: Stop | None = None
    """A rule by which training ends before its time."""
    validation: Annotated[Every | None, Field(alias="validate")] = None
    """How often validation is measured, and the history gets a line; after each epoch, if not given."""
    checkpoint: Keep | Rhythm | tuple[Keep | Rhythm, ...] = ()
    """What is kept, and when beside each validation: `best`, `last`, `every`, or a list of these."""
    precision: Precision = "f32"
    """What products are computed in while training; weights, and what is judged and exported, are f32."""
    metrics: tuple[Metric, ...] = ()
    """What is measured on each part beside the loss."""
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 0
    """From which weights, order of rows and dropout are drawn."""

    @model_validator(mode="after")
    def _one_length(self) -> Train:
        if (self.epochs is None) == (self.steps is None):
            raise Misfit(
                "needs to know how long: either `epochs` or `steps`", "such as `epochs = 30`"
            )
        sought = self.optimizer.sought
        rates = (sought.rates.low, sought.rates.high) if sought else (self.optimizer.rate,)
        for rate in rates:
            self.schedule.suit(rate)
        return self

    @model_validator(mode="after")
    def _enough_to_mix(self) -> Train:
        if self.mix is not None and self.batch == 1:
            raise Misfit(
                f"mixes rows of one batch by `{self.mix.term()}`, but a batch is one row",
                "such as `batch = 32`",
                setting="mix",
            )
        return self

    @model_validator(mode="after")
    def _stages_follow(self) -> Train:
        unit = Steps if self.epochs is None else Epochs
        for before, after in pairwise(stage.until for stage in self.staged):
            (kind, first), (other, second) = counted(before, unit), counted(after, unit)
            both = f"a stage until {spelled(before)} and then one until {spelled(after)}"
            if kind is not other:
                message = f"has {both}: which ends later hangs on how many rows there are"
                help_ = "count both in epochs, in steps, or in %"
                raise Misfit(message, help_, setting="stages")
            if first >= second:
                message = f"has {both}, which never begins"
                raise Misfit(message, "each ends later than the one before", setting="stages")
        return self

    @model_validator(mode="after")
    def _known_rhythm(self) -> Train:
        if self.validation is not None and self.validation.time is None:
            raise Misfit(
                "validates by steps or epochs: what is measured must not hang on how fast a machine is",
                "such as `every(500)` or `every(epochs(2))`",
                setting="validate",
            )
        kinds = [type(kept) for kept in self.kept]
        for kind in (Best, Last):
            if kinds.count(kind) > 1:
                message = f"keeps `{kind.term()}` twice"
                raise Misfit(message, "once is enough", setting="checkpoint")
        return self

    @property
    def staged(self) -> tuple[Stage, ...]:
        """The stages that training begins with."""
        listed = self.stages if isinstance(self.stages, tuple) else (self.stages,)
        return tuple(stage for stage in listed if isinstance(stage, Stage))

    @property
    def grouped(self) -> tuple[Group, ...]:
        """The groups of parameters."""
        return tuple(group for group in self.groups if isinstance(group, Group))

    @property
    def frozen(self) -> tuple[Frozen, ...]:
        """What is frozen, as a list."""
        listed = self.freeze if isinstance(self.freeze, tuple) else (self.freeze,)
        return tuple(item for item in listed if isinstance(item, Frozen))

    @property
    def kept(self) -> tuple[Keep | Rhythm, ...]:
        """What `checkpoint` lists."""
        listed = self.checkpoint
        return listed if isinstance(listed, tuple) else (listed,)

    @property
    def best(self) -> Best | None:
        """What tells the best weights, if `checkpoint` says so."""
        return next((kept for kept in self.kept if isinstance(kept, Best)), None)

    @property
    def last(self) -> Last:
        """How many states of training are kept."""
        return next((kept for kept in self.kept if isinstance(kept, Last)), Last())

    @property
    def between(self) -> tuple[Every, ...]:
        """When a checkpoint is written between validations."""
        return tuple(kept for kept in self.kept if isinstance(kept, Every))
