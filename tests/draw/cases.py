"""Specs whose pages are looked at: small, and of every kind that is drawn in a way of its own."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tenet.draw.page import page
from tenet.elaborate.experiment import Elaborated, elaborate
from tenet.project.asked import Asked
from tenet.source import Source

SPECS = Path(__file__).parents[2] / "specs"
TWO = """# A generator and its judge.
network generator(latent: f32[3]) -> fake {
    fake = latent -> dense(5) -> batch_norm -> relu -> dense(4) -> tanh
}
network discriminator(image: f32[4]) -> real: f32 in 0..1 {
    real = image -> dense(6) -> dense(6) -> leaky_relu(0.2) -> dense(1) -> sigmoid -> squeeze
}
"""
LOOP = """# A leaky memory: what it holds decays, and what comes in is added.
block leaky(x, h; width, keep) {
    return keep * h + (x -> dense(width) -> tanh)
}

network(x: f32[T, 6], start: f32[16]) -> y: f32[3] {
    _, last = x -> scan(leaky(16, 0.9), initial=start)
    y = last -> dense(3) -> softmax
}
"""
EVIL = """# </script><script>window.evil = 1</script><img src=x onerror="window.evil = 2">
# <!-- <script> ' " & ]]>
block evil(x; text = "</script><script>window.evil = 3</script>") {
    x = x -> dense(4, name="deep")
    if text != "'" {
        x = x -> relu
    }
    return x
}

network(x: f32[4]) -> y {
    y = x -> evil -> dense(3) -> dense(2)  # </div></span><b>bold</b>
}
"""
TEXTS = {"two": TWO, "loop": LOOP, "evil": EVIL}
GALLERY = (
    "penguins",
    "digits_densenet",
    "architectures/unet",
    "architectures/lstm_seq2seq",
    "architectures/gpt2",
    "architectures/resnet50",
    "architectures/vit_b16",
)


@cache
def elaborated(name: str) -> Elaborated:
    """What comes of a spec: one of these, or of the gallery."""
    path = SPECS / f"{name}.tenet"
    text = TEXTS[name] if name in TEXTS else path.read_text("utf-8")
    return elaborate(Source(f"{name}.tenet" if name in TEXTS else str(path), text))


@cache
def page_of(name: str) -> str:
    """The page of a spec."""
    found = elaborated(name)
    findings = Asked().findings(Path(found.trees[0].source.name), found)
    return page(found.sound(), found.trees[0].source, findings)
