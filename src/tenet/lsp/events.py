"""What an editor tells the server: that it has begun, and that files were opened, changed, closed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.uris import to_fs_path

from tenet.lsp.settings import read

if TYPE_CHECKING:
    from tenet.lsp.server import Server

WATCHED = ("**/*.tenet", "**/pyproject.toml")
"""The files on disk that findings depend on."""


def initialize(server: Server, params: types.InitializeParams) -> None:
    """Effect: positions are counted as was agreed on, and the editor's choices hold."""
    files = server.files
    files.encoding = server.workspace.position_encoding or types.PositionEncodingKind.Utf16
    files.settings = read(params.initialization_options)
    roots = [folder.uri for folder in params.workspace_folders or ()]
    roots = roots or [uri for uri in (params.root_uri,) if uri is not None]
    found = (to_fs_path(uri) for uri in roots)
    files.folders = tuple(Path(path) for path in found if path is not None)


def initialized(server: Server, _: types.InitializedParams) -> None:
    """Effect: the editor, where it can, tells of changes on disk."""
    if not server.supports("workspace", "did_change_watched_files", "dynamic_registration"):
        return
    watchers = [types.FileSystemWatcher(pattern) for pattern in WATCHED]
    options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
    method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
    registration = types.Registration("watched", method, options)
    server.client_register_capability(types.RegistrationParams([registration]))


def did_open(server: Server, params: types.DidOpenTextDocumentParams) -> None:
    """Effect: a file has the editor's text."""
    opened = params.text_document
    server.files.versions[opened.uri] = opened.version
    server.look(server.files.open(opened.uri, opened.text), opened.uri, delay=0)


def did_change(server: Server, params: types.DidChangeTextDocumentParams) -> None:
    """Effect: a file has another text."""
    changed = params.text_document
    server.files.versions[changed.uri] = changed.version
    server.look(server.files.change(changed.uri, params.content_changes), changed.uri)


def did_save(server: Server, params: types.DidSaveTextDocumentParams) -> None:
    """Effect: what imports a file is looked at anew, and the settings of projects, which may have been saved."""
    server.look(server.files.outdate([params.text_document.uri]), params.text_document.uri)


def did_close(server: Server, params: types.DidCloseTextDocumentParams) -> None:
    """Effect: a file has the text that the disk holds, and nothing is said of it any more."""
    uri = params.text_document.uri
    server.look(server.files.close(uri), uri)
    server.files.versions.pop(uri, None)
    server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))


def did_change_files(server: Server, _: types.DidChangeWatchedFilesParams) -> None:
    """Effect: every open file is looked at anew, since something on disk has changed."""
    server.look(server.files.outdate_all())


def did_configure(server: Server, params: types.DidChangeConfigurationParams) -> None:
    """Effect: the editor's choices hold, where it sends any."""
    if params.settings:
        server.files.settings = read(params.settings)
        server.refresh()


EVENTS: dict[str, Callable[[Server, Any], None]] = {
    types.INITIALIZE: initialize,
    types.INITIALIZED: initialized,
    types.TEXT_DOCUMENT_DID_OPEN: did_open,
    types.TEXT_DOCUMENT_DID_CHANGE: did_change,
    types.TEXT_DOCUMENT_DID_SAVE: did_save,
    types.TEXT_DOCUMENT_DID_CLOSE: did_close,
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: did_change_files,
    types.WORKSPACE_DID_CHANGE_CONFIGURATION: did_configure,
}
OWN = (
    types.TEXT_DOCUMENT_DID_OPEN,
    types.TEXT_DOCUMENT_DID_CHANGE,
    types.TEXT_DOCUMENT_DID_CLOSE,
)
"""What pygls would answer itself."""
