"""What each layer does to mean, mean square, correlation and gradient, where it is known exactly."""

from __future__ import annotations

from math import cos, exp, inf, log, pi, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analysis.predicted import Predicted

from tenet.analysis.moments import Given, moments
from tenet.analysis.moments.case import Context
from tenet.analysis.moments.predict import HALF, LEAST, Walk
from tenet.catalogue.operation import InitFamily
from tenet.passes.choose_initialisers import CHOICE, choose_initialisers

WIDE = 4096
"""So wide that what finite width takes from the middle of the draws is below a thousandth."""


def rms(text: str, name: str = "y", given_: dict[str, Given] | None = None) -> float:
    return Predicted(text, given_).of(name).rms


@pytest.mark.parametrize("init", ["he_normal", "he_uniform", "lecun_normal", "normal(0.02)"])
@pytest.mark.parametrize("features", [64, 1024])
def test_a_dense_layer_multiplies_by_fan_in_and_variance(init: str, features: int) -> None:
    variance = {"he": 2 / features, "lecun": 1 / features}.get(
        init.split("_", maxsplit=1)[0], 0.02**2
    )
    expected = sqrt(features * variance)
    text = f"network(x: f32[{features}]) -> y {{ y = x -> dense({WIDE}, init={init}) }}"
    assert rms(text) == pytest.approx(expected, rel=1e-3)


def test_an_orthogonal_matrix_keeps_lengths() -> None:
    text = "network(x: f32[1024]) -> y { y = x -> dense(1024, init=orthogonal) }"
    assert rms(text) == pytest.approx(1, rel=2e-3)


def test_all_weights_the_same() -> None:
    found = Predicted("network(x: f32[8] in 0..1) -> y { y = x -> dense(4, init=constant(0.5)) }")
    assert found.of("y").mean == pytest.approx(8 * 0.5 * 0.5)
    assert found.of("y").variance == pytest.approx(8 * 0.25 / 12)


def test_zeros_silence() -> None:
    found = Predicted("network(x: f32[8]) -> y { y = x -> dense(4, init=zeros) -> relu }")
    assert found.of("y").rms == found.of("y").high == 0
    assert found.of("x").gradient == 0


def test_layers_and_gradients_of_a_rectifier_network() -> None:
    """With He's weights every layer has the mean square 2, and every gradient passes unchanged."""
    found = Predicted(
        f"network(x: f32[{WIDE}]) -> y {{\n"
        f" a = x -> dense({WIDE}, init=he_normal)\n b = a -> relu\n"
        f" y = b -> dense({WIDE}, init=he_normal) }}"
    )
    a, b, y = found.of("a"), found.of("b"), found.of("y")
    assert (a.rms, b.rms, y.rms) == pytest.approx((sqrt(2), 1, sqrt(2)), rel=3e-3)
    assert (y.gradient, b.gradient, a.gradient) == pytest.approx((1, sqrt(2), 1), rel=3e-3)
    assert a.correlation == pytest.approx(0, abs=1e-9)
    assert b.correlation == pytest.approx(1 / pi, rel=5e-3)
    unit = found.found.unit(found.node("relu"))
    assert unit.chi == pytest.approx(1, rel=1e-3)
    assert unit.xi == inf
    assert found.found.dead(found.node("relu")) == pytest.approx(0, abs=1e-9)


def test_where_gradients_end_by_how_many_units_they_come() -> None:
    """G = g' fan_out Var(W)."""
    found = Predicted("network(x: f32[100]) -> y { y = x -> dense(400, init=lecun_normal) }")
    assert found.of("x").gradient == pytest.approx(2, rel=1e-3)


def test_gradients_of_a_deep_product_differ_by_the_draw() -> None:
    """The lengths of products of matrices vary more with depth than those of one: their singular values spread."""
    width, depth = 64, 12
    found = Predicted(
        f"network(v: f32[{width}]) -> y {{ x = v -> dense({width}, init=lecun_normal)\n"
        f" for _ in 2..{depth} {{ x = x -> dense({width}, init=lecun_normal) }}\n y = x }}"
    )
    noise, lengths = np.random.default_rng(0), []
    for _ in range(200):
        made = np.eye(width)
        for _ in range(depth):
            made = made @ noise.standard_normal((width, width)) / sqrt(width)
        lengths.append(log((made**2).mean()))
    v = found.of("v")
    assert v.gradient is not None
    assert v.gradient_high is not None
    known = (log(v.gradient_high / v.gradient) / HALF) ** 2 - 6 * LEAST
    # Of 200 draws a variance is known to a tenth; the prediction adds what a batch of 32 rows tells less.
    assert np.var(lengths) * 0.8 < known < np.var(lengths) * 1.6


def test_a_norm_of_few_units_lengthens_gradients() -> None:
    """Of n Gaussian units E 1/s² is n / (n - 3): the gradient's mean square is (n - 2) / (n - 3)."""
    for norm in ("layer_norm",):
        found = Predicted(f"network(x: f32[16]) -> y {{ y = x -> {norm} }}")
        assert found.of("x").gradient == pytest.approx(sqrt(14 / 13), rel=0.02), norm


def test_a_sum_of_signals_is_as_uneven_as_its_parts() -> None:
    """Few features make rows of an input differ; a branch behind a norm adds what does not."""
    walk = Predicted(
        "network(x: f32[8]) -> y { h = x -> dense(512, init=lecun_normal)\n y = h + (h -> layer_norm) }"
    )
    found = Walk(walk.graph, Context(walk.graph, {}, 1000))
    found.found()
    h, y = (found.signals[walk.value(name).number] for name in ("h", "y"))
    assert h.uneven == pytest.approx(2 / 8)
    assert y.uneven == pytest.approx(h.uneven / 4, rel=0.02)


def test_a_sigmoid_network_forgets_its_input() -> None:
    found = Predicted(
        "network(x: f32[256]) -> y { for _ in 1..20 { x = x -> dense(256) -> sigmoid }\n"
        " y = x -> dense(256) }"
    )
    assert found.of("y").correlation == pytest.approx(1, abs=1e-3)
    unit = found.found.unit(found.node("sigmoid"))
    assert unit.chi is not None
    assert unit.chi < 0.1
    assert unit.xi is not None
    assert unit.xi < 1


def test_a_chaotic_network_forgets_that_inputs_are_alike() -> None:
    found = Predicted(
        "network(x: f32[256] in 1..1.1) -> y {"
        " for _ in 1..30 { x = x -> dense(256, init=normal(0.2)) -> tanh }\n y = x -> dense(9) }"
    )
    unit = found.found.unit(found.node("tanh"))
    assert unit.chi is not None
    assert unit.chi > 1
    assert unit.xi is not None
    assert 0 < unit.xi < 10
    assert found.of("y").correlation == pytest.approx(0, abs=0.01)


def test_what_saturates() -> None:
    found = Predicted(
        "network(x: f32[256]) -> y { y = x -> dense(256, init=normal(1)) -> tanh -> dense(9) }"
    )
    share = found.found.saturated(found.node("tanh"))
    assert share == pytest.approx(0.755, abs=0.01)  # |N(0, 16²)| > 5
    hard = Predicted("network(x: f32[8]) -> y { y = x -> dense(8) -> hard_tanh(low=-9, high=9) }")
    assert hard.found.saturated(hard.node("hard_tanh")) == pytest.approx(0, abs=1e-6)


def test_units_die_where_inputs_are_alike() -> None:
    def dead(span: str) -> float:
        found = Predicted(
            f"network(x: f32[512]{span}) -> y {{"
            " for _ in 1..12 { x = x -> dense(512) -> relu }\n y = x -> dense(9) }"
        )
        share = found.found.dead(found.node("relu"))
        assert share is not None
        return share

    # A prototype measured 14 to 20 % at layers 5 to 12 of [0, 1] data, and less where standardised.
    assert 0.05 < dead("") < dead(" in 0..1") < 0.3


def test_norms_are_exact() -> None:
    for norm in ("layer_norm", "batch_norm", "group_norm(8)", "rms_norm"):
        found = Predicted(f"network(x: f32[256] in 3..9) -> y {{ y = x -> {norm} }}")
        assert found.of("y").rms == pytest.approx(1, rel=1e-3), norm
        assert found.of("y").exact
    assert (
        Predicted("network(x: f32[64]) -> y { y = x -> batch_norm(scale_init=0) }").of("y").rms == 0
    )
    images = Predicted("network(x: f32[8, 9, 9]) -> y { y = x -> instance_norm }")
    assert images.of("y").rms == pytest.approx(1, rel=1e-3)


def test_a_norm_divides_gradients_by_the_deviation() -> None:
    found = Predicted("network(x: f32[4096] in 0..12) -> y { y = x -> layer_norm }")
    assert found.of("x").gradient == pytest.approx(1 / sqrt(12), rel=2e-3)


def test_batch_norm_makes_gradients_grow() -> None:
    """By sqrt(π / (π - 1)) a layer (Yang et al., 2019, theorem 3.9)."""
    layers = 10
    found = Predicted(
        f"network(x: f32[{WIDE}]) -> y {{ a = x -> dense({WIDE}, init=he_normal)\n h = a\n"
        f" for _ in 1..{layers} {{ h = h -> batch_norm -> relu -> dense({WIDE}, init=he_normal) }}\n"
        " y = h }"
    )
    first, last = found.of("a").gradient, found.of("y").gradient
    assert first is not None
    assert last is not None
    # The first norm divides by the deviation sqrt(2): rows have nothing in common there.
    growth = (pi / (pi - 1)) ** ((layers - 1) / 2) / sqrt(2)
    assert first / last == pytest.approx(growth, rel=0.02)


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.8])
def test_dropout_divides_the_mean_square(rate: float) -> None:
    found = Predicted(f"network(x: f32[64]) -> y {{ y = x -> dropout({rate}) }}")
    assert found.of("y").rms == pytest.approx(1 / sqrt(1 - rate), rel=1e-6)
    assert found.of("x").gradient == pytest.approx(1 / sqrt(1 - rate), rel=1e-3)


def test_alpha_dropout_keeps_mean_and_variance() -> None:
    found = Predicted("network(x: f32[64]) -> y { y = x -> alpha_dropout(0.3) }").of("y")
    assert (found.mean, found.variance) == pytest.approx((0, 1), abs=1e-6)


@given(st.integers(1, 40))
def test_a_residual_sum_adds_mean_squares(blocks: int) -> None:
    """Pre-norm: q = 1 + L q_branch."""
    text = (
        "network(x: f32[2048]) -> y {"
        f" for _ in 1..{blocks} {{ x = x + (x -> layer_norm -> dense(2048, init=lecun_normal)) }}\n"
        " y = x }"
    )
    assert rms(text) == pytest.approx(sqrt(1 + blocks), rel=0.01)


def test_values_of_one_latent_are_known_together() -> None:
    """X + x is 2 x, x - x is nothing, and x sigmoid(x) is silu."""
    assert rms("network(x: f32[8]) -> y { y = x + x }") == pytest.approx(2)
    assert rms("network(x: f32[8]) -> y { y = x - x }") == 0
    by_hand = rms("network(x: f32[8]) -> y { y = x * (x -> sigmoid) }")
    assert by_hand == pytest.approx(rms("network(x: f32[8]) -> y { y = x -> silu }"))
    chosen = rms("network(x: f32[8]) -> y { y = where(x > 0, x, 0) }")
    assert chosen == pytest.approx(sqrt(0.5), rel=1e-6)
    assert Predicted("network(x: f32[8]) -> y { y = x + x }").of("x").gradient == pytest.approx(2)
    assert Predicted("network(x: f32[8]) -> y { y = 3 * x }").of("x").gradient == pytest.approx(3)


def test_independent_values() -> None:
    two = "network(a: f32[8], b: f32[8] in 0..1) -> y"
    assert rms(f"{two} {{ y = a * b }}") == pytest.approx(sqrt(1 / 3))
    assert rms(f"{two} {{ y = a - b }}") == pytest.approx(sqrt(1 + 1 / 3))
    assert rms(f"{two} {{ y = (a, b) -> concat }}") == pytest.approx(sqrt((1 + 1 / 3) / 2))
    larger = Predicted("network(a: f32[8], b: f32[8]) -> y { y = (a, b) -> maximum }").of("y")
    assert larger.mean == pytest.approx(1 / sqrt(pi), rel=0.02)
    assert rms("network(a: f32[64], b: f32[64]) -> y { y = (a, b) -> dot }") == pytest.approx(
        8, rel=0.02
    )


def test_borders_of_convolutions() -> None:
    """One layer of 3 loses (k² - 1) / (4 k n); many lose by the leading eigenvalue a layer."""

    def deep(layers: int) -> float:
        chain = "conv(512, 3, init=lecun_normal) -> " * layers
        square = rms(f"network(x: f32[8, 512]) -> y {{ y = x -> {chain[:-4]} }}") ** 2
        return square * exp((2 * layers - 1) / 512)  # what finite width takes from the middle

    assert deep(1) == pytest.approx(1 - 8 / (4 * 3 * 8), rel=0.01)
    ratio = deep(9) / deep(8)
    assert ratio == pytest.approx((1 + 2 * cos(pi / 9)) / 3, rel=0.01)


def test_means_over_places() -> None:
    """Pooling leaves (1 + (m - 1) c) / m of the variance."""
    text = "network(x: f32[1, 8, 8]) -> y {{ y = x -> {} }}"
    apart, same = {"x": Given(0, 1, 0.0)}, {"x": Given(0, 1, 1.0)}
    assert rms(text.format("avg_pool(2)"), given_=apart) == pytest.approx(0.5)
    assert rms(text.format("avg_pool(2)"), given_=same) == pytest.approx(1, rel=0.01)
    assert rms(text.format("global_avg_pool"), given_=apart) == pytest.approx(1 / 8)
    assert rms(text.format("adaptive_avg_pool(4)"), given_=apart) == pytest.approx(0.5)
    assert rms(text.format("mean(axis=2)"), given_=apart) == pytest.approx(sqrt(1 / 8))
    assert rms(text.format("sum"), given_=apart) == pytest.approx(8)
    largest = Predicted(text.format("max_pool(2)"), apart).of("y")
    assert largest.mean == pytest.approx(1.0294, rel=1e-2)
    assert Predicted(text.format("max_pool(2)"), same).of("y").mean == pytest.approx(0, abs=0.02)


def test_gradients_through_pooling() -> None:
    text = "network(x: f32[1, 8, 8]) -> y {{ y = x -> {} }}"
    assert Predicted(text.format("global_avg_pool")).of("x").gradient == pytest.approx(1 / 64)
    assert Predicted(text.format("max_pool(2)")).of("x").gradient == pytest.approx(0.5, rel=0.05)
    assert Predicted(text.format("avg_pool(2)")).of("x").gradient == pytest.approx(0.25, rel=0.05)


def test_parts_and_repetitions() -> None:
    found = Predicted(
        "network(x: f32[8]) -> y, z { a, b = x -> split(2)\n y = a -> tile([3])\n z = b }"
    )
    assert found.of("y").rms == found.of("z").rms == pytest.approx(1)
    assert found.of("x").gradient == pytest.approx(sqrt((3 + 1) / 2), rel=1e-3)


def test_padding_with_zeros() -> None:
    found = Predicted("network(x: f32[8, 4]) -> y { y = x -> pad(4) }").of("y")
    assert found.rms == pytest.approx(sqrt(0.5))


def test_weight_norm_makes_rows_of_length_one() -> None:
    text = "network(x: f32[100]) -> y { y = x -> weight_norm(dense(4096, init=normal(7))) }"
    assert rms(text) == pytest.approx(1, rel=1e-3)
    image = "network(x: f32[4, 32, 32]) -> y { y = x -> weight_norm(conv(512, 1)) }"
    assert rms(image) == pytest.approx(1, rel=0.01)
    spectral = rms("network(x: f32[512]) -> y { y = x -> spectral_norm(dense(512)) }")
    assert spectral == pytest.approx(sqrt(0.5), rel=0.01)


def test_attention_takes_means() -> None:
    """Of n independent values that are looked at alike 1 / n is left; of equal ones all."""
    text = (
        "network(q: f32[64, 32], k: f32[64, 32], v: f32[64, 32]) -> y {"
        " y = (q, k, v) -> attention(scale=0.0001) }"
    )
    apart = dict.fromkeys("qkv", Given(0, 1, 0.0))
    assert rms(text, given_=apart) == pytest.approx(1 / 8, rel=0.02)
    same = dict.fromkeys("qkv", Given(0, 1, 1.0))
    assert rms(text, given_=same) == pytest.approx(1, rel=0.1)
    sharp = text.replace("0.0001", "9.0")
    assert rms(sharp, given_=apart) == pytest.approx(1, rel=0.01)


def test_softmax_sums_to_one() -> None:
    found = Predicted("network(x: f32[10]) -> y { y = x -> softmax }").of("y")
    assert found.mean == pytest.approx(0.1)


def test_embeddings_start_as_they_say() -> None:
    found = Predicted("network(i: i64[7] in 0..99) -> y { y = i -> embedding(64) }")
    assert found.of("y").rms == pytest.approx(0.02, rel=1e-2)
    assert found.of("y").nearby == pytest.approx(0.01, abs=1e-3)
    padded = Predicted("network(i: i64[7] in 0..9) -> y { y = i -> embedding(64, padding=0) }")
    assert padded.of("y").rms == pytest.approx(0.02 * sqrt(0.9), rel=0.02)


def test_states_stay_bounded() -> None:
    for cell in ("rnn", "lstm", "gru", "rnn(8, activation=relu)"):
        call = cell if "(" in cell else f"{cell}(8, layers=2, bidirectional=true)"
        found = Predicted(f"network(x: f32[T, 9]) -> y {{ y = x -> {call} }}")
        assert found.of("y").rms > 0
        assert "relu" in call or found.of("y").rms < 1
        assert any("T" in words for words in found.found.assumptions)


def test_a_shared_layer_used_twice() -> None:
    found = Predicted(
        "network(x: f32[512]) -> y {\n shared layer = dense(512, init=lecun_normal)\n"
        " y = x -> layer -> layer }"
    )
    assert found.of("y").rms == pytest.approx(1, rel=0.01)


def test_initialisers_are_chosen_as_the_pass_chooses() -> None:
    families: dict[str, InitFamily] = {"relu": "he", "selu": "lecun", "tanh": "xavier"}
    for activation, family in families.items():
        text = f"network(x: f32[64]) -> y {{ a = x -> dense(512)\n y = a -> {activation} }}"
        found = Predicted(text)
        decided = moments(choose_initialisers(found.graph))
        draw = CHOICE[family].draw(64, 512)
        assert found.of("a").variance == pytest.approx(64 * draw.spread**2)
        after = decided.of(found.value("a"))
        assert after is not None
        assert after.variance == found.of("a").variance


def test_inputs_are_as_they_declare_themselves() -> None:
    assert Predicted("network(x: f32[3] in 0..1) -> y { y = x -> relu }").of(
        "x"
    ).mean == pytest.approx(0.5)
    assert Predicted("network(x: f32[3]) -> y { y = x -> relu }").of("x").rms == 1
    positive = Predicted("network(x: f32[3] in 0..) -> y { y = x -> relu }")
    assert positive.of("x").rms == pytest.approx(1)
    told = Predicted("network(x: f32[3]) -> y { y = x -> relu }", {"x": Given(2, 9)})
    assert told.of("x").rms == pytest.approx(sqrt(13))
    assert not told.found.assumptions
    assert (
        "x uniform over 0..1"
        in Predicted("network(x: f32[3] in 0..1) -> y { y = x -> relu }").found.assumptions
    )


def test_narrow_layers_have_wide_intervals() -> None:
    def width(units: int) -> float:
        found = Predicted(
            "network(x: f32[64] in 0..1) -> y {"
            f" for _ in 1..8 {{ x = x -> dense({units}) -> relu }}\n y = x -> dense({units}) }}"
        ).of("y")
        assert found.low < found.rms < found.high
        return found.high / found.low

    assert width(8) > width(64) > width(512) > 1


def test_a_norm_written_by_hand() -> None:
    """X / sqrt(sum(x²)) has the mean square 1 / n, as `normalize` has exactly."""
    by_hand = Predicted("network(x: f32[64]) -> y { y = x / sqrt(sum(x ** 2) + 1e-6) }").of("y")
    assert by_hand.rms == pytest.approx(1 / 8, rel=0.03)
    assert rms("network(x: f32[64]) -> y { y = x -> normalize }") == pytest.approx(1 / 8)
