/** The checks of the editor API, in VS Code's own server. `npm run test:electron` runs them in the desktop build. */
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { TempEntry } from '../fakes/tempTree.ts';
import { API_CHECKS } from './apiSuite.ts';
import { useEditor } from './host/index.ts';

describe('in the extension host', () => {
  const editor = useEditor();
  const settings = Object.assign({}, ...API_CHECKS.map((check) => check.settings ?? {})) as object;
  const spec: Record<string, TempEntry> = { '.vscode/settings.json': JSON.stringify(settings) };
  for (const [i, { files }] of API_CHECKS.entries()) {
    spec[`${i}/`] = '';
    for (const [path, entry] of Object.entries(files)) spec[`${i}/${path}`] = entry;
  }
  const inWindow = editor.shareFolder(spec, { user: { 'files.autoSave': 'off' } });
  for (const [i, { name, run }] of API_CHECKS.entries())
    it(name, (t) =>
      inWindow(t, async (workbench, folder) => run(await workbench.probe(), join(folder, String(i)))),
    );
});
