// The colours that Visual Studio Code gives to texts: reads a list of them as JSON, and writes for each the stretches
// with their scopes, by the editor's own engine. The tests hold them against Tenet's own tokeniser.
"use strict";

const fs = require("fs");
const { INITIAL, Registry, parseRawGrammar } = require("vscode-textmate");
const oniguruma = require("vscode-oniguruma");

const GRAMMAR = `${__dirname}/../../grammar/tenet.tmLanguage.json`;

async function grammar() {
  await oniguruma.loadWASM(fs.readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")).buffer);
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => parseRawGrammar(fs.readFileSync(GRAMMAR, "utf8"), GRAMMAR),
  });
  return registry.loadGrammar("source.tenet");
}

// The stretches of a text: where each begins and ends, in UTF-16 units, and its scopes but the file's own.
function coloured(grammar, text) {
  const found = [];
  let before = 0;
  let state = INITIAL;
  for (const line of text.match(/[^\r\n]*(?:\r\n?|\n)|[^\r\n]+/g) ?? []) {
    const result = grammar.tokenizeLine(line.replace(/[\r\n]+$/, ""), state);
    for (const { startIndex, endIndex, scopes } of result.tokens) {
      found.push([before + startIndex, before + endIndex, scopes.slice(1)]);
    }
    state = result.ruleStack;
    before += line.length;
  }
  return found;
}

grammar().then((loaded) => {
  const texts = JSON.parse(fs.readFileSync(0, "utf8"));
  process.stdout.write(JSON.stringify(texts.map((text) => coloured(loaded, text))));
});
