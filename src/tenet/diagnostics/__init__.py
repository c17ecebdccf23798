"""What Tenet tells its user: findings as values, and the forms in which they are shown."""

from __future__ import annotations

from tenet.diagnostics.diagnostic import Diagnostic as Diagnostic
from tenet.diagnostics.diagnostic import Edit as Edit
from tenet.diagnostics.diagnostic import Fix as Fix
from tenet.diagnostics.diagnostic import Label as Label
from tenet.diagnostics.diagnostic import Rule as Rule
from tenet.diagnostics.diagnostic import Severity as Severity
from tenet.diagnostics.diagnostic import TenetError as TenetError
from tenet.diagnostics.nearest import nearest as nearest
