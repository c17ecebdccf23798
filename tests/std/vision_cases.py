"""Uses of the blocks for images, their parameters counted by hand."""

from __future__ import annotations

from tests.std.case import DEEPLY, Case

VISION: dict[str, dict[str, Case]] = {
    "vision.conv_norm_act": {
        "image": Case("f32[3, 8, 8]", "vision.conv_norm_act(4)", 3 * 9 * 4 + 2 * 4),
        "grouped": Case(
            "f32[4, 9, 8]",
            "vision.conv_norm_act(6, [3, 2], 2, valid, groups=2, activation=leaky_relu(0.1))",
            4 // 2 * 3 * 2 * 6 + 2 * 6,
        ),
        "sequence": Case(
            "f32[10, 3]",
            "vision.conv_norm_act(4, padding=causal, activation=gelu)",
            3 * 3 * 4 + 2 * 4,
        ),
        "volume": Case(
            "f32[2, 4, 3, 5]",
            "vision.conv_norm_act(3, stride=[1, 2, 2], activation=layer_norm -> tanh)",
            2 * 27 * 3 + 2 * 3 + 2 * 3,
        ),
    },
    "vision.residual": {
        "same-shape": Case("f32[5, 8, 8]", "vision.residual(5)", 2 * (5 * 9 * 5 + 2 * 5)),
        "wider": Case(
            "f32[3, 8, 8]",
            "vision.residual(5)",
            3 * 9 * 5 + 5 * 9 * 5 + 3 * 5 + 3 * 2 * 5,
        ),
        "smaller": Case(
            "f32[5, 7, 8]",
            "vision.residual(5, stride=2, activation=gelu)",
            2 * 5 * 9 * 5 + 5 * 5 + 3 * 2 * 5,
        ),
        "sequence": Case("f32[9, 4]", "vision.residual(4)", 2 * (4 * 3 * 4 + 2 * 4)),
    },
    "vision.bottleneck": {
        "same-shape": Case(
            "f32[8, 6, 6]",
            "vision.bottleneck(2)",
            8 * 2 + 2 * 2 + 2 * 9 * 2 + 2 * 2 + 2 * 8 + 2 * 8,
        ),
        "smaller": Case(
            "f32[3, 8, 7]",
            "vision.bottleneck(4, 2, expansion=3, activation=leaky_relu(0.1))",
            3 * 4 + 2 * 4 + 4 * 9 * 4 + 2 * 4 + 4 * 12 + 2 * 12 + 3 * 12 + 2 * 12,
        ),
        "strided": Case(
            "f32[8, 6, 6]",
            "vision.bottleneck(2, stride=2)",
            8 * 2 + 2 * 2 + 2 * 9 * 2 + 2 * 2 + 2 * 8 + 2 * 8 + 8 * 8 + 2 * 8,
        ),
        "volume": Case(
            "f32[3, 4, 4, 4]",
            "vision.bottleneck(2)",
            3 * 2 + 2 * 2 + 2 * 27 * 2 + 2 * 2 + 2 * 8 + 2 * 8 + 3 * 8 + 2 * 8,
        ),
    },
    "vision.depthwise_separable": {
        "wider": Case("f32[3, 8, 8]", "vision.depthwise_separable(5)", 3 * 9 + 6 + 3 * 5 + 10),
        "smaller": Case(
            "f32[4, 7, 8]",
            "vision.depthwise_separable(4, kernel=5, stride=2, activation=relu6)",
            4 * 25 + 8 + 4 * 4 + 8,
        ),
        "sequence": Case("f32[9, 4]", "vision.depthwise_separable(2)", 4 * 3 + 8 + 4 * 2 + 4),
    },
    "vision.inverted_residual": {
        "same-shape": Case(
            "f32[4, 6, 6]",
            "vision.inverted_residual(4)",
            4 * 24 + 48 + 24 * 9 + 48 + 24 * 4 + 8,
        ),
        "not-expanded": Case(
            "f32[4, 6, 6]",
            "vision.inverted_residual(3, expansion=1)",
            4 * 9 + 8 + 4 * 3 + 6,
        ),
        "smaller": Case(
            "f32[4, 7, 6]",
            "vision.inverted_residual(4, stride=2, expansion=2, activation=gelu)",
            4 * 8 + 16 + 8 * 9 + 16 + 8 * 4 + 8,
        ),
    },
    "vision.squeeze_excite": {
        "image": Case("f32[32, 4, 5]", "vision.squeeze_excite()", 32 * 2 + 2 + 2 * 32 + 32),
        "sequence": Case(
            "f32[5, 6]",
            "vision.squeeze_excite(reduction=2, activation=silu, gate=hard_sigmoid)",
            6 * 3 + 3 + 3 * 6 + 6,
        ),
    },
    "vision.inception": {
        "usual": Case(
            "f32[5, 8, 8]",
            "vision.inception(4, [2, 3], [2, 5], 6)",
            (5 * 4 + 8)
            + (5 * 2 + 4 + 2 * 9 * 3 + 6)
            + (5 * 2 + 4 + 2 * 25 * 5 + 10)
            + (5 * 6 + 12),
        ),
        "narrow": Case(
            "f32[5, 7, 6]",
            "vision.inception(1, [2, 3], [2, 5], pooled=2, wide=3, activation=leaky_relu(0.1))",
            (5 + 2) + (5 * 2 + 4 + 2 * 9 * 3 + 6) + (5 * 2 + 4 + 2 * 9 * 5 + 10) + (5 * 2 + 4),
        ),
    },
    "vision.dense_block": {
        "two-layers": Case(
            "f32[3, 6, 6]",
            "vision.dense_block(2, growth=2)",
            (2 * 3 + 3 * 8 + 2 * 8 + 8 * 9 * 2) + (2 * 5 + 5 * 8 + 2 * 8 + 8 * 9 * 2),
        ),
        "narrow": Case(
            "f32[6, 3]",
            "vision.dense_block(1, growth=2, bottleneck=1, activation=gelu)",
            2 * 3 + 3 * 2 + 2 * 2 + 2 * 3 * 2,
        ),
    },
    "vision.transition": {
        "half": Case("f32[5, 6, 6]", "vision.transition()", 2 * 5 + 5 * 2),
        "most": Case(
            "f32[8, 5, 4]",
            "vision.transition(compression=0.75, activation=gelu)",
            2 * 8 + 8 * 6,
        ),
    },
    "vision.vgg_block": {
        "two-layers": Case("f32[3, 6, 6]", "vision.vgg_block(4)", 3 * 9 * 4 + 4 + 4 * 9 * 4 + 4),
        "normed": Case(
            "f32[3, 7, 6]",
            "vision.vgg_block(4, depth=1, norm=true, activation=gelu)",
            3 * 9 * 4 + 4 + 2 * 4,
        ),
    },
    "vision.double_conv": {
        "image": Case("f32[3, 6, 6]", "vision.double_conv(4)", 3 * 9 * 4 + 8 + 4 * 9 * 4 + 8),
        "sequence": Case(
            "f32[6, 3]", "vision.double_conv(4, activation=gelu)", 3 * 3 * 4 + 8 + 4 * 3 * 4 + 8
        ),
    },
    "vision.unet_down": {
        "image": Case(
            "f32[3, 6, 7]",
            "vision.unet_down(4, activation=leaky_relu(0.1))",
            3 * 9 * 4 + 8 + 4 * 9 * 4 + 8,
        ),
    },
    "vision.unet_up": {
        "image": Case(
            "x: f32[4, 3, 4], skip: f32[2, 6, 8]",
            "vision.unet_up(3)",
            4 * 4 * 3 + 3 + 5 * 9 * 3 + 6 + 3 * 9 * 3 + 6,
        ),
        "gelu": Case(
            "x: f32[4, 3, 4], skip: f32[2, 6, 8]",
            "vision.unet_up(2, activation=gelu)",
            4 * 4 * 2 + 2 + 4 * 9 * 2 + 4 + 2 * 9 * 2 + 4,
        ),
    },
    "vision.resnet": {
        "shallow": Case(
            "f32[3, 33, 32]",
            "vision.resnet([1, 1, 1, 1], classes=5)",
            (3 * 49 * 64 + 128)
            + (2 * 64 * 9 * 64 + 256)
            + (64 * 9 * 128 + 128 * 9 * 128 + 64 * 128 + 3 * 256)
            + (128 * 9 * 256 + 256 * 9 * 256 + 128 * 256 + 3 * 512)
            + (256 * 9 * 512 + 512 * 9 * 512 + 256 * 512 + 3 * 1024)
            + (512 * 5 + 5),
        ),
        "deep": Case(
            "f32[1, 32, 32]",
            "vision.resnet([1, 1, 1, 1], deep=true, features=true)",
            (49 * 64 + 128)
            + (64 * 64 + 64 * 9 * 64 + 64 * 256 + 64 * 256 + 2 * 128 + 2 * 512)
            + (256 * 128 + 128 * 9 * 128 + 128 * 512 + 256 * 512 + 2 * 256 + 2 * 1024)
            + (512 * 256 + 256 * 9 * 256 + 256 * 1024 + 512 * 1024 + 2 * 512 + 2 * 2048)
            + (1024 * 512 + 512 * 9 * 512 + 512 * 2048 + 1024 * 2048 + 2 * 1024 + 2 * 4096),
            DEEPLY,
        ),
    },
    "vision.resnet18": {
        "scores": Case(
            "f32[3, 32, 32]", "vision.resnet18(classes=10)", 11_689_512 - 990 * 513, DEEPLY
        ),
        "features": Case(
            "f32[3, 32, 32]", "vision.resnet18(features=true)", 11_689_512 - 1000 * 513, DEEPLY
        ),
    },
    "vision.resnet50": {
        "scores": Case(
            "f32[3, 32, 32]",
            "vision.resnet50(features=false, classes=10)",
            25_557_032 - 990 * 2049,
            DEEPLY,
        ),
    },
}
