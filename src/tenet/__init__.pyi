from tenet.cli.api import check as check
from tenet.cli.api import compile as compile  # noqa: A004  # the command's word
from tenet.cli.api import export as export
from tenet.cli.api import load as load
from tenet.cli.api import predict as predict
from tenet.cli.api import train as train
from tenet.diagnostics import Diagnostic as Diagnostic
from tenet.diagnostics import TenetError as TenetError
from tenet.elaborate.experiment import Experiment as Experiment

__version__: str
