"""The numbers of a row on other axes."""

from __future__ import annotations

from tenet.catalogue.definition import Size
from tenet.catalogue.setting import called
from tenet.data.field import FieldType
from tenet.data.transform import Transform
from tenet.frozen import replace
from tenet.types.dim import product
from tenet.types.shape import reshaped
from tenet.types.tensor import DType


class Reshape(Transform):
    """The same numbers on axes of the given sizes, the last axis varying fastest.

    Where the number of columns is known only when the data is read, it is compared then.
    """

    variadic = "sizes"

    sizes: tuple[Size, ...]
    """The new axes; the batch axis is never written."""

    def result(self, *fields: FieldType) -> FieldType:
        """The given sizes, if they hold as many numbers."""
        x = fields[0] if fields[0].dtype is DType.I64 else fields[0].numbers()
        unknown = not all(isinstance(product(shape), int) for shape in (x.shape, self.sizes))
        shape = self.sizes if unknown and x.shape != self.sizes else reshaped(x.shape, self.sizes)
        return replace(x, shape=shape, columns=None, origin=x.then(called(self)))
