"""The rules that a training run can break."""

from __future__ import annotations

from tenet.diagnostics import Rule
from tenet.diagnostics.diagnostic import Severity

NOT_A_RUN = Rule("RUN001", "not-a-run", "Commands on a run need the folder that training wrote.")
RUN_EXISTS = Rule("RUN002", "run-exists", "A run is never overwritten.")
RUN_CHANGED = Rule("RUN003", "run-changed", "A run goes on with the spec and data it began with.")
LOSS_NOT_FINITE = Rule("RUN004", "loss-not-finite", "A loss that is no number teaches nothing.")
NO_PART = Rule("RUN005", "missing-part", "What is watched or judged needs rows.")
RANGE_BROKEN = Rule("RUN006", "range-broken-by-data", "A promised range is checked on the data.")
BAD_CHECKPOINT = Rule(
    "RUN007", "bad-checkpoint", "A checkpoint holds the parameters of its network."
)
BAD_HISTORY = Rule("RUN009", "bad-history", "A history holds one JSON object for each epoch.")
UNEVEN = Rule(
    "RUN011",
    "uneven-rows",
    "A size means one length in each row, as large as it is declared to be.",
)
LONELY_ROW = Rule("RUN010", "lonely-row", "Statistics of a batch need more than one value of each.")
NO_RATE = Rule("RUN012", "no-rate-found", "A rate is found where the loss falls, and nowhere else.")

NO_SWEEP = Rule("RUN013", "no-sweep", "What is swept is said in the spec.")

NOT_WRITTEN = Rule("RUN014", "run-not-written", "What a run cannot write down is lost.")

GRADIENT_NOT_FINITE = Rule(
    "RUN020", "gradient-not-finite", "A gradient that is no number moves nothing."
)

OVERFITTED = Rule(
    "RUN030",
    "overfitted",
    "What is learnt by heart of the training rows does not hold for others.",
    Severity.WARNING,
)
DIVERGED = Rule(
    "RUN031", "diverged", "Steps that are too long lose what was learnt.", Severity.WARNING
)
STOOD_STILL = Rule(
    "RUN032", "stood-still", "Training that changes nothing costs time.", Severity.INFO
)
DYING = Rule(
    "RUN033",
    "units-never-open",
    "A unit that gives 0 for every row learns nothing any more.",
    Severity.WARNING,
)

CALMER = "a smaller learning rate, a warm-up, or scaled inputs usually help; the checkpoint before is kept"
"""What helps against a loss that is no number."""
WIDER = "`precision = bf16` has the range of f32"
"""What helps besides where numbers end at 65504."""
