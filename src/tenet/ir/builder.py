"""Build a graph node by node: types are derived, paths numbered, parameters named."""

from __future__ import annotations

from tenet.catalogue.operation import Operation, ParameterSpec
from tenet.frozen import replace
from tenet.ir.body import body_of
from tenet.ir.graph import BlockUse, Graph, Node, Parameter, Value
from tenet.ops.source import Input, Tied
from tenet.source import Span
from tenet.types.shape import Misfit, shown

TAKEN = frozenset(
    [
        "T_destination",
        "add_module",
        "apply",
        "bfloat16",
        "buffers",
        "call_super_init",
        "children",
        "compile",
        "cpu",
        "cuda",
        "double",
        "dump_patches",
        "eval",
        "extra_repr",
        "float",
        "forward",
        "get_buffer",
        "get_extra_state",
        "get_parameter",
        "get_submodule",
        "half",
        "in_training",
        "initialise",
        "ipu",
        "load_state_dict",
        "modules",
        "mtia",
        "named_buffers",
        "named_children",
        "named_modules",
        "named_parameters",
        "parameters",
        "register_backward_hook",
        "register_buffer",
        "register_forward_hook",
        "register_forward_pre_hook",
        "register_full_backward_hook",
        "register_full_backward_pre_hook",
        "register_load_state_dict_post_hook",
        "register_load_state_dict_pre_hook",
        "register_module",
        "register_parameter",
        "register_state_dict_post_hook",
        "register_state_dict_pre_hook",
        "requires_grad_",
        "set_extra_state",
        "set_submodule",
        "share_memory",
        "state_dict",
        "to",
        "to_empty",
        "train",
        "training",
        "type",
        "xpu",
        "zero_grad",
    ]
)
"""What PyTorch's modules call their own; a path has such a name with `_` after it."""


class Site:
    """A scope of paths: what is added here is called `path.name`, and its parameters `layer.name`.

    The second of a name is `name_2`. Path and layer differ inside the second use of what is shared.
    """

    __slots__ = ("bodied", "layer", "path", "shared", "taken", "uses")

    def __init__(self, path: str = "", layer: str | None = None, *, bodied: bool = False) -> None:
        self.path = path
        self.layer = path if layer is None else layer
        self.uses: dict[str, int] = {}
        self.taken: set[str] = set()
        self.shared: set[str] = set()
        """Names of what is shared and not used here yet."""
        self.bodied = bodied
        """Whether it is the scope of a block's body, or lies in one: what stands there has a place of its own."""

    def fresh(self, name: str) -> str:
        """A name that nothing else here has, now taken."""
        if name in TAKEN:
            name += "_"
        while True:
            self.uses[name] = number = self.uses.get(name, 0) + 1
            found = name if number == 1 else f"{name}_{number}"
            if found not in self.taken:
                self.taken.add(found)
                return found

    def own(self, name: str) -> str:
        """A name that only what is shared has here: the parameters of all its uses live under it."""
        found = self.fresh(name)
        self.shared.add(found)
        return found

    def again(self, name: str) -> str:
        """The name of one use of what is shared: at first, its own."""
        if name not in self.shared:
            return self.fresh(name)
        self.shared.remove(name)
        return name

    def claim(self, name: str, layer: str | None) -> str:
        """The name of a node that is about to stand here, known before it does; `again` gives it out."""
        found = self.fresh(name) if layer is None else self.again(name)
        self.shared.add(found)
        return found

    def inner(self, name: str) -> Site:
        """A scope within this one: a use of a block, or a turn of a loop."""
        found = self.fresh(name)
        return Site(joined(self.path, found), joined(self.layer, found), bodied=self.bodied)

    def reusing(self, name: str, layer: str) -> Site:
        """A scope within this one whose parameters live elsewhere: a use of what is shared."""
        return Site(joined(self.path, self.again(name)), layer)


def joined(scope: str, name: str) -> str:
    """A name in a scope, as a path."""
    return f"{scope}.{name}" if scope else name


class GraphBuilder:
    """A graph in the making."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.makers: list[int] = []
        """Which node makes each value, by the value's number."""
        self.parameters: dict[str, Parameter] = {}
        self.learned: dict[str, Span] = {}
        """Where the text asked first for each layer with parameters."""
        self.blocks: dict[str, BlockUse] = {}
        self.root = Site()

    def add(  # noqa: PLR0913  # what names the node, each by name
        self,
        op: Operation,
        inputs: tuple[Value, ...],
        *,
        span: Span,
        hint: str = "",
        at: Site | None = None,
        name: str | None = None,
        layer: str | None = None,
    ) -> Value:
        """The output of an operation applied to values.

        Args:
            op: the operation.
            inputs: what it is applied to.
            span: where the text asks for it.
            hint: what the text calls the output.
            at: the scope; the outermost, if none is given.
            name: what the node is called; after its operation, if nothing is said.
            layer: where its parameters live; under its own name, if nothing is said.

        Raises:
            Misfit: the operation does not take inputs of these types, or has learned for others.
        """
        site = self.root if at is None else at
        term = name or (hint if isinstance(op, Input) else op.term())
        called = site.fresh(term) if layer is None else site.again(term)
        path = joined(site.path, called)
        home = joined(site.layer, called) if layer is None else layer
        node = apply(
            op, inputs, number=len(self.makers), path=path, layer=home, hint=hint, span=span
        )
        if node.parameters and layer is None and site.bodied:
            self._paired(home, span)
        for parameter in node.parameters:
            known = self.parameters.setdefault(parameter.path, parameter)
            if known != parameter:
                raise Misfit(
                    f"has learned `{known.path}` as {shown(known.shape)} at its first use, and here"
                    f" it would be {shown(parameter.shape)}",
                    "give it inputs of one type, or parameters of their own",
                )
        self.makers += [len(self.nodes)] * len(node.outputs)
        self.nodes.append(node)
        return node.output

    def _paired(self, home: str, span: Span) -> None:
        """Check that a layer inside what is shared is the one that an earlier use has learned.

        Names count layers in the order of use, so that a use which takes another branch would meet another layer.
        """
        first = self.learned.setdefault(home, span)
        if first != span:
            raise Misfit(
                f"would take what `{first.text}` in line {first.first.line} has learned as `{home}`: this use of what is"
                " shared takes another way through its block than the first",
                'give the layers of each way names of their own, such as `name="narrow"`',
            )

    def maker(self, value: Value) -> Node:
        """The node that computes a value."""
        return self.nodes[self.makers[value.number]]

    def latest(self, value: Value) -> Value:
        """The value under the name that the spec gave it last."""
        return next(v for v in self.maker(value).outputs if v.number == value.number)

    def tie(self, path: str, *, span: Span, at: Site) -> Value:
        """A parameter that a layer has already, as a value."""
        parameter = self.parameters[path]
        value = self.add(Tied(shape=parameter.shape), (), span=span, at=at, layer=path)
        self.nodes[-1] = replace(self.nodes[-1], parameters=(parameter,))
        return value

    def rename(self, value: Value, hint: str) -> Value:
        """The same value under the name that the spec has given it since."""
        node, renamed = self.maker(value), replace(value, hint=hint)
        output, *further = (renamed if v.number == value.number else v for v in node.outputs)
        changed = replace(node, output=output, further=tuple(further))
        self.nodes[self.makers[value.number]] = changed
        return renamed

    def graph(self, name: str, outputs: dict[str, Value]) -> Graph:
        """The graph so far, with these outputs."""
        latest = {n: self.latest(v) for n, v in outputs.items()}
        return Graph(name, tuple(self.nodes), latest, self.blocks)


def apply(  # noqa: PLR0913  # the fields of a node, all by name
    op: Operation,
    inputs: tuple[Value, ...],
    *,
    number: int,
    path: str,
    layer: str,
    hint: str,
    span: Span,
) -> Node:
    """The node of an operation applied to values, its types and parameters derived.

    Its results are numbered from `number` on.

    Raises:
        Misfit: the operation does not take inputs of these types.
    """
    types = tuple(value.type for value in inputs)
    result = replace(op.result(*types), range=op.range_of(*types))
    body = body_of(op)
    parameters = tuple(_parameter(layer, spec) for spec in op.parameters(*types))
    if body is not None:
        parameters = tuple(body.graph.parameters.values())
    further = tuple(Value(number + i, t, "") for i, t in enumerate(op.further(*types), 1))
    return Node(op, inputs, Value(number, result, hint), path, layer, parameters, span, further)


def _parameter(layer: str, spec: ParameterSpec) -> Parameter:
    full = f"{layer}.{spec.name}" if spec.name else layer
    return Parameter(full, spec.shape, spec.role, spec.init, spec.fans)
