"""Operators on the layers of a network."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.lint.operators.operator import Change, Operator, change
from benchmarks.lint.sound import ACTIVATIONS, LAYERS, NORMS, Link, Sound, walk

from tenet.diagnostics import Edit
from tenet.source import Span
from tenet.syntax.tree import Binary, Call, Name

LONG = 10
"""Layers of a plain net that needs its norms."""


def no_activation(sound: Sound) -> Iterator[Change]:
    """An activation between two layers taken out, where no maximum stands between them."""
    for before, link, after in sound.stacked:
        if "max_pool" not in sound.text[before.span.end : after.span.start]:
            yield from change(link.drop())


def softmax_inside(sound: Sound) -> Iterator[Change]:
    """A softmax in place of a hidden activation."""
    for before, link, _ in sound.stacked:
        if before.name == "dense":
            yield from change(link.write("softmax"))


def two_activations(sound: Sound) -> Iterator[Change]:
    """A sigmoid behind a hidden activation."""
    for _, link, _ in sound.stacked:
        yield from change(link.follow("sigmoid"))


def all_sigmoid(sound: Sound) -> Iterator[Change]:
    """Sigmoids for all activations of a long stack, and no norms."""
    stack = list(sound.stacked)
    if len(stack) >= LONG:
        norms = [link.drop() for link in sound.named(*NORMS)]
        yield from change(*(link.write("sigmoid") for _, link, _ in stack), *norms)


def zero_weights(sound: Sound) -> Iterator[Change]:
    """The weights of a hidden layer all zero."""
    for layer in sound.hidden:
        yield from change(layer.give("init", "zeros"))


def equal_weights(sound: Sound) -> Iterator[Change]:
    """The weights of a hidden layer all one."""
    for layer in sound.hidden:
        yield from change(layer.give("init", "ones"))


def huge_weights(sound: Sound) -> Iterator[Change]:
    """The weights of a hidden layer drawn far too wide."""
    for layer in _unnormalised(sound):
        yield from change(layer.give("init", "normal(10)"))


def tiny_weights(sound: Sound) -> Iterator[Change]:
    """The weights of all layers drawn far too narrow."""
    layers = list(_unnormalised(sound))
    if len(layers) > 1:
        yield from change(*(layer.give("init", "normal(1e-5)") for layer in layers))


def _unnormalised(sound: Sound) -> Iterator[Link]:
    """Hidden layers behind which no norm stands: there the spread of weights counts."""
    hidden = list(sound.hidden)
    for link, behind in sound.pairs:
        if link in hidden and behind.name not in NORMS:
            yield link


def wrong_scheme(sound: Sound) -> Iterator[Change]:
    """Xavier before every relu of a long stack without norms."""
    layers = list(_unnormalised(sound))
    if len(layers) >= LONG:
        yield from change(*(layer.give("init", "xavier_normal") for layer in layers))


def no_norms(sound: Sound) -> Iterator[Change]:
    """Every norm of a long stack of convolutions taken out."""
    norms = list(sound.named(*NORMS))
    if len(norms) >= LONG and any(True for _ in sound.named("conv")):
        yield from change(*(link.drop() for link in norms))


def two_norms(sound: Sound) -> Iterator[Change]:
    """A norm twice."""
    for link in sound.named("batch_norm"):
        yield from change(link.follow("batch_norm"))


def bias_before_norm(sound: Sound) -> Iterator[Change]:
    """A bias that the norm behind it takes away again."""
    for layer, behind in sound.pairs:
        bias = layer.setting("bias") if layer.name in LAYERS else None
        if bias is not None and bias.value.span.text == "false" and behind.name in NORMS:
            yield from change(Edit(bias.value.span, "true"))


def dropout_before_norm(sound: Sound) -> Iterator[Change]:
    """A dropout whose variance the norm behind it learns, in a plain net."""
    for link in sound.named("batch_norm") if sound.plain else ():
        at = Span(link.cut.source, link.cut.start, link.cut.start)
        yield from change(Edit(at, " -> dropout(30%)"))


def heavy_dropout(sound: Sound) -> Iterator[Change]:
    """A dropout that forgets nine of ten; of an input, to be restored, that is usual."""
    for _, link in sound.pairs:
        if link.name == "dropout":
            yield from change(link.write("dropout(90%)"))


def dropout_of_all(sound: Sound) -> Iterator[Change]:
    """A dropout that forgets everything."""
    for link in sound.named("dropout"):
        yield from change(link.write("dropout(1.0)"))


def one_unit(sound: Sound) -> Iterator[Change]:
    """A hidden layer of one unit, where no shortcut leads around it and no narrow code is wanted."""
    exempt = "autoencoder" in sound.name or any(True for _ in sound.named("attention"))
    for layer in () if exempt else sound.hidden:
        units = layer.setting("units", 0) if layer.name == "dense" else None
        if units is not None:
            yield from change(Edit(units.value.span, "1"))


def giant_layer(sound: Sound) -> Iterator[Change]:
    """A hidden layer with far more weights than rows, and no early stopping."""
    for layer in sound.hidden if sound.dense else ():
        units = layer.setting("units", 0)
        if units is not None:
            yield from change(Edit(units.value.span, "262_144"), sound.dropped("train", "stop"))


def no_flatten(sound: Sound) -> Iterator[Change]:
    """What makes a vector of a map or a sequence taken out."""
    for link in sound.named("flatten", "global_avg_pool", "last"):
        yield from change(link.drop())
    for link in sound.named("lstm", "gru"):
        returns = link.setting("returns")
        if returns is not None:
            yield from change(Edit(returns.value.span, "sequence"))


def plain_rnn(sound: Sound) -> Iterator[Change]:
    """A plain recurrence in place of one with gates, over a long sequence."""
    for link in sound.named("lstm", "gru"):
        if link.call is not None:
            yield from change(Edit(link.call.callee.span, "rnn"))


def no_positions(sound: Sound) -> Iterator[Change]:
    """What tells the places of a transformer apart taken out."""
    for node in walk(tuple(sound.tree.items)):
        if isinstance(node, Binary) and node.operator == "+" and isinstance(node.right, Call):
            callee = node.right.callee
            if isinstance(callee, Name) and callee.text == "sinusoids":
                end = node.right.span.end
                yield from change(Edit(Span(node.span.source, node.left.span.end, end), ""))


def unscaled_attention(sound: Sound) -> Iterator[Change]:
    """Scores of attention that are not divided by the root of their size."""
    for link in sound.named("attention"):
        if link.call is not None:
            yield from change(link.give("scale", "1"))


def heads_do_not_divide(sound: Sound) -> Iterator[Change]:
    """So many heads that the features do not divide."""
    for link in sound.named("attention"):
        if link.setting("heads") is not None:
            yield from change(link.give("heads", "5"))


def stride_beyond_kernel(sound: Sound) -> Iterator[Change]:
    """A convolution that steps over places."""
    for link in sound.named("conv"):
        if link.setting("stride") is None:
            yield from change(link.give("stride", "4"))


def collapsing_maps(sound: Sound) -> Iterator[Change]:
    """A kernel larger than what it slides over, without padding."""
    for link in sound.named("conv"):
        kernel = link.setting("kernel", 1)
        if kernel is not None and link.setting("stride") is None:
            yield from change(Edit(kernel.value.span, "21"), link.give("padding", "valid"))


def steep_leak(sound: Sound) -> Iterator[Change]:
    """A leaky relu that lets everything through."""
    for _, link, _ in sound.stacked:
        if link.name in ACTIVATIONS:
            yield from change(link.write("leaky_relu(1.0)"))


def wide_code(sound: Sound) -> Iterator[Change]:
    """A code as wide as what it stands for."""
    if sound.name == "autoencoder":
        layers = list(sound.named("dense"))
        yield from change(*(layer.write("dense(64)") for layer in layers[:-1]))


def linear_code(sound: Sound) -> Iterator[Change]:
    """An autoencoder without any activation."""
    if sound.name == "autoencoder":
        yield from change(*(link.drop() for link in sound.named("relu", "sigmoid")))


OPERATORS = (
    Operator("remove an activation", ("ACT001",), no_activation),
    Operator("softmax inside", ("ACT003",), softmax_inside),
    Operator("two activations in a row", ("ACT004",), two_activations),
    Operator("sigmoids in a long stack", ("ACT", "NUM", "REG009"), all_sigmoid),
    Operator("zero weights", ("INI", "NUM"), zero_weights),
    Operator("equal weights", ("INI", "NUM"), equal_weights),
    Operator("huge weights", ("INI", "NUM"), huge_weights),
    Operator("tiny weights", ("INI", "NUM"), tiny_weights),
    Operator("xavier before relu in a long stack", ("INI", "NUM"), wrong_scheme),
    Operator(
        "remove all norms of a long net", ("REG009", "CNN002", "CNN009", "NUM", "ACT"), no_norms
    ),
    Operator("a norm twice", ("REG012",), two_norms),
    Operator("a bias before a norm", ("REG002",), bias_before_norm),
    Operator("dropout before a norm", ("REG001",), dropout_before_norm),
    Operator("dropout of 90 %", ("REG004", "REG007"), heavy_dropout),
    Operator("dropout of everything", ("REG004", "VAL001"), dropout_of_all),
    Operator("one unit", ("CAP002", "STR015", "ACT008", "NUM003"), one_unit),
    Operator("giant layer, no early stopping", ("CAP", "REG006"), giant_layer),
    Operator("remove the flattening", ("STR", "TYP", "CNN"), no_flatten),
    Operator("plain rnn on a long sequence", ("RNN001",), plain_rnn),
    Operator("remove the positions", ("ATT003",), no_positions),
    Operator("unscaled attention", ("ATT001",), unscaled_attention),
    Operator("heads that do not divide", ("ATT002", "TYP001", "VAL"), heads_do_not_divide),
    Operator("stride beyond the kernel", ("CNN011", "TYP001"), stride_beyond_kernel),
    Operator("maps that collapse", ("CNN007", "STR005", "TYP001"), collapsing_maps),
    Operator("a code as wide as its input", ("AEN001",), wide_code),
    Operator("a linear autoencoder", ("AEN002", "ACT001"), linear_code),
    Operator("a leak of one", ("ACT007", "ACT001", "VAL001"), steep_leak),
)
