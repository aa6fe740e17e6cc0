/** Bundles the sidebar page. A file of its own so that the page can be built without the rest. */
import { cp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build as runEsbuild } from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);

/** Writes page.js, page.css and the icon font with its style sheet. The editor's Chromium decides the target. */
export async function buildPage(outdir, build = runEsbuild) {
  await build({
    entryPoints: [
      { in: join(root, 'src/webview/main.ts'), out: 'page' },
      { in: join(root, 'src/webview/style/page.css'), out: 'page' },
    ],
    outdir,
    bundle: true,
    platform: 'browser',
    target: 'chrome128',
    format: 'iife',
    tsconfig: join(root, 'src/webview/tsconfig.json'),
    sourcemap: false,
    legalComments: 'none',
    minify: true,
    logLevel: 'warning',
  });
  for (const name of ['codicon.css', 'codicon.ttf'])
    await cp(require.resolve(`@vscode/codicons/dist/${name}`), join(outdir, name));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildPage(join(root, 'dist/webview'));
