"""Write how parameters start in PyTorch's own idiom, in the distribution that the spec says."""

from __future__ import annotations

from tenet.catalogue.initialiser import Initialiser
from tenet.catalogue.operation import Role
from tenet.frozen import replace
from tenet.initialisers.fixed import Constant, Ones, Zeros
from tenet.initialisers.scaled import HeNormal, HeUniform, XavierNormal, XavierUniform
from tenet.initialisers.zero_row import ZeroRow
from tenet.ir.graph import Node, Parameter

IDIOMS: dict[type[Initialiser], str] = {
    HeNormal: 'nn.init.kaiming_normal_({0}, nonlinearity="relu")',
    HeUniform: 'nn.init.kaiming_uniform_({0}, nonlinearity="relu")',
    XavierNormal: "nn.init.xavier_normal_({0})",
    XavierUniform: "nn.init.xavier_uniform_({0})",
    Zeros: "nn.init.zeros_({0})",
    Ones: "nn.init.ones_({0})",
}


def initialisation(node: Node, within: str = "") -> list[str]:
    """The lines that start a node's parameters, in a module whose own path is `within`.

    Those that PyTorch starts so anyway are left out.
    """
    return [
        line
        for parameter in node.parameters
        if not _as_pytorch_does(parameter)
        for line in _lines(f"self.{parameter.path.removeprefix(within)}", parameter)
    ]


def _lines(name: str, parameter: Parameter) -> list[str]:
    init = parameter.init
    if not isinstance(init, ZeroRow):
        return [_line(name, parameter)]
    others = _lines(name, replace(parameter, init=init.others))
    return [*others, f"nn.init.zeros_({name}[{init.row}])"]


def _as_pytorch_does(parameter: Parameter) -> bool:
    if parameter.role is Role.STATISTIC:
        return True
    last = parameter.path.rpartition(".")[2]
    usual = {"weight": 1.0, "bias": 0.0}
    if parameter.role is not Role.NORM or not isinstance(parameter.init, Ones | Zeros | Constant):
        return False
    return parameter.init.draw(1, 1).centre == usual.get(last)


def _line(name: str, parameter: Parameter) -> str:
    init = parameter.init
    if init == "auto":
        raise AssertionError(f"{parameter.path}: the initialiser was not chosen")
    assert isinstance(init, Initialiser)
    if type(init) in IDIOMS and _torch_fans(parameter) in {parameter.fans, None}:
        return IDIOMS[type(init)].format(name)
    fan_in, fan_out = parameter.fans or (1, 1)
    assert isinstance(fan_in, int)
    assert isinstance(fan_out, int)
    draw = init.draw(fan_in, fan_out)
    if draw.shape == "orthogonal":
        gain = "" if draw.spread == 1 else f", {draw.spread:.9g}"
        return f"nn.init.orthogonal_({name}{gain})"
    if draw.shape == "normal":
        return f"nn.init.normal_({name}, {draw.centre:.9g}, {draw.spread:.9g})"
    if draw.shape == "uniform":
        low, high = draw.centre - draw.spread, draw.centre + draw.spread
        return f"nn.init.uniform_({name}, {low:.9g}, {high:.9g})"
    return f"nn.init.constant_({name}, {draw.centre:.9g})"


def _torch_fans(parameter: Parameter) -> tuple[int, int] | None:
    """The fans that PyTorch reads off the shape; none where it needs none."""
    if parameter.fans is None:
        return None
    shape = [dim for dim in parameter.shape if isinstance(dim, int)]
    if len(shape) < 2:
        return (-1, -1)
    reach = 1
    for size in shape[2:]:
        reach *= size
    return (shape[1] * reach, shape[0] * reach)
