"""Kinds of parameters, as a loss or a group names them: `weights`, `biases`, `parameters`."""

from __future__ import annotations

from tenet.catalogue.operation import Role
from tenet.frozen import frozen
from tenet.ir.graph import Parameter


@frozen
class ParameterKind:
    """Every learned parameter of a role, or of any."""

    name: str
    roles: tuple[Role, ...]

    def __str__(self) -> str:
        return f"the {self.name} of the network"

    def holds(self, parameter: Parameter) -> bool:
        """Whether a parameter is of this kind."""
        return parameter.trainable and parameter.role in self.roles


def kinds() -> dict[str, ParameterKind]:
    """Every kind by name; statistics are not learned, and so no kind."""
    learned = tuple(role for role in Role if role is not Role.STATISTIC)
    single = {role.value: ParameterKind(role.value, (role,)) for role in learned}
    return single | {"parameters": ParameterKind("parameters", learned)}
