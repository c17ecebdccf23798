"""The loss and the metrics: parts with names, kinds of parameters, pairs to judge, several networks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tenet.elaborate.experiment import Experiment
from tenet.ops.source import Tied

Said = Callable[..., list[str]]
Made = Callable[..., Experiment]

DATA = """
data {
    source = csv("rows.csv")
    x      = columns(["a", "b"]) -> standardize
    kind   = column("kind") -> categories(0..2)
    place  = column("place") -> categories(0..2)
    price  = column("price") -> reshape(1) -> min_max
    split  = random(train=60%, validation=20%, test=20%)
}
"""
NETWORK = """
network(x) -> what, much {
    h = x -> dense(4) -> batch_norm -> relu
    what = h -> dense(3) -> softmax
    much = h -> dense(1)
}
"""
WIDER = """
network(x) -> what, much, other, once, flat {
    what = x -> dense(3) -> softmax
    much = x -> dense(1)
    other = x -> dense(3) -> softmax
    once = x -> dense(1)
    flat = x -> l2
}
"""
USED = "0 * (mse(much, price) + cross_entropy(what, kind) + cross_entropy(what, place))"


def spec(entries: str, network: str = NETWORK) -> str:
    """A network and its training by these entries, which use every field."""
    lines = "".join(f"    {line}\n" for line in entries.split("\n"))
    return f"{DATA}{network}\ntrain {{\n{lines}    optimizer = adamw(1e-3)\n    epochs = 1\n}}\n"


def loss(expression: str) -> str:
    """The entry of a loss in which every field and output has its place."""
    return f"loss = {expression} + {USED}"


PARTS = [
    ("loss = mse(much, price) + cross_entropy(what, kind) + cross_entropy(what, place)", []),
    ("fit = cross_entropy(what, kind)\nloss = fit + cross_entropy(what, place) + mse(much, price)",
     ["fit"]),
    (("fit = cross_entropy(what, kind)\nrest = 2 * mse(much, price)\n"
     "loss = fit + rest + cross_entropy(what, place)"), ["fit", "rest"]),
]  # fmt: skip


@pytest.mark.parametrize(("entries", "parts"), PARTS, ids=["none", "one", "two"])
def test_parts(entries: str, parts: list[str], made: Made) -> None:
    train = made(spec(entries)).train
    assert train is not None
    own = train.objective.nodes[len(train.network.nodes) :]
    fields = {"kind", "place", "price"}

    assert [n.output.hint for n in own if n.output.hint and n.output.hint not in fields] == parts
    assert {(c.output, c.field) for c in train.comparisons} == {
        ("what", "kind"), ("what", "place"), ("much", "price"),
    }  # fmt: skip


KINDS = [
    ("weights", ["dense.weight", "dense_2.weight", "dense_3.weight"]),
    ("biases", ["dense.bias", "dense_2.bias", "dense_3.bias"]),
    ("norms", ["batch_norm.weight", "batch_norm.bias"]),
    ("parameters",
     ["dense.weight", "dense.bias", "batch_norm.weight", "batch_norm.bias", "dense_2.weight",
      "dense_2.bias", "dense_3.weight", "dense_3.bias"]),
]  # fmt: skip


@pytest.mark.parametrize("penalty", ["l1", "l2"])
@pytest.mark.parametrize(("kind", "paths"), KINDS, ids=[row[0] for row in KINDS])
def test_kinds_of_parameters(kind: str, paths: list[str], penalty: str, made: Made) -> None:
    train = made(spec(loss(f"1e-4 * {penalty}({kind})"))).train
    assert train is not None
    tied = [node for node in train.objective.nodes if isinstance(node.op, Tied)]

    assert [p.path for node in tied for p in node.parameters] == paths


FOUND = [
    ("a part that nothing names", loss("0") + "\nrest = mse(much, price)", ["NAM004 rest"]),
    ("a part of a part that nothing names",
     loss("0") + "\nrest = mse(much, price)\nmore = rest", ["NAM004 rest", "NAM004 more"]),
    ("a part that is misspelt", "fit = mse(much, price)\n" + loss("fitt"),
     ["NAM004 fit", "NAM001 fitt"]),
    ("a part with a mistake", "fit = mse(much, prise)\n" + loss("fit"), ["NAM001 prise"]),
    ("parts that need one another", "a = b\nb = a\n" + loss("a"), ["NAM001 a"]),
    ("a kind that the network has not", loss("l2(embeddings)"), ["TYP006 embeddings"]),
    ("a kind that there is not", loss("l2(wights)"), ["NAM001 wights"]),
    ("a loss of the parameters alone", "loss = l2(weights)", ["NAM007 kind", "NAM007 place", "NAM007 price"]),
    ("a loss of nothing that is learned",
     "loss = mse(price, price) + 0 * cross_entropy(what, kind)", ["NAM007 place"]),
    ("one number for each row", loss("l2(what)"), []),
    ("several numbers for each row", "loss = what * what", ["TYP006 what * what"]),
    ("an operation", "loss = mse", ["TYP006 mse"]),
    ("a number as the target", loss("mse(much, 1)"), []),
    ("a number as the prediction", loss("cross_entropy(2, kind)"),
     ["TYP001 cross_entropy(2, kind)"]),
    ("a number", "loss = 3", ["TYP006 3"]),
    ("a setting by position", loss("huber(much, price, 0.5)"), []),
    ("one that no position fills", loss("mse(much, price, sum)"),
     ["VAL003 sum"]),
    ("weights by name", loss("mae(much, price, weight=price, where=kind == 1)"), []),
    ("numbers as what counts", loss("mae(much, price, where=kind)"),
     ["TYP001 mae(much, price, where=kind)"]),
    ("a number as a weight", loss("mae(much, price, weight=3)"), ["TYP006 3"]),
    ("what has no target", loss("kl_sparsity(what)"), []),
    ("an overlap of scores", loss("dice(what, kind) + dice(much, price)"),
     ["OUT003 dice(much, price)"]),
]  # fmt: skip


@pytest.mark.parametrize(("entries", "expected"), [r[1:] for r in FOUND], ids=[r[0] for r in FOUND])
def test_losses(entries: str, expected: list[str], said: Said) -> None:
    assert said(spec(entries)) == expected


ONE = "loss = cross_entropy(what, kind) + 0 * (mse(much, price) + cross_entropy(what, place))\n"
METRICS = [
    ("metrics = [rmse]", [("rmse", "rmse", "much", "price")]),
    ("metrics = [accuracy(what, kind), f1(what, place)]",
     [("accuracy", "accuracy", "what", "kind"), ("f1", "f1", "what", "place")]),
    ("metrics { a = accuracy(what, kind)\nb = f1(what, place, average=micro)\nrest = mae }",
     [("a", "accuracy", "what", "kind"), ("b", "f1", "what", "place"),
      ("rest", "mae", "much", "price")]),
    ("metrics { right = (what, kind) -> accuracy }", [("right", "accuracy", "what", "kind")]),
    ("metrics = [accuracy(what, kind) if true else rmse]",
     [("accuracy", "accuracy", "what", "kind")]),
    ("metrics = rmse", [("rmse", "rmse", "much", "price")]),
    ("metrics = [f1(other, place)]", [("f1", "f1", "other", "place")]),
    ("metrics = [rmse(once, price)]", [("rmse", "rmse", "once", "price")]),
    ("metrics = [accuracy(once, price)]", [("accuracy", "accuracy", "once", "price")]),
    ("metrics = [accuracy(what, kind, top=2), auc(what, place)]",
     [("accuracy", "accuracy", "what", "kind"), ("auc", "auc", "what", "place")]),
    ("metrics = []", []),
]  # fmt: skip


@pytest.mark.parametrize(("metrics", "expected"), METRICS, ids=[row[0] for row in METRICS])
def test_metrics(metrics: str, expected: list[tuple[str, ...]], made: Made) -> None:
    train = made(spec(ONE + metrics, WIDER)).train
    assert train is not None

    assert [(m.name, m.metric.term(), m.output, m.field) for m in train.metrics] == expected


REFUSED = [
    ("metrics = [accuracy]", ["SEC006 accuracy"]),
    ("metrics = [accuracy(kind, what)]", ["SEC006 accuracy(kind, what)"]),
    ("metrics = [accuracy(once, price, top=2)]", ["SEC006 accuracy(once, price, top=2)"]),
    ("metrics = [accuracy(what, kind, top=0)]", ["VAL001 0"]),
    ("metrics = [rmse(where=kind)]", ["SEC006 rmse(where=kind)"]),
    ("metrics = [rmse(where=kind == 0)]", []),
    ("metrics = [rmse(where=3)]", ["TYP006 3"]),
    ("metrics = [rmse(what, kind)]", ["SEC006 rmse(what, kind)"]),
    ("metrics = [accuracy(what)]", ["TYP003 accuracy(what)"]),
    ("metrics = [f1(much, kind)]", ["SEC006 f1(much, kind)"]),
    ("metrics = [f1(once, kind)]", ["SEC006 f1(once, kind)"]),
    ("metrics = [rmse(other, place)]", ["SEC006 rmse(other, place)"]),
    ("metrics = [rmse(other, price)]", ["SEC006 rmse(other, price)"]),
    ("metrics = [f1(flat, kind)]", ["SEC006 f1(flat, kind)"]),
    ("metrics = [accuracy(what, kind), accuracy(what, place)]",
     ["NAM006 accuracy(what, place)"]),
    ("metrics { a = accuracy(what, kind)\na = rmse }", ["NAM006 a"]),
    ("metrics { a, b = rmse }", ["NAM006 b"]),
    ("metrics { a { b = rmse } }", ["NAM004 a"]),
    ("metrics = [rmse]\nmetrics { a = rmse }", ["NAM006 metrics"]),
    ("metric { a = rmse }", ["NAM004 metric"]),
    ("metrics { a = 3 }", ["VAL001 3"]),
    ("metrics { a = rmsee }", ["NAM001 rmsee"]),
    ("metrics { a = f1(what, kind, average=all) }", ["NAM001 all"]),
    ("metrics { a = accuracy(what, knd) }", ["NAM001 knd"]),
    ("metrics { a = accuracy(wat, kind) }", ["NAM001 wat"]),
    ("metrics { a = accuracy(what + what, kind) }", []),
    ("metrics { a = -rmse(much, price) }", ["VAL006 -rmse(much, price)"]),
    ("metrics { a = accuracy(what -> softmax, kind) }", ["OUT002 softmax"]),
    ("metrics { a = relu }", ["VAL001 relu"]),
]  # fmt: skip


@pytest.mark.parametrize(("metrics", "expected"), REFUSED, ids=[row[0] for row in REFUSED])
def test_metrics_that_judge_nothing(metrics: str, expected: list[str], said: Said) -> None:
    assert said(spec(ONE + metrics, WIDER)) == expected


GAN = """
network maker(x) -> fake {
    fake = x -> dense(2)
}

network judge(x: f32[2]) -> real {
    real = x -> dense(1) -> sigmoid
}
"""
REST = "mse(judge(x), price) + 0 * (x -> judge -> l2) * 0"
MAKER = "maker { loss = mse(judge(maker(x)), price) }"
JUDGE = "judge { loss = mse(x -> judge, price) + mse(x -> maker -> judge, price) }"
SEVERAL = [
    ("each has a section", [MAKER, JUDGE], []),
    ("one has none", [MAKER], ["SEC003 train"]),
    ("one is misspelt", [MAKER, JUDGE.replace("judge {", "juge {")], ["NAM004 juge"]),
    ("one is there twice", [MAKER, JUDGE, MAKER], ["NAM006 maker"]),
    ("entries in common", ["batch = 8", MAKER, JUDGE], []),
    ("an entry in common that there is not", ["batsh = 8", MAKER, JUDGE], ["NAM004 batsh"]),
    ("an entry of one that there is not", [MAKER, JUDGE.replace("{ loss", "{ batsh = 8\nloss")],
     ["NAM004 batsh"]),
    ("a part in common", ["fit = mse(x -> judge, price)", MAKER, JUDGE.replace("mse(x -> judge, price)", "fit")],
     []),
    ("a part in common that none names", ["fit = mse(x -> judge, price)", MAKER, JUDGE],
     ["NAM004 fit"]),
    ("no loss", [MAKER, "judge { clip = value(1) }"], ["SEC001 judge"]),
    ("an entry of one that all have in common", [MAKER, JUDGE.replace("{ loss", "{ batch = 8\nloss")],
     ["NAM004 batch"]),
    ("one has an entry of its own", [MAKER, JUDGE.replace("{ loss", "{ optimizer = sgd(1)\nloss")], []),
    ("what is watched is of a network", ["stop = early", MAKER, JUDGE], ["SEC007 early"]),
    ("the loss of a network is watched", ["stop = early(monitor=validation.judge.loss)", MAKER, JUDGE],
     []),
    ("its own parameters", [MAKER, JUDGE.replace("+ mse", "+ l2(norms) + mse")], ["TYP006 norms"]),
    ("a mistake in one", [MAKER.replace("maker(x)", "makr(x)"), JUDGE], ["NAM002 makr"]),
    ("a loss of the other network", [MAKER, "judge { loss = mse(x -> maker, x) }"],
     ["SEC001 mse(x -> maker, x)"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("entries", "expected"), [row[1:] for row in SEVERAL], ids=[row[0] for row in SEVERAL]
)
def test_several_networks(entries: list[str], expected: list[str], said: Said) -> None:
    data = DATA.replace('    kind   = column("kind") -> categories(0..2)\n', "").replace(
        '    place  = column("place") -> categories(0..2)\n', ""
    )
    found = said(spec("\n".join(entries), GAN).replace(DATA, data))

    assert found == expected


def test_each_network_learns_its_own(made: Made) -> None:
    data = DATA.replace('    kind   = column("kind") -> categories(0..2)\n', "").replace(
        '    place  = column("place") -> categories(0..2)\n', ""
    )
    plans = made(spec(f"{MAKER}\n{JUDGE}", GAN).replace(DATA, data)).plans

    assert {name: list(plan.network.parameters) for name, plan in plans.items()} == {
        "maker": ["dense.weight", "dense.bias"], "judge": ["dense.weight", "dense.bias"],
    }  # fmt: skip
    assert list(plans["maker"].objective.parameters) == [
        "dense.weight", "dense.bias", "judge.dense.weight", "judge.dense.bias",
    ]  # fmt: skip


FROZEN = [
    ("", []),
    ("\nfreeze = frozen(norms)", ["batch_norm.weight", "batch_norm.bias"]),
    ('\nfreeze = [frozen("dense.*", until=2), frozen("dense_2.bias", "*.running_var")]',
     ["batch_norm.running_var", "dense_2.bias"]),
]  # fmt: skip


@pytest.mark.parametrize(("entry", "still"), FROZEN, ids=["nothing", "a kind", "by path"])
def test_what_training_never_moves(entry: str, still: list[str], made: Made) -> None:
    train = made(spec(loss("0 * l2(what)") + entry)).train
    assert train is not None

    assert [path for path in train.network.parameters if path in train.still] == still
