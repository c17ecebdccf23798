"""Initialisers whose spread goes by the fans, so that signals keep their scale through layers."""

from __future__ import annotations

from math import sqrt

from tenet.catalogue.initialiser import Draw, Initialiser


class HeNormal(Initialiser):
    """N(0, 2 / fan_in): keeps the variance through ReLU (He et al., 2015, eq. 10)."""

    def draw(self, fan_in: int, fan_out: int) -> Draw:
        """The distribution for these fans."""
        return Draw("normal", 0.0, sqrt(2 / fan_in))


class HeUniform(Initialiser):
    """U(±sqrt(6 / fan_in)): the variance of He et al. (2015), with bounded support."""

    def draw(self, fan_in: int, fan_out: int) -> Draw:
        """The distribution for these fans."""
        return Draw("uniform", 0.0, sqrt(6 / fan_in))


class XavierNormal(Initialiser):
    """N(0, 2 / (fan_in + fan_out)) (Glorot and Bengio, 2010, eq. 12)."""

    def draw(self, fan_in: int, fan_out: int) -> Draw:
        """The distribution for these fans."""
        return Draw("normal", 0.0, sqrt(2 / (fan_in + fan_out)))


class XavierUniform(Initialiser):
    """U(±sqrt(6 / (fan_in + fan_out))) (Glorot and Bengio, 2010, eq. 16)."""

    def draw(self, fan_in: int, fan_out: int) -> Draw:
        """The distribution for these fans."""
        return Draw("uniform", 0.0, sqrt(6 / (fan_in + fan_out)))


class LecunNormal(Initialiser):
    """N(0, 1 / fan_in) (LeCun et al., 1998; what SELU needs, Klambauer et al., 2017)."""

    def draw(self, fan_in: int, fan_out: int) -> Draw:
        """The distribution for these fans."""
        return Draw("normal", 0.0, sqrt(1 / fan_in))


class LecunUniform(Initialiser):
    """U(±sqrt(3 / fan_in)): the variance of LeCun et al. (1998), with bounded support."""

    def draw(self, fan_in: int, fan_out: int) -> Draw:
        """The distribution for these fans."""
        return Draw("uniform", 0.0, sqrt(3 / fan_in))
