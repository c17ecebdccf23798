"""The server: takes an editor's messages, keeps its files, and tells it what is wrong as it types."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import sys
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol

import tenet
from tenet.discovery import modules
from tenet.lsp import events
from tenet.lsp.features.diagnostics import told
from tenet.lsp.workspace import Workspace, path_of

DEBOUNCE = 0.15
"""Seconds without a further change after which an editor is told what is wrong."""
DRAIN = 0.002
"""Seconds in which messages that have arrived already are read before a question is answered."""
IDLE = 1.0
"""Seconds without a message after which what is no more needed is cleared away."""
UNCLEARED = 1_000_000
"""Letters of documents after which that is done however busy the editor is."""
RECURSION = 10_000
"""Calls inside one another: a spec may be nested more deeply than Python expects of programs."""
log = logging.getLogger(__name__)


class Protocol(LanguageServerProtocol):
    """The protocol, in which a question that cannot be understood is answered too: pygls would only note it."""

    def structure_message(self, data: Any) -> Any:
        """The message in some JSON; raises JsonRpcException. Effect: if it was a question, that is the answer."""
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            if "id" in data and "method" in data:
                self._send_response(data["id"], error=error.to_response_error())
            raise


class Server(LanguageServer):
    """One editor's server. It runs in one thread, so that all is computed of the newest text, once."""

    def __init__(self) -> None:
        super().__init__("tenet", tenet.__version__, protocol_cls=Protocol)
        self.files = Workspace()
        self.pending: dict[str, asyncio.TimerHandle] = {}
        """The files of which the editor will be told, by address."""
        self.clearing: asyncio.TimerHandle | None = None
        for method, act in events.EVENTS.items():
            # pygls would keep texts too, in lines that are not those of the protocol.
            if method in events.OWN:
                self.protocol.fm.builtin_features.pop(method, None)
            self.feature(method)(partial(act, self))
        for module in modules("tenet.lsp.features")[1:]:
            options = getattr(module, "OPTIONS", {})
            for method, answer in module.ANSWERS.items():
                self.feature(method, options.get(method))(self._answering(answer))

    def _answering(
        self, answer: Callable[[Workspace, Any], Any]
    ) -> Callable[[Any], Awaitable[Any]]:
        """A feature as pygls calls it. What has arrived already is read first: it may change the text."""

        async def answering(params: Any) -> Any:
            await asyncio.sleep(DRAIN)
            self.clear_later()
            return answer(self.files, params)

        return answering

    def clear_later(self) -> None:
        """Effect: memory is cleared when the editor rests: that takes as long as to check a long spec."""
        if self.clearing is not None:
            self.clearing.cancel()
        if self.files.made >= UNCLEARED:
            self.clear()
        self.clearing = asyncio.get_running_loop().call_later(IDLE, self.clear)

    def clear(self) -> None:
        """Effect: memory that nothing needs any more is free."""
        if self.files.made:
            self.files.made = 0
            gc.collect()

    def supports(self, *path: str) -> bool:
        """Whether the editor says that it can do something, by the path of its capability."""
        found: Any = self.client_capabilities
        for name in path:
            found = getattr(found, name, None)
        return bool(found)

    def look(self, uris: Iterable[str], edited: str | None = None, delay: float = DEBOUNCE) -> None:
        """Effect: the editor is told of these files when nothing more has changed for a while."""
        affected = list(uris)
        for uri in affected:
            waiting = self.pending.pop(uri, None)
            if waiting is not None:
                waiting.cancel()
            self.pending[uri] = asyncio.get_running_loop().call_later(delay, self.tell, uri)
        if any(uri != edited for uri in affected):
            self.refresh()

    def refresh(self) -> None:
        """Effect: the editor asks anew of files that have not changed, but what they import has."""
        for what, ask in (
            ("diagnostics", self.workspace_diagnostic_refresh),
            ("inlay_hint", self.workspace_inlay_hint_refresh),
            ("code_lens", self.workspace_code_lens_refresh),
        ):
            if self.supports("workspace", what, "refresh_support"):
                ask(None)

    def tell(self, uri: str) -> None:
        """Effect: an editor that does not ask for it is told what is wrong with a file."""
        self.pending.pop(uri, None)
        if self.supports("text_document", "diagnostic") or not self.files.holds(uri):
            return
        self.clear_later()
        try:
            found = told(self.files, self.files.document(uri))
        except Exception as error:
            log.exception("cannot check %s", uri)
            message = f"{path_of(uri).name} could not be checked: {error}"
            self.window_log_message(types.LogMessageParams(types.MessageType.Error, message))
            return
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri, found, self.files.versions.get(uri))
        )


def serve() -> None:
    """Effect: serves an editor over standard input and output until it says goodbye."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    logging.basicConfig(stream=sys.stderr, level=logging.ERROR)
    sys.setrecursionlimit(RECURSION)
    server = Server()
    gc.disable()
    gc.freeze()
    # What else is printed would be read as a message.
    stream, sys.stdout = os.fdopen(os.dup(sys.stdout.fileno()), "wb"), sys.stderr
    server.start_io(None, stream)
