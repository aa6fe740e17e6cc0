/**
 * Our default key bindings clash with none of VS Code's own. Covered: every default binding of a real workbench and of
 * its built-in extensions, as that workbench lists them on Linux, Windows and macOS (which of them it is, it takes from
 * the browser's user agent). Bindings that only the desktop build has are not in that list: for them the workbench's
 * code, which holds those of all builds, is searched for the chord itself.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { withTempTree } from '../fakes/tempTree.ts';
import { useEditor, Workbench, waitFor } from './host/index.ts';
import { installHost } from './host/install.ts';

const ROOT = join(import.meta.dirname, '..', '..');

const SYSTEMS = {
  linux: { agent: 'X11; Linux x86_64', comment: 'ctrl+shift+a' },
  win: { agent: 'Windows NT 10.0; Win64; x64', comment: 'shift+alt+a' },
  mac: { agent: 'Macintosh; Intel Mac OS X 10_15_7', comment: 'shift+alt+a' },
} as const;
type System = keyof typeof SYSTEMS;

interface Binding {
  readonly key: string;
  readonly command: string;
  readonly when?: string;
}
type Contributed = Binding & { readonly [S in System]?: string };

/** Ours on one system, under its own key. */
function ownBindings(contributed: readonly Contributed[], system: System): Binding[] {
  return contributed.map((binding) => ({ ...binding, key: binding[system] ?? binding.key }));
}

/**
 * Defaults that a binding of ours would take the keys from: those on the same keys or on keys that begin with ours,
 * whatever their `when` says, since contexts overlap in ways that nobody sees beforehand; and those on the single key
 * that ours begins with (an extension's chord wins over it), unless our `when` rules theirs out.
 */
function findClashes(own: readonly Binding[], defaults: readonly Binding[]): string[] {
  return own.flatMap(({ key, command, when = '' }) => {
    const chord = normalise(key);
    return defaults
      .filter((other) => {
        const theirs = normalise(other.key);
        if (theirs === chord || theirs.startsWith(`${chord} `)) return true;
        return chord.startsWith(`${theirs} `) && !rulesOut(when, other.when ?? 'true');
      })
      .map((other) => `${command} on ${key}: ${other.command} (${other.key}, ${other.when ?? 'always'})`);
  });
}

/** True when a conjunction holds, for each way to fulfil another condition, the opposite of a part of it. */
function rulesOut(conjunction: string, other: string): boolean {
  const parts = (condition: string): string[] => condition.split('&&').map((part) => part.trim());
  const own = new Set(parts(conjunction));
  return other
    .split('||')
    .every((way) => parts(way).some((part) => part === 'false' || own.has(opposite(part))));
}

function opposite(part: string): string {
  return part.includes('==') ? part.replace('==', '!=') : `!${part}`;
}

/** Modifiers in one order, so that `shift+ctrl+a` equals `ctrl+shift+a`. */
function normalise(key: string): string {
  return key
    .toLowerCase()
    .split(/\s+/)
    .map((part) => {
      const names = part.split(/\+(?!$)/);
      return [...names.slice(0, -1).sort(), names.at(-1)].join('+');
    })
    .join(' ');
}

/** The list within the comments of *Default Keyboard Shortcuts (JSON)*. */
function parseDefaults(text: string): Binding[] {
  const list = /^\[\n[\s\S]*?^\]/m.exec(text.replaceAll('\r\n', '\n'));
  if (!list) throw new Error(`This is no list of bindings: ${text.slice(0, 200)}`);
  return JSON.parse(list[0]) as Binding[];
}

describe('our default key bindings', () => {
  const editor = useEditor({ hasSightline: false, hasAllBuiltIns: true });
  let contributed: readonly Contributed[];
  before(async () => {
    const manifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
      contributes: { keybindings: Contributed[] };
    };
    contributed = manifest.contributes.keybindings;
  });

  /** All default bindings of a workbench without Sightline that takes itself to run on this system. */
  async function readDefaults(system: System): Promise<Binding[]> {
    const { server, browser } = editor.get();
    await server.writeSettings('user', { 'security.workspace.trust.enabled': false });
    return withTempTree({ 'a.txt': 'a\n' }, async (folder) => {
      const userAgent = `Mozilla/5.0 (${SYSTEMS[system].agent}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36`;
      const context = await browser.newContext({ userAgent });
      try {
        const page = await context.newPage();
        const url = `${server.url}/?folder=${encodeURIComponent(folder)}`;
        const workbench = new Workbench({ context, page, url, folder, probeDir: server.probeDir });
        await workbench.start();
        const probe = await workbench.probe();
        await probe.ask('command', { command: 'workbench.action.openDefaultKeybindingsFile' });
        const text = await waitFor('the default bindings', async () => {
          await probe.ask('command', { command: 'editor.action.selectAll' });
          const shown = (await probe.ask('activeEditor'))?.selectedText ?? '';
          return /^\]/m.test(shown) && shown;
        });
        return parseDefaults(text);
      } finally {
        await context.close();
      }
    });
  }

  for (const system of Object.keys(SYSTEMS) as System[]) {
    it(`clash with no default of ${system}`, async () => {
      const defaults = await readDefaults(system);
      // The list is whole, and that of this system.
      assert.ok(defaults.length > 500, `${defaults.length} bindings`);
      const comment = defaults.find(({ command }) => command === 'editor.action.blockComment');
      assert.equal(normalise(comment?.key ?? ''), normalise(SYSTEMS[system].comment));
      const main = system === 'mac' ? 'cmd' : 'ctrl';
      const inOrder = defaults.map(({ key }) => normalise(key));
      assert.ok(inOrder.includes(`${main}+k ${main}+s`));

      const own = ownBindings(contributed, system);
      assert.ok(own.length >= 2);
      assert.deepEqual(findClashes(own, defaults), []);

      // The same search finds a clash where there is one: of a chord, of its first key, and of one that ours begins.
      const planted = (key: string): string[] => findClashes([{ key, command: 'planted' }], defaults);
      for (const key of [`${main}+k ${main}+s`, `${main}+s`, `${main}+k`, `${main}+s q`, 'f1 q'])
        assert.notDeepEqual(planted(key), [], key);
      // On macOS Cmd+K alone clears the terminal: without its condition our chord would take that away.
      assert.equal(planted(`${main}+k q`).length > 0, system === 'mac');
    });
  }

  it('are in no build of VS Code: the code of the workbench registers no such chord', async () => {
    const folder = join(await installHost(), 'out', 'vs', 'code', 'browser', 'workbench');
    const code = await readFile(join(folder, 'workbench.js'), 'utf8');
    // KeyMod.CtrlCmd (Ctrl, on macOS Cmd) with KeyCode.KeyK, then the second part of the chord.
    const chords = new Set([...code.matchAll(/[(,]2089,(\d+)\)/g)].map(([, second]) => Number(second)));
    const codeOf = (letter: string): number => letter.charCodeAt(0) - 'a'.charCodeAt(0) + 31;
    assert.ok(chords.size > 40, `${chords.size} chords`);
    assert.ok(chords.has(2048 + codeOf('s')), 'Ctrl+K Ctrl+S');
    assert.ok(chords.has(codeOf('z')) || chords.has(codeOf('m')), 'Ctrl+K and a letter alone');
    for (const system of Object.keys(SYSTEMS) as System[]) {
      for (const { key } of ownBindings(contributed, system)) {
        const second = /^(?:ctrl|cmd)\+k ([a-z])$/.exec(key)?.[1];
        assert.ok(
          second,
          `${key} is not Ctrl+K (macOS: Cmd+K) and a letter: look for it in the code as well`,
        );
        assert.ok(!chords.has(codeOf(second)), key);
      }
    }
  });

  it('are the same on every system but for Cmd', () => {
    for (const { key, mac } of contributed) assert.equal(mac, key.replace('ctrl', 'cmd'));
  });
});
