/**
 * A real VS Code for tests: its own server (from the npm package code-server), Sightline's VSIX installed, and a browser.
 *
 *     const editor = useEditor();
 *     it('opens', (t) => editor.withFolder(t, { 'a.ts': 'export {}' }, {}, async (workbench) => { ... }));
 */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, type TestContext } from 'node:test';
import { fillTree, type TempSpec, withTempTree } from '../../fakes/tempTree.ts';
import { type Editor, type EditorOptions, startEditor, type WindowOptions } from './editor.ts';
import type { Workbench } from './workbench.ts';

export { type Editor, type EditorOptions, startEditor, type Theme, type WindowOptions } from './editor.ts';
export type { Probe } from './probe.ts';
export { type ChildInfo, descendantsOf, isAlive } from './processes.ts';
export { START_LIMIT_MS, STEP_LIMIT_MS, waitFor } from './waiting.ts';
export { pageOf, type Webview, webviewElement } from './webview.ts';
export { ARTIFACTS, type Notification, Workbench } from './workbench.ts';

/** The id of the extension under test. */
export const SIGHTLINE = 'sightline.sightline';

/** A window on a folder, or on what is named in it: a folder, a workspace file. */
export type PlaceOptions = WindowOptions & { readonly open?: string };

/** What is done in a window on a folder. */
export type WindowWork = (workbench: Workbench, folder: string) => Promise<void>;

/** What a test file uses: the editor starts before its tests and is gone after them. */
export function useEditor(options: EditorOptions = {}) {
  let editor: Editor | undefined;
  /** Closes the window that tests share; settings are the server's, so that only one of these is open. */
  let closeShared = async (): Promise<void> => {};
  before(async () => {
    editor = await startEditor(options);
  });
  after(async () => {
    await closeShared();
    await editor?.stop();
  });
  const get = (): Editor => {
    if (editor === undefined) throw new Error('The editor has not started');
    return editor;
  };

  /** Runs `work`, and keeps pictures and logs when it fails. */
  async function keeping(t: TestContext, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const kept = await get().keepEvidence(t.name);
      process.stderr.write(`${t.name}: pictures and logs are in ${kept.folder}\n${kept.tail}\n`);
      throw error;
    }
  }

  /** Opens what `spec` holds, or the path in it that is named, and closes it after `work`. */
  async function withFolder(
    t: TestContext,
    spec: TempSpec,
    { open = '', ...window }: PlaceOptions,
    work: WindowWork,
  ): Promise<void> {
    await closeShared();
    await withTempTree(spec, async (folder) => {
      let workbench: Workbench | undefined;
      try {
        await keeping(t, async () => {
          workbench = await get().openFolder(join(folder, open), window);
          await work(workbench, folder);
        });
      } finally {
        await workbench?.close().catch(() => {});
      }
    });
  }

  /**
   * A fresh folder in a window that several tests use in turn: each finds it tidy, with the settings and the size that
   * it names, and after one that failed it is opened anew. What a test changes in the folder it has to put back.
   */
  function shareFolder(spec: TempSpec | ((folder: string) => Promise<void>), usual: PlaceOptions) {
    let shared: { workbench: Workbench; folder: string } | undefined;
    const close = async (): Promise<void> => {
      const { workbench, folder } = shared ?? {};
      shared = undefined;
      await workbench?.close().catch(() => {});
      if (folder !== undefined) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    };
    return async (t: TestContext, work: WindowWork, own: WindowOptions = {}): Promise<void> => {
      const { open = '', ...window } = { ...usual, ...own };
      try {
        await keeping(t, async () => {
          if (shared === undefined) {
            await closeShared();
            closeShared = close;
            const folder = await realpath(await mkdtemp(join(tmpdir(), 'sightline-test-')));
            await (typeof spec === 'function' ? spec(folder) : fillTree(folder, spec));
            shared = { folder, workbench: await get().openFolder(join(folder, open), window) };
          } else {
            await get().change(shared.workbench, window);
            await shared.workbench.tidy();
          }
          await work(shared.workbench, shared.folder);
        });
      } catch (error) {
        await close();
        throw error;
      }
    };
  }

  return { get, withFolder, shareFolder };
}
