/** The checks of the editor API, in VS Code's own server. `npm run test:electron` runs them in the desktop build. */
import { describe, it } from 'node:test';
import { API_CHECKS } from './apiSuite.ts';
import { useEditor } from './host/index.ts';

describe('in the extension host', () => {
  const editor = useEditor();
  for (const { name, files, run } of API_CHECKS)
    it(name, (t) =>
      editor.withFolder(t, files, {}, async (workbench, folder) => run(await workbench.probe(), folder)),
    );
});
