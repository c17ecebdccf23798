"""The rules of the language that a text can break after it has been parsed."""

from __future__ import annotations

from tenet.diagnostics import Rule, Severity

UNKNOWN_NAME = Rule("NAM001", "unknown-name", "A name must be bound before it is used.")
UNKNOWN_OPERATION = Rule("NAM002", "unknown-operation", "What is called must be in the catalogue.")
UNKNOWN_SETTING = Rule(
    "NAM003", "unknown-setting", "Nothing is ignored: an argument must be known."
)
UNKNOWN_KEY = Rule(
    "NAM004", "unknown-key", "Nothing is ignored: an entry of a section must be known."
)
UNKNOWN_SECTION = Rule("NAM005", "unknown-section", "Nothing is ignored: a section must be known.")
NAME_TAKEN = Rule("NAM006", "name-taken", "One name in one place stands for one thing.")
UNUSED = Rule("NAM007", "unused-value", "What nobody uses is a slip; `_` takes what is not wanted.")

WRONG_SETTING = Rule("VAL001", "wrong-setting", "A setting has a type, a range or fixed choices.")
MISSING_SETTING = Rule("VAL002", "missing-setting", "A setting without a default must be given.")
TOO_MANY_ARGUMENTS = Rule("VAL003", "too-many-arguments", "Positions fill settings in their order.")
GIVEN_TWICE = Rule("VAL004", "given-twice", "A setting is given once.")
CONTRADICTION = Rule("VAL005", "contradicting-settings", "Settings must make sense together.")
NO_ARITHMETIC = Rule("VAL006", "impossible-arithmetic", "Arithmetic needs values that have it.")
OUTSIDE_PARAM = Rule("VAL007", "value-outside-param", "A param promises a type and a range.")
NOT_STATIC = Rule("VAL008", "run-time-value-in-setting", "Settings are decided while compiling.")

OPEN_CONDITION = Rule(
    "VAL009",
    "open-condition",
    "A condition on a size is decided when the size is known.",
    Severity.INFO,
)

MISFIT = Rule("TYP001", "shape-misfit", "An operation takes inputs of certain shapes and types.")
NOT_AN_OPERATION = Rule("TYP002", "not-an-operation", "After `->` stands an operation.")
WRONG_INPUT_COUNT = Rule("TYP003", "wrong-input-count", "An operation takes so many inputs.")
BROKEN_PROMISE = Rule("TYP004", "broken-type", "A declared type is a contract.")
NOT_A_TYPE = Rule("TYP005", "not-a-type", "A type is an element type, sizes, and a range.")
NOT_A_TENSOR = Rule("TYP006", "not-a-tensor", "An operation's inputs are tensors.")
NO_ATTRIBUTE = Rule("TYP007", "unknown-attribute", "A value has the attributes of its type.")

NOT_A_DISTRIBUTION = Rule(
    "OUT003", "loss-without-probabilities", "Cross-entropy compares probabilities, not raw scores."
)
SOFTMAX_TWICE = Rule("OUT002", "softmax-twice", "A softmax of a distribution flattens it.")

NO_LOSS = Rule("SEC001", "missing-loss", "Training needs something to make small.")
SECTION_TWICE = Rule("SEC002", "section-twice", "Each section occurs at most once.")
MISSING_ENTRY = Rule("SEC003", "missing-entry", "Some entries of a section have no default.")
NOTHING_TO_BUILD = Rule("SEC004", "missing-section", "Each command needs certain sections.")
NO_SUCH_FIELD = Rule("SEC005", "input-without-field", "Inputs are found by name among the fields.")
METRIC_MISFIT = Rule("SEC006", "metric-misfit", "A metric judges classes or numbers, not both.")
UNKNOWN_MONITOR = Rule("SEC007", "unknown-monitor", "What is watched must be measured.")

RECURSION = Rule(
    "BLK001", "recursive-block", "Every spec ends: no block stands inside itself, nor any network."
)
NO_ITERATION = Rule(
    "BLK002",
    "impossible-loop",
    "A loop goes through a finite range or a list, or counts its turns.",
)
WRONG_UNPACKING = Rule(
    "BLK003", "wrong-unpacking", "As many names are bound as there are values; `_` takes the rest."
)
NOT_SHARED = Rule(
    "BLK004", "nothing-to-share", "What is shared is an operation, with one set of parameters."
)
OUT_OF_RANGE = Rule("BLK005", "place-out-of-range", "A list and an axis have so many places.")
DIVERGED = Rule(
    "BLK006",
    "training-differs",
    "Training and inference are two graphs of one text, over the same parameters.",
)

MANY_STEPS = Rule("LIM001", "too-many-steps", "Every spec is elaborated in little time.")
MANY_NODES = Rule("LIM002", "too-many-nodes", "Nothing is built that nobody means.")
MANY_PARAMETERS = Rule(
    "LIM003", "too-many-parameters", "Parameters are counted before any is allocated."
)
LARGE_ACTIVATIONS = Rule(
    "LIM004", "too-large-activations", "Values are counted before any is allocated."
)
DEEP_BLOCKS = Rule("LIM005", "too-deep-blocks", "A reader can follow blocks inside blocks so far.")
DEEP_IMPORTS = Rule("LIM006", "too-deep-imports", "A reader can follow imports of imports so far.")

IMPORT_CYCLE = Rule("IMP001", "import-cycle", "A file cannot need itself.")
OUTSIDE_FOLDER = Rule(
    "IMP002",
    "import-outside-folder",
    "Checking a spec reads nothing outside the spec's own folder.",
)
NO_MODULE = Rule("IMP003", "unknown-import", "What is imported must be there, and readable.")

NOT_YET = Rule(
    "NYS001", "not-yet-supported", "What is not supported says so, and is never skipped."
)
