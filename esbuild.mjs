/** Builds dist/: the bundled programs, the grammars (wasm copied from pinned packages, checksums checked). */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build as runEsbuild } from 'esbuild';
import { writeLicences } from './build/licences.ts';
import { buildPage } from './esbuild.page.mjs';

const root = dirname(fileURLToPath(import.meta.url));
/** Built beside and moved at the end, so that a program that runs meanwhile never sees half a build. */
const dist = join(root, 'dist.new');
const finished = join(root, 'dist');
const require = createRequire(import.meta.url);
/** What each bundle was made of, and the packages whose files are copied: their licences are delivered too. */
const metafiles = [];
const copied = new Set(['web-tree-sitter', '@vscode/codicons']);

async function build(options) {
  const result = await runEsbuild({ ...options, absWorkingDir: root, metafile: true });
  metafiles.push(result.metafile);
  return result;
}

/** Copies every grammar folder, and checks its wasm against the checksum in language.json. */
async function copyGrammars() {
  const specs = [];
  const version = createHash('sha256');
  for (const id of (await readdir(join(root, 'grammars'))).sort()) {
    const from = join(root, 'grammars', id);
    const to = join(dist, 'grammars', id);
    const spec = JSON.parse(await readFile(join(from, 'language.json'), 'utf8'));
    const wasm = await readFile(join(root, 'node_modules', spec.package, spec.wasm));
    const sha256 = createHash('sha256').update(wasm).digest('hex');
    if (sha256 !== spec.sha256) {
      throw new Error(
        `grammars/${id}: ${spec.package}/${spec.wasm} has checksum ${sha256}, not ${spec.sha256}`,
      );
    }
    await mkdir(to, { recursive: true });
    await writeFile(join(to, 'grammar.wasm'), wasm);
    for (const name of ['tags.scm', 'injections.scm']) {
      if (name === 'injections.scm' && !spec.injections) continue;
      const query = await readFile(join(from, name));
      version.update(query);
      await writeFile(join(to, name), query);
    }
    version.update(JSON.stringify(spec));
    specs.push(spec);
    copied.add(spec.package);
  }
  await writeFile(join(dist, 'grammars', 'languages.json'), `${JSON.stringify(specs)}\n`);
  await writeFile(join(dist, 'grammars', 'version'), `${version.digest('hex').slice(0, 16)}\n`);
}

const bundle = (entry, outfile, extra = {}) =>
  build({
    entryPoints: [join(root, entry)],
    outfile: join(dist, outfile),
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    sourcemap: false,
    legalComments: 'none',
    minify: true,
    define: { 'import.meta.url': 'importMetaUrl' },
    banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
    logLevel: 'warning',
    ...extra,
  });

/** Makes what a dynamic import names a file of its own, which is loaded when it is needed and not before. */
const apart = (filter, path) => ({
  name: `apart-${path}`,
  setup(bundler) {
    bundler.onResolve({ filter }, (found) =>
      found.kind === 'dynamic-import' ? { path, external: true } : undefined,
    );
  },
});
/** The model room (HTTP client, tokenizer): most commands never load it. */
const modelApart = apart(/\/openaiModel\.ts$/, './model.js');
/** Encodings from before Unicode, with their tables: most repositories have no such file. */
const legacyApart = apart(/\/legacy\.ts$/, './legacy.js');
/** The client of the language server: most of the extension's code, and of no use before a server runs. */
const clientApart = apart(/\/languageClient\.ts$/, './client.js');
/** The export of a conversation, with a reader of Markdown: used now and then. */
const exportApart = apart(/\/answerMarkdown\.ts$/, './export.js');

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
await writeFile(join(dist, 'package.json'), '{"type":"commonjs"}\n');
await cp(require.resolve('web-tree-sitter/web-tree-sitter.wasm'), join(dist, 'tree-sitter.wasm'));
await copyGrammars();
await cp(join(root, 'rules'), join(dist, 'rules'), { recursive: true });
await bundle('src/node/parser/worker.ts', 'parser.js');
await bundle('src/node/model/openaiModel.ts', 'model.js');
await bundle('src/node/encoding/legacy.ts', 'legacy.js');
await bundle('src/editor/extension.ts', 'extension.js', {
  external: ['vscode'],
  plugins: [clientApart, exportApart],
});
await bundle('src/present/answer/answerMarkdown.ts', 'export.js');
await bundle('src/editor/engine/languageClient.ts', 'client.js', { external: ['vscode'] });
await buildPage(join(dist, 'webview'), build);
await bundle('src/server/main.ts', 'server.js', { plugins: [modelApart, legacyApart] });
await bundle('src/cli/main.ts', 'program.js', { plugins: [modelApart, legacyApart] });
/**
 * The command line keeps its compiled code beside itself, where whoever can write it could write the program as well:
 * to compile it is half of what a short command takes.
 */
await writeFile(
  join(dist, 'cli.js'),
  `#!/usr/bin/env node
if (Number(process.versions.node.split('.')[0]) < 22) {
  process.stderr.write('sightline needs Node 22 or later; this is Node ' + process.versions.node + '.\\n');
  process.exit(2);
}
const { enableCompileCache } = require('node:module');
if (enableCompileCache) enableCompileCache(require('node:path').join(__dirname, 'compiled'));
require('./program.js');
`,
);

const run = promisify(execFile);
const { stdout: manual } = await run(process.execPath, [join(dist, 'program.js'), 'manual']);
await writeFile(join(dist, 'sightline.1'), manual);
await writeLicences({ root, metafiles, packages: copied, outfile: join(dist, 'THIRD-PARTY-LICENSES.txt') });
await rm(finished, { recursive: true, force: true });
await rename(dist, finished);

/** Runs a search once: the code that it compiles is kept by the path of the program, which is the right one only now. */
async function keepCompiled() {
  const folder = await mkdtemp(join(tmpdir(), 'sightline-build-'));
  try {
    await writeFile(join(folder, 'a.js'), 'export function compiled() {}\n');
    const env = { PATH: process.env.PATH, HOME: folder, LOCALAPPDATA: folder };
    await run(process.execPath, [join(finished, 'cli.js'), 'search', 'compiled', '--root', folder], { env });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
await keepCompiled();
