"""One layer of a Keras program, asked for its settings one by one, so that none is passed over in silence."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.lint.wording import Untranslated, initialiser, per_axis, plain

NOTES = (
    "dataformat",
    "dimordering",
    "type",
    "name",
    "note",
    "notes",
    "comment",
    "where",
    "inputshape",
    "inputlength",
    "inputdim",
)
"""Keys that say nothing that the shape of the input does not say."""


class Layer:
    """The settings of a layer; `left` are those that nobody has asked for."""

    def __init__(self, facts: object) -> None:
        if isinstance(facts, str):
            facts = {"type": facts}
        if not isinstance(facts, Mapping):
            raise Untranslated(f"the layer `{facts}`")
        self.written = str(facts.get("type", facts.get("layer")))
        self.kind = plain(self.written)
        self.settings = {plain(key): value for key, value in facts.items()}
        self.asked: set[str] = set(NOTES)

    def take(self, *names: str, default: object = None) -> object:
        """The first setting of these names that is given."""
        self.asked.update(names)
        return next((self.settings[n] for n in names if self.settings.get(n) is not None), default)

    def count(self, *names: str) -> int:
        """A setting that is a whole number."""
        value = self.take(*names)
        if isinstance(value, str) and value.isdigit():
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            raise Untranslated(f"`{value}` as {names[0]} of `{self.written}`")
        return value

    def flag(self, *names: str, default: bool = False) -> bool:
        """A setting that is true or false."""
        value = self.take(*names, default=default)
        return value if isinstance(value, bool) else plain(value) in ("true", "1", "yes")

    def rate(self, *names: str, default: float) -> float:
        """A setting that is a number."""
        value = self.take(*names, default=default)
        try:
            return float(str(value))
        except ValueError:
            raise Untranslated(f"`{value}` as {names[0]} of `{self.written}`") from None

    @property
    def left(self) -> dict[str, object]:
        """What nobody has asked for."""
        return {k: v for k, v in self.settings.items() if k not in self.asked and v is not None}

    # ── what many layers have ────────────────────────────────────────────────────────────────

    def window(self, *, padded: str = "valid") -> list[str]:
        """The settings of a window: `kernel`, `stride`, `padding`, `dilation`, as far as given."""
        found = []
        stride = self.take("stride", "strides", "subsample", default=1)
        if per_axis(stride) != "1":
            found.append(f"stride={per_axis(stride)}")
        padding = plain(self.take("padding", "bordermode", default="valid"))
        if padding not in ("valid", "same", "causal"):
            raise Untranslated(f"the padding `{padding}` of `{self.written}`")
        if padding != padded:
            found.append(f"padding={padding}")
        dilation = self.take("dilation", "dilationrate", default=1)
        if per_axis(dilation) != "1":
            found.append(f"dilation={per_axis(dilation)}")
        return found

    def kernel(self) -> str:
        """The size of a window."""
        return per_axis(self.take("kernel", "kernelsize", "size", "filtersize", default=3))

    def weights(self, default: str = "glorot_uniform") -> list[str]:
        """The settings of weights: `bias` and `init`, which Keras draws as Glorot does."""
        found = []
        if not self.flag("usebias", "bias", default=True):
            found.append("bias=false")
        given = self.take("init", "kernelinit", "kernelinitializer", "weightinit", default=default)
        return [*found, f"init={initialiser(given)}"]


def call(name: str, *settings: str) -> str:
    """A stage as it is written."""
    return f"{name}({', '.join(settings)})" if settings else name
