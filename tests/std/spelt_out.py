"""Cases of the table drawn again without any block, as the papers draw them."""

from __future__ import annotations


def attending(x: str, memory: str, made: str, settings: str) -> str:
    """Statements for attention of six features."""
    return (
        f"q = {x} -> dense(6)\n k = {memory} -> dense(6)\n v = {memory} -> dense(6)"
        f"\n {made} = (q, k, v) -> attention({settings}) -> dense(6)"
    )


def basic(channels: int, stride: int, *, wider: bool) -> str:
    """Statements for a block of two convolutions."""
    skip = f"(x -> conv({channels}, 1, {stride}, bias=false) -> batch_norm)" if wider else "x"
    return (
        f"\n z = x -> conv({channels}, 3, {stride}, bias=false) -> batch_norm -> relu"
        f" -> conv({channels}, 3, bias=false) -> batch_norm"
        f"\n x = z + {skip} -> relu"
    )


def narrowed(channels: int, stride: int, *, wider: bool) -> str:
    """Statements for a block with a bottleneck."""
    wide = 4 * channels
    skip = f"(x -> conv({wide}, 1, {stride}, bias=false) -> batch_norm)" if wider else "x"
    return (
        f"\n z = x -> conv({channels}, 1, bias=false) -> batch_norm -> relu"
        f" -> conv({channels}, 3, {stride}, bias=false) -> batch_norm -> relu"
        f" -> conv({wide}, 1, bias=false) -> batch_norm(scale_init=0)"
        f"\n x = z + {skip} -> relu"
    )


STEM = (
    "x = x -> conv(64, 7, stride=2, bias=false) -> batch_norm -> relu"
    " -> max_pool(3, stride=2, padding=same)"
)
RESNET = (
    STEM + basic(64, 1, wider=False) + "".join(basic(c, 2, wider=True) for c in (128, 256, 512))
)
RESNET_18 = (
    STEM
    + 2 * basic(64, 1, wider=False)
    + "".join(basic(c, 2, wider=True) + basic(c, 1, wider=False) for c in (128, 256, 512))
)
RESNET_50 = STEM + "".join(
    narrowed(c, s, wider=True) + (n - 1) * narrowed(c, 1, wider=False)
    for c, s, n in ((64, 1, 3), (128, 2, 4), (256, 2, 6), (512, 2, 3))
)

SPELT_OUT = {
    "dense.mlp-two-layers": "y = x -> dense(5) -> relu -> dense(4) -> relu",
    "dense.mlp-forgetful": "y = x -> dense(40) -> relu -> dropout(20%) -> dense(40) -> relu"
    " -> dropout(20%)",
    "dense.residual-forgetful": "y = x + (x -> batch_norm -> dense(40) -> relu -> dropout(50%)"
    " -> dense(6) -> dropout(10%))",
    "dense.residual-forgetful-at-the-end": "y = x + (x -> batch_norm -> dense(5) -> relu"
    " -> dense(40) -> dropout(10%))",
    "dense.residual_mlp-two-blocks": "z = x -> dense(5)"
    "\n z = z + (z -> batch_norm -> dense(10) -> relu -> dense(5))"
    "\n z = z + (z -> batch_norm -> dense(10) -> relu -> dense(5))"
    "\n y = z -> batch_norm -> relu",
    "vision.conv_norm_act-image": "y = x -> conv(4, 3, bias=false) -> batch_norm -> relu",
    "vision.residual-same-shape": "z = x -> conv(5, 3, bias=false) -> batch_norm -> relu"
    " -> conv(5, 3, bias=false) -> batch_norm"
    "\n y = z + x -> relu",
    "vision.residual-wider": "z = x -> conv(5, 3, bias=false) -> batch_norm -> relu"
    " -> conv(5, 3, bias=false) -> batch_norm"
    "\n y = z + (x -> conv(5, 1, bias=false) -> batch_norm) -> relu",
    "vision.bottleneck-same-shape": "z = x -> conv(2, 1, bias=false) -> batch_norm -> relu"
    " -> conv(2, 3, bias=false) -> batch_norm -> relu"
    " -> conv(8, 1, bias=false) -> batch_norm(scale_init=0)"
    "\n y = z + x -> relu",
    "vision.bottleneck-strided": "z = x -> conv(2, 1, bias=false) -> batch_norm -> relu"
    " -> conv(2, 3, stride=2, bias=false) -> batch_norm -> relu"
    " -> conv(8, 1, bias=false) -> batch_norm(scale_init=0)"
    "\n y = z + (x -> conv(8, 1, stride=2, bias=false) -> batch_norm) -> relu",
    "vision.bottleneck-smaller": "z = x -> conv(4, 1, bias=false) -> batch_norm -> leaky_relu(0.1)"
    " -> conv(4, 3, stride=2, bias=false) -> batch_norm -> leaky_relu(0.1)"
    " -> conv(12, 1, bias=false) -> batch_norm(scale_init=0)"
    "\n y = z + (x -> conv(12, 1, stride=2, bias=false) -> batch_norm) -> leaky_relu(0.1)",
    "vision.depthwise_separable-wider": "y = x -> depthwise_conv(3, bias=false) -> batch_norm -> relu"
    " -> conv(5, 1, bias=false) -> batch_norm -> relu",
    "vision.inverted_residual-same-shape": "z = x -> conv(24, 1, bias=false) -> batch_norm -> relu6"
    " -> depthwise_conv(3, bias=false) -> batch_norm -> relu6"
    " -> conv(4, 1, bias=false) -> batch_norm"
    "\n y = x + z",
    "vision.inverted_residual-not-expanded": "y = x -> depthwise_conv(3, bias=false) -> batch_norm"
    " -> relu6 -> conv(3, 1, bias=false) -> batch_norm",
    "vision.squeeze_excite-image": "y = x * (x -> adaptive_avg_pool(1) -> conv(2, 1) -> relu"
    " -> conv(32, 1) -> sigmoid)",
    "vision.inception-usual": "a = x -> conv(4, 1, bias=false) -> batch_norm -> relu"
    "\n b = x -> conv(2, 1, bias=false) -> batch_norm -> relu"
    " -> conv(3, 3, bias=false) -> batch_norm -> relu"
    "\n c = x -> conv(2, 1, bias=false) -> batch_norm -> relu"
    " -> conv(5, 5, bias=false) -> batch_norm -> relu"
    "\n d = x -> max_pool(3, stride=1, padding=same)"
    " -> conv(6, 1, bias=false) -> batch_norm -> relu"
    "\n y = (a, b, c, d) -> concat",
    "vision.dense_block-two-layers": "z = x -> batch_norm -> relu -> conv(8, 1, bias=false)"
    " -> batch_norm -> relu -> conv(2, 3, bias=false)"
    "\n z = (x, z) -> concat"
    "\n y = z -> batch_norm -> relu -> conv(8, 1, bias=false)"
    " -> batch_norm -> relu -> conv(2, 3, bias=false)"
    "\n y = (z, y) -> concat",
    "vision.transition-half": "y = x -> batch_norm -> relu -> conv(2, 1, bias=false) -> avg_pool(2)",
    "vision.vgg_block-two-layers": "y = x -> conv(4) -> relu -> conv(4) -> relu -> max_pool(2)",
    "vision.vgg_block-normed": "y = x -> conv(4) -> batch_norm -> gelu -> max_pool(2)",
    "vision.double_conv-image": "y = x -> conv(4, bias=false) -> batch_norm -> relu"
    " -> conv(4, bias=false) -> batch_norm -> relu",
    "vision.unet_down-image": "y = x -> max_pool(2)"
    " -> conv(4, bias=false) -> batch_norm -> leaky_relu(0.1)"
    " -> conv(4, bias=false) -> batch_norm -> leaky_relu(0.1)",
    "vision.unet_up-image": "z = x -> conv_transpose(3, 2, stride=2)"
    "\n y = (skip, z) -> concat(axis=0) -> conv(3, bias=false) -> batch_norm -> relu"
    " -> conv(3, bias=false) -> batch_norm -> relu",
    "vision.resnet-shallow": RESNET + "\n y = x -> global_avg_pool -> dense(5)",
    "vision.resnet18-features": RESNET_18 + "\n y = x -> global_avg_pool",
    "vision.resnet50-scores": RESNET_50 + "\n y = x -> global_avg_pool -> dense(10)",
    "self_attention-grouped": "q = x -> dense(8, bias=false)"
    "\n k = x -> dense(4, bias=false)"
    "\n v = x -> dense(4, bias=false)"
    "\n y = (q, k, v) -> attention(4, kv_heads=2, causal=true) -> dense(8, bias=false)",
    "self_attention-turned": "q = x -> dense(8)\n k = x -> dense(8)\n v = x -> dense(8)"
    "\n q = q -> rotary(2)\n k = k -> rotary(2)"
    "\n y = (q, k, v) -> attention(2, kv_heads=2) -> dense(8)",
    "self_attention-masked": attending("x", "x", "y", "2, kv_heads=2, mask=seen, bias=bias"),
    "cross_attention-two-heads": attending("x", "memory", "y", "2"),
    "attention.feed_forward-four-times": "y = x -> dense(16) -> relu -> dense(4)",
    "attention.add_norm-normed": "y = x + made -> layer_norm",
    "attention.add_norm-forgetful": "y = x + (made -> dropout(50%))",
    "attention.encoder_layer-post": attending("x", "x", "z", "2, kv_heads=2")
    + "\n z = x + z -> layer_norm"
    "\n y = z + (z -> dense(24) -> relu -> dense(6)) -> layer_norm",
    "attention.encoder_layer-pre": "z = x -> layer_norm\n "
    + attending("z", "z", "z", "2, kv_heads=2, causal=true")
    + "\n z = x + z"
    "\n y = z + (z -> layer_norm -> dense(7) -> gelu -> dense(6))",
    "attention.encoder_layer-forgetful": attending("x", "x", "z", "2, kv_heads=2")
    + "\n z = x + (z -> dropout(10%)) -> layer_norm"
    "\n y = z + (z -> dense(24) -> relu -> dense(6) -> dropout(10%)) -> layer_norm",
    "attention.decoder_layer-post": attending("x", "x", "z", "2, kv_heads=2, causal=true")
    + "\n z = x + z -> layer_norm\n "
    + attending("z", "memory", "w", "2")
    + "\n w = z + w -> layer_norm"
    "\n y = w + (w -> dense(24) -> relu -> dense(6)) -> layer_norm",
    "attention.decoder_layer-pre": "z = x -> layer_norm\n "
    + attending("z", "z", "z", "2, kv_heads=2, causal=true")
    + "\n z = x + z\n w = z -> layer_norm\n "
    + attending("w", "memory", "w", "2, mask=seen")
    + "\n w = z + w"
    "\n y = w + (w -> layer_norm -> dense(7) -> gelu -> dense(6))",
    "attention.sinusoidal_positions-usual": "y = x + sinusoids(5, 6)",
    "attention.learned_positions-more": "y = x + parameter([9, 6], init=normal(0.02))[..T - 1]",
    "attention.relative_bias-added": "table = parameter([3, 5], init=normal(0.02))"
    "\n here = arange(4) -> reshape(4, 1)"
    "\n y = x + ((table, (arange(4) - here -> clip(-2, 2)) + 2) -> gather(axis=1))",
    "attention.patch_embedding-small": "z = x -> conv(5, 2, stride=2, padding=valid)"
    " -> reshape(5, 6) -> transpose(0, 1)"
    "\n y = (parameter([1, 5], init=zeros), z) -> concat(axis=0)",
    "sequence.encoder-both-ways": "y = x -> gru(4, bidirectional=true) -> gru(4, bidirectional=true)",
    "sequence.encoder-forgetful": "y = x -> lstm(20) -> dropout(50%) -> lstm(20) -> dropout(50%)"
    " -> lstm(20)",
    "sequence.attention_pooling-narrow": "z = x -> dense(3) -> tanh -> dense(1, bias=false)"
    "\n y = x * (z -> softmax(axis=0)) -> sum(axis=0)",
    "sequence.tcn_block-wider": "z = x -> conv(4, 3, padding=causal, dilation=2) -> relu"
    " -> conv(4, 3, padding=causal, dilation=2) -> relu"
    "\n y = z + (x -> conv(4, 1)) -> relu",
    "sequence.tcn_block-forgetful": "z = x -> conv(20, padding=causal) -> relu -> dropout(50%)"
    " -> conv(20, padding=causal) -> relu -> dropout(50%)"
    "\n y = z + x -> relu",
    "sequence.luong_attention-general": "z = x -> dense(6, bias=false)"
    "\n z = (z, memory, memory) -> attention(scale=1)"
    "\n y = (z, x) -> concat -> dense(4, bias=false) -> tanh",
    "sequence.encoder_decoder-attending": "memory, h, c = x -> lstm(6)"
    "\n states = target -> lstm(6, initial=(h, c))"
    "\n z = states -> dense(6, bias=false)"
    "\n z = (z, memory, memory) -> attention(scale=1)"
    "\n y = (z, states) -> concat -> dense(6, bias=false) -> tanh",
    "autoencoder.mlp-two-layers": "y = x -> dense(5) -> relu -> dense(4) -> relu -> dense(2)"
    " -> dense(4) -> relu -> dense(5) -> relu -> dense(6) -> sigmoid",
    "autoencoder.convolutional-two-layers": "y = x -> conv(4, stride=2) -> relu"
    " -> conv(5, stride=2) -> relu -> conv_transpose(4, stride=2, padding=same)"
    " -> relu -> conv_transpose(3, stride=2, padding=same) -> sigmoid",
    "autoencoder.sparse-usual": "y = x -> dense(9) -> sigmoid -> dense(6) -> sigmoid",
    "autoencoder.denoising-usual": "y = x -> noise(0.3) -> dense(5) -> relu -> dense(2)"
    " -> dense(5) -> relu -> dense(6) -> sigmoid",
    "tabular.feature_embedding-narrow": "z = kinds -> embedding(2) -> flatten"
    "\n y = (numbers, z) -> concat",
    "tabular.gated_residual-wider": "z = x -> dense(6) -> gelu -> dense(6) -> dense(12) -> glu"
    "\n y = (x -> dense(6)) + z -> layer_norm",
    "tabular.gated_residual-forgetful": "z = x -> dense(40) -> elu -> dense(40) -> dropout(50%)"
    " -> dense(80) -> glu"
    "\n y = x + z -> layer_norm",
}
"""Cases without any block, as the papers draw them."""
