"""Uses of the blocks for sequences, their parameters counted by hand."""

from __future__ import annotations

from tests.std.case import Case

SEQUENCES: dict[str, dict[str, Case]] = {
    "self_attention": {
        "two-heads": Case("f32[5, 6]", "self_attention(2)", 4 * (6 * 6 + 6)),
        "grouped": Case(
            "f32[5, 8]",
            "self_attention(4, causal=true, kv_heads=2, rotary=false, use_bias=false)",
            8 * 8 + 2 * 8 * 4 + 8 * 8,
        ),
        "turned": Case("f32[5, 8]", "self_attention(2, rotary=true)", 4 * (8 * 8 + 8)),
        "masked": Case(
            "x: f32[5, 6], seen: bool[5], bias: f32[2, 5, 5]",
            "y = self_attention(x, heads=2, mask=seen, bias=bias)",
            4 * (6 * 6 + 6),
        ),
    },
    "cross_attention": {
        "two-heads": Case(
            "x: f32[3, 6], memory: f32[5, 4]",
            "cross_attention(2)",
            6 * 6 + 6 + 2 * (4 * 6 + 6) + 6 * 6 + 6,
        ),
        "masked": Case(
            "x: f32[3, 6], memory: f32[5, 4], seen: bool[5]",
            "y = cross_attention(x, memory, heads=3, mask=seen, use_bias=false)",
            6 * 6 + 2 * 4 * 6 + 6 * 6,
        ),
    },
    "attention.feed_forward": {
        "four-times": Case("f32[5, 4]", "attention.feed_forward()", 4 * 16 + 16 + 16 * 4 + 4),
        "given": Case(
            "f32[5, 4]", "attention.feed_forward(inner=7, activation=gelu)", 4 * 7 + 7 + 7 * 4 + 4
        ),
    },
    "attention.add_norm": {
        "normed": Case("x: f32[5, 4], made: f32[5, 4]", "attention.add_norm()", 2 * 4),
        "forgetful": Case(
            "x: f32[5, 40], made: f32[5, 40]", "attention.add_norm(dropout=50%, norm=false)", 0
        ),
    },
    "attention.encoder_layer": {
        "post": Case(
            "f32[5, 6]",
            "attention.encoder_layer(2)",
            4 * (6 * 6 + 6) + 6 * 24 + 24 + 24 * 6 + 6 + 2 * 12,
        ),
        "pre": Case(
            "f32[5, 6]",
            "attention.encoder_layer(2, inner=7, activation=gelu, pre_norm=true, causal=true)",
            4 * (6 * 6 + 6) + 6 * 7 + 7 + 7 * 6 + 6 + 2 * 12,
        ),
        "masked": Case(
            "x: f32[5, 6], seen: bool[5]",
            "y = attention.encoder_layer(x, seen, attention.relative_bias(x, heads=2), heads=2)",
            4 * (6 * 6 + 6) + 6 * 24 + 24 + 24 * 6 + 6 + 2 * 12 + 2 * 257,
        ),
        "forgetful": Case(
            "f32[5, 6]",
            "attention.encoder_layer(2, dropout=10%)",
            4 * (6 * 6 + 6) + 6 * 24 + 24 + 24 * 6 + 6 + 2 * 12,
        ),
    },
    "attention.decoder_layer": {
        "post": Case(
            "x: f32[3, 6], memory: f32[5, 4]",
            "attention.decoder_layer(2)",
            4 * 42 + 2 * 42 + 2 * (4 * 6 + 6) + 6 * 24 + 24 + 24 * 6 + 6 + 3 * 12,
        ),
        "pre": Case(
            "x: f32[3, 6], memory: f32[5, 4], seen: bool[5]",
            "attention.decoder_layer(2, inner=7, activation=gelu, pre_norm=true)",
            4 * 42 + 2 * 42 + 2 * (4 * 6 + 6) + 6 * 7 + 7 + 7 * 6 + 6 + 3 * 12,
        ),
        "forgetful": Case(
            "x: f32[3, 6], memory: f32[5, 4]",
            "attention.decoder_layer(2, dropout=10%)",
            4 * 42 + 2 * 42 + 2 * (4 * 6 + 6) + 6 * 24 + 24 + 24 * 6 + 6 + 3 * 12,
        ),
    },
    "attention.sinusoidal_positions": {
        "usual": Case("f32[5, 6]", "attention.sinusoidal_positions()", 0),
        "short": Case("f32[T, 6]", "attention.sinusoidal_positions(base=100)", 0),
    },
    "attention.learned_positions": {
        "all": Case("f32[5, 6]", "attention.learned_positions()", 5 * 6),
        "more": Case("f32[T <= 9, 6]", "attention.learned_positions(length=9)", 9 * 6),
    },
    "attention.relative_bias": {
        "far": Case("f32[5, 6]", "attention.relative_bias(heads=2)", 2 * 257),
        "near": Case("f32[T, 6]", "attention.relative_bias(heads=3, distance=2)", 3 * 5),
        "added": Case(
            "f32[4, 4]",
            "y = x + attention.relative_bias(x, heads=3, distance=2)",
            3 * 5,
        ),
    },
    "attention.patch_embedding": {
        "usual": Case(
            "f32[3, 32, 33]",
            "attention.patch_embedding()",
            3 * 256 * 768 + 768 + 768,
        ),
        "small": Case(
            "f32[3, 4, 6]",
            "attention.patch_embedding(size=2, width=5)",
            3 * 4 * 5 + 5 + 5,
        ),
        "no-class": Case(
            "f32[3, 5, 6]",
            "attention.patch_embedding(size=2, width=5, class_token=false)",
            3 * 4 * 5 + 5,
        ),
    },
    "sequence.encoder": {
        "both-ways": Case(
            "f32[5, 3]",
            "sequence.encoder(gru(4), bidirectional=true)",
            2 * 3 * 4 * (3 + 4 + 2) + 2 * 3 * 4 * (8 + 4 + 2),
        ),
        "one-layer": Case("f32[5, 3]", "sequence.encoder(depth=1)", 4 * 128 * (3 + 128 + 2)),
        "forgetful": Case(
            "f32[5, 3]",
            "sequence.encoder(layer=lstm(20), depth=3, dropout=50%)",
            4 * 20 * (3 + 20 + 2) + 2 * 4 * 20 * (20 + 20 + 2),
        ),
    },
    "sequence.attention_pooling": {
        "usual": Case("f32[T, 4]", "sequence.attention_pooling()", 4 * 4 + 4 + 4),
        "narrow": Case("f32[5, 4]", "sequence.attention_pooling(width=3)", 4 * 3 + 3 + 3),
    },
    "sequence.tcn_block": {
        "wider": Case(
            "f32[9, 3]",
            "sequence.tcn_block(4, dilation=2)",
            3 * 3 * 4 + 4 + 4 * 3 * 4 + 4 + 3 * 4 + 4,
        ),
        "same-shape": Case(
            "f32[9, 4]",
            "sequence.tcn_block(4, kernel=2, norm=true, activation=gelu)",
            2 * (4 * 2 * 4 + 4 + 2 * 4),
        ),
        "forgetful": Case(
            "f32[9, 20]", "sequence.tcn_block(20, dropout=50%)", 2 * (20 * 3 * 20 + 20)
        ),
    },
    "sequence.luong_attention": {
        "general": Case(
            "x: f32[3, 4], memory: f32[5, 6]",
            "sequence.luong_attention()",
            4 * 6 + (6 + 4) * 4,
        ),
        "dot": Case(
            "x: f32[3, 6], memory: f32[5, 6]",
            "sequence.luong_attention(width=2, general=false)",
            (6 + 6) * 2,
        ),
    },
    "sequence.encoder_decoder": {
        "attending": Case(
            "x: f32[5, 3], target: f32[4, 2]",
            "sequence.encoder_decoder(units=6)",
            4 * 6 * (3 + 6 + 2) + 4 * 6 * (2 + 6 + 2) + 6 * 6 + 12 * 6,
        ),
        "not-attending": Case(
            "x: f32[5, 3], target: f32[4, 2]",
            "sequence.encoder_decoder(units=6, attention=false)",
            4 * 6 * (3 + 6 + 2) + 4 * 6 * (2 + 6 + 2),
        ),
    },
}
