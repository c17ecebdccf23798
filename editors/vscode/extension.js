// Starts `tenet lsp` for files in Tenet; all else is the server's.
"use strict";

const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

function activate() {
  const settings = vscode.workspace.getConfiguration("tenet");
  const [command, ...args] = settings.get("command");
  client = new LanguageClient(
    "tenet",
    "Tenet",
    { command, args },
    {
      documentSelector: [{ language: "tenet" }],
      initializationOptions: settings,
      synchronize: { configurationSection: "tenet" },
    },
  );
  return client.start();
}

function deactivate() {
  return client?.stop();
}

module.exports = { activate, deactivate };
