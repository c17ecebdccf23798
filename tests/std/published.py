"""Published networks, made of the blocks, and how many parameters they are said to have."""

from __future__ import annotations

IMAGE = "image: f32[3, 224, 224]"

MOBILENET = """
x = image -> vision.conv_norm_act(32, stride=2)
for width, stride in [[64, 1], [128, 2], [128, 1], [256, 2], [256, 1], [512, 2]] {
    x = x -> vision.depthwise_separable(width, stride=stride)
}
repeat 5 { x = x -> vision.depthwise_separable(512) }
x = x -> vision.depthwise_separable(1024, stride=2) -> vision.depthwise_separable(1024)
y = x -> global_avg_pool -> dense(1000)
"""
MOBILENET_V2 = """
x = image -> vision.conv_norm_act(32, stride=2, activation=relu6)
x = x -> vision.inverted_residual(16, expansion=1)
for width, depth, stride in [[24, 2, 2], [32, 3, 2], [64, 4, 2], [96, 3, 1], [160, 3, 2], [320, 1, 1]] {
    x = x -> vision.inverted_residual(width, stride)
    repeat depth - 1 { x = x -> vision.inverted_residual(width) }
}
y = x -> vision.conv_norm_act(1280, 1, activation=relu6) -> global_avg_pool -> dense(1000)
"""
GOOGLENET = """
x = image -> vision.conv_norm_act(64, 7, stride=2) -> max_pool(3, 2, same)
x = x -> vision.conv_norm_act(64, 1) -> vision.conv_norm_act(192) -> max_pool(3, 2, same)
x = x -> vision.inception(64, [96, 128], [16, 32], 32, wide=3)
x = x -> vision.inception(128, [128, 192], [32, 96], 64, wide=3) -> max_pool(3, 2, same)
x = x -> vision.inception(192, [96, 208], [16, 48], 64, wide=3)
x = x -> vision.inception(160, [112, 224], [24, 64], 64, wide=3)
x = x -> vision.inception(128, [128, 256], [24, 64], 64, wide=3)
x = x -> vision.inception(112, [144, 288], [32, 64], 64, wide=3)
x = x -> vision.inception(256, [160, 320], [32, 128], 128, wide=3) -> max_pool(3, 2, same)
x = x -> vision.inception(256, [160, 320], [32, 128], 128, wide=3)
x = x -> vision.inception(384, [192, 384], [48, 128], 128, wide=3)
y = x -> global_avg_pool -> dense(1000)
"""
DENSENET_121 = """
x = image -> vision.conv_norm_act(64, 7, stride=2) -> max_pool(3, 2, same)
for depth in [6, 12, 24] { x = x -> vision.dense_block(depth) -> vision.transition }
y = x -> vision.dense_block(16) -> batch_norm -> relu -> global_avg_pool -> dense(1000)
"""
VGG_16 = """
x = image
for width, depth in [[64, 2], [128, 2], [256, 3], [512, 3], [512, 3]] {
    x = x -> vision.vgg_block(width, depth, norm=NORM)
}
y = x -> flatten -> dense.mlp([4096, 4096]) -> dense(1000)
"""
SE_RESNET_50 = """
x = image -> vision.conv_norm_act(64, 7, stride=2) -> max_pool(3, 2, same)
for width, depth, stride in [[64, 3, 1], [128, 4, 2], [256, 6, 2], [512, 3, 2]] {
    for i in 0..depth - 1 {
        by = stride if i == 0 else 1
        z = x -> vision.conv_norm_act(width, 1) -> vision.conv_norm_act(width, stride=by)
            -> conv(4 * width, 1, bias=false) -> batch_norm -> vision.squeeze_excite
        skip = x
        if i == 0 {
            skip = x -> conv(4 * width, 1, stride=by, bias=false) -> batch_norm
        }
        x = z + skip -> relu
    }
}
y = x -> global_avg_pool -> dense(1000)
"""
UNET = """
x = image -> vision.double_conv(64)
skips = []
for width in [128, 256, 512, 1024] {
    skips = [x] + skips
    x = x -> vision.unet_down(width)
}
for skip in skips { x = (x, skip) -> vision.unet_up(skip.channels) }
y = x -> conv(1, 1)
"""
VIT_B_16 = """
x = image -> attention.patch_embedding -> attention.learned_positions
repeat 12 { x = x -> attention.encoder_layer(12, activation=gelu, pre_norm=true) }
y = x[0] -> layer_norm -> dense(1000)
"""
BERT_BASE = """
x = (tokens -> embedding(768)) + (segment -> embedding(768)) -> attention.learned_positions
x = x -> layer_norm
repeat 12 { x = x -> attention.encoder_layer(12, activation=gelu) }
y = x[0] -> dense(768) -> tanh
"""
GPT_2 = """
x = tokens -> embedding(768) -> attention.learned_positions(1024)
repeat 12 { x = x -> attention.encoder_layer(12, activation=gelu, pre_norm=true, causal=true) }
y = x -> layer_norm
"""
TRANSFORMER = """
memory = x
repeat 6 { memory = memory -> attention.encoder_layer(8) }
memory = memory -> layer_norm
repeat 6 { said = (said, memory) -> attention.decoder_layer(8) }
y = said -> layer_norm
"""

PUBLISHED = {
    "resnet18": (IMAGE, "y = image -> vision.resnet18", 11_689_512),
    "resnet34": (IMAGE, "y = image -> vision.resnet([3, 4, 6, 3])", 21_797_672),
    "resnet50": (IMAGE, "y = image -> vision.resnet50", 25_557_032),
    "resnet101": (IMAGE, "y = image -> vision.resnet([3, 4, 23, 3], deep=true)", 44_549_160),
    "mobilenet": (IMAGE, MOBILENET, 4_231_976),
    "mobilenet_v2": (IMAGE, MOBILENET_V2, 3_504_872),
    "googlenet": (IMAGE, GOOGLENET, 6_624_904),
    "densenet121": (IMAGE, DENSENET_121, 7_978_856),
    "vgg16": (IMAGE, VGG_16.replace("NORM", "false"), 138_357_544),
    "vgg16_bn": (IMAGE, VGG_16.replace("NORM", "true"), 138_365_992),
    "se_resnet50": (IMAGE, SE_RESNET_50, 28_088_024),
    "unet": (IMAGE, UNET, 31_037_633),
    "vit_b_16": (IMAGE, VIT_B_16, 86_567_656),
    "bert_base": (
        "tokens: i64[512] in 0..30521, segment: i64[512] in 0..1",
        BERT_BASE,
        109_482_240,
    ),
    "gpt2": ("tokens: i64[T <= 1024] in 0..50256", GPT_2, 124_439_808),
    "transformer": ("x: f32[S, 512], said: f32[T, 512]", TRANSFORMER, 44_140_544),
}
"""Inputs, network, and the parameters that are published.

By torchvision; MobileNet by Keras, the squeezed ResNet by timm, the U-Net by milesial/Pytorch-UNet, BERT and
GPT-2 by transformers, the transformer by `torch.nn.Transformer`, whose stacks end in norms.
"""
