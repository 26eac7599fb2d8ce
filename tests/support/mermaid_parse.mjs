// node tests/support/mermaid_parse.mjs "$SHAKEDOWN_NODE" FILE...: does mermaid itself accept each diagram? scripts/test
// installs it there (npm); where that folder is missing, the caller skips.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { readFileSync } from 'node:fs';
const [folder, ...files] = process.argv.slice(2);
const require = createRequire(folder + '/package.json');
const { JSDOM } = require('jsdom');
const dom = new JSDOM('');
globalThis.window = dom.window; globalThis.document = dom.window.document;
const mermaid = (await import(pathToFileURL(folder + '/node_modules/mermaid/dist/mermaid.core.mjs'))).default;
let bad = 0;
for (const f of files) { try { const r = await mermaid.parse(readFileSync(f, 'utf8')); console.log(f, r.diagramType); } catch (e) { bad++; console.error(f + ': ' + e.message); } }
process.exit(bad ? 1 : 0);
