"""The loss is left out of a deployed model."""

from __future__ import annotations

from tenet.backends.lowering import Never

triplet = Never("a deployed model has no targets to compare with")
contrastive = Never("a deployed model has no targets to compare with")
