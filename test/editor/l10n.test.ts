/** All text of the interface can be translated: nothing is shown past `vscode.l10n`, and no list of texts is stale. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { bundleText, findDifferences, makeBundle, ROOMS, readRooms, readSources } from '../../build/l10n.ts';
import { readTexts, type SourceText } from '../../build/sourceTexts.ts';
import { STRINGS } from '../../src/present/answer/strings.ts';
import { SIGHTLINE, useEditor, waitFor } from './host/index.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8');
const readJson = (name: string): Record<string, string> => JSON.parse(read(name)) as Record<string, string>;

/** Names of services: the same in every language. */
const NAMES_ONLY = new Set(['src/editor/models/presets.ts']);
/** Keys of the manifest whose texts a person reads. */
const MANIFEST_TEXTS =
  /^(?:title|name|label|description|markdownDescription|enumDescriptions|markdownEnumDescriptions|contents|altText|category)$/;
/** The texts of the page and of answers, by key. */
const PAGE_STRINGS = 'src/present/answer/strings.ts';
const BRAND = 'Sightline';

/** What is left of a text for a reader: no icons, marks, addresses, placeholders, and not the name of the product. */
function wordsOf(text: string): string {
  return text
    .replace(/\$\([\w~-]+\)|<[^>]*>|\{\w*\}|https?:\/\/\S+/g, '')
    .replaceAll(BRAND, '')
    .trim();
}

/** Texts that are shown past translation: in the places where texts are shown, and prose anywhere. */
function findBare(texts: readonly SourceText[]): string[] {
  return texts
    .filter(({ file }) => !NAMES_ONLY.has(file))
    .filter(({ text, use }) => {
      if (use === 'dynamic') return true;
      if (use === 'shown') return /\p{L}/u.test(wordsOf(text));
      return use === 'other' && /\p{L}{2,} \p{L}{2,}/u.test(wordsOf(text));
    })
    .map(({ file, line, text }) => `${file}:${line}: ${text}`);
}

/** The page names its texts by key; lists of CSS classes are the only other words in it. */
function findBareInPage(texts: readonly SourceText[]): string[] {
  return texts
    .filter(({ file }) => file !== PAGE_STRINGS)
    .filter(({ file, text, use }) => {
      if (Object.hasOwn(STRINGS, text) || use === 'logged') return false;
      // What `present` words is looked at below: it stands in the calls, not in the list.
      if (use === 'translated' && file.startsWith('src/present/')) return false;
      return use === 'shown'
        ? /\p{L}/u.test(wordsOf(text))
        : /\p{L}{2,} \p{L}{2,}/u.test(wordsOf(text)) && /[\p{Lu}.,:?!]/u.test(text);
    })
    .map(({ file, line, text }) => `${file}:${line}: ${text}`);
}

/** The texts of a piece of code, in which `#{` stands for the beginning of a value in a template. */
function planted(code: string): SourceText[] {
  return readTexts({ 'src/editor/planted.ts': code.replaceAll('#{', '${') });
}

describe('the texts of the editor side', () => {
  const texts = readTexts(readSources('src/editor'));

  it('are read from the sources', () => {
    assert.ok(texts.filter(({ use }) => use === 'translated').length > 70);
    assert.ok(texts.filter(({ use }) => use === 'logged').length > 10);
  });

  it('all pass vscode.l10n', () => assert.deepEqual(findBare(texts), []));

  for (const code of [
    "void vscode.window.showErrorMessage('Broken');",
    `void vscode.window.showWarningMessage(isOld ? l10n.t('Old') : \`Gone: #{name}\`);`,
    "void vscode.window.showInformationMessage(vscode.l10n.t('Done'), 'Undo');",
    "void vscode.window.showQuickPick(['One', 'Two']);",
    "void vscode.window.showInputBox({ title: l10n.t('Name'), prompt: 'Any name' });",
    "void vscode.window.withProgress({ location, title: 'Working' }, run);",
    "picker.title = 'Choose';",
    'item.tooltip = `$(check) #{count} files`;',
    "item.text = '$(check) Ready';",
    "return items.map((name) => ({ label: name, detail: 'file' }));",
    "throw new Error('Not found.');",
    "throw new EngineDownError('Stopped.');",
    "parts.push('Nothing was found');",
    'const head = `Sent to #{host}`;',
    "void vscode.l10n.t('In {0}', 'this folder');",
    "const text = 'Anything'; void vscode.l10n.t(text);",
    'void vscode.l10n.t(`Files in #{name}`);',
  ])
    it(`would not be found bare in: ${code}`, () => assert.notDeepEqual(findBare(planted(code)), []));

  for (const code of [
    "import { a } from 'some where';",
    "void vscode.window.showErrorMessage(vscode.l10n.t('Broken'), vscode.l10n.t('Open Logs'));",
    'log.warn(`The file #{name} was not read`);',
    "this.#host.log.error('Something went wrong here');",
    "item.text = '$(check) Sightline';",
    "if (reason.message === 'cancelled') return;",
    "type Kind = 'one two' | 'three';",
    "await vscode.commands.executeCommand('sightline.ask');",
  ])
    it(`may hold: ${code}`, () => assert.deepEqual(findBare(planted(code)), []));
});

describe('the texts of the page', () => {
  it('all stand in its list', () => {
    const sources = { ...readSources('src/webview'), ...readSources('src/present/answer') };
    assert.deepEqual(findBareInPage(readTexts(sources)), []);
    assert.deepEqual(findBareInPage(planted("h('p', {}, 'Nothing was found.');")).length, 1);
    assert.deepEqual(findBareInPage(planted("h('p', { title: 'Close' });")).length, 1);
    assert.deepEqual(findBareInPage(planted("h('p', { class: 'dim index-line' }, t('close'));")), []);
  });
});

describe('the texts of the rooms without the editor', () => {
  const inRoom = (room: string, code: string): Record<string, string> =>
    makeBundle({ [`${room}/planted.ts`]: code.replaceAll('#{', '${') });

  for (const room of ROOMS.filter((name) => name !== 'src/editor')) {
    it(`stand in the calls of ${room}, so that each is in the bundle`, () => {
      const texts = readTexts(readSources(room));
      assert.deepEqual(
        texts.filter(({ use }) => use === 'dynamic'),
        [],
      );
      const translated = texts.filter(({ use }) => use === 'translated');
      assert.ok(translated.length > 2, `${translated.length} texts`);
      const bundle = readJson('l10n/bundle.l10n.json');
      for (const { text } of translated) assert.equal(bundle[text], text);
    });

    it(`would not pass in ${room} with a template that stands elsewhere`, () => {
      for (const code of [
        'say(text);',
        "parts.say(isOne ? 'One' : 'Many');",
        'say(`In #{name}`);',
        "this.#say('a' + b);",
      ])
        assert.throws(() => inRoom(room, code), /planted\.ts:1/, code);
      assert.equal(inRoom(room, "parts.say('In {0}', name);")['In {0}'], 'In {0}');
    });
  }

  for (const room of ['src/engine', 'src/node', 'src/host', 'src/server', 'src/cli', 'src/protocol'])
    it(`are none of ${room}, which hands over facts or speaks English`, () => {
      const said = readTexts(readSources(room)).filter(
        ({ use }) => use === 'translated' || use === 'dynamic',
      );
      assert.deepEqual(said, []);
    });
});

describe('the bundle for translators', () => {
  it('is what the sources say (if not: npm run l10n)', () =>
    assert.equal(read('l10n/bundle.l10n.json'), bundleText(makeBundle(readRooms()))));

  it('has no text of the other rooms that is called like a string of the page, which is given both', () =>
    assert.deepEqual(
      Object.keys(STRINGS).filter((key) => Object.hasOwn(readJson('l10n/bundle.l10n.json'), key)),
      [],
    ));

  it('follows a text that is added, and the page', () => {
    const sources = readSources('src/editor');
    const bundle = makeBundle({ ...sources, 'src/editor/more.ts': "vscode.l10n.t('One more text');" });
    assert.equal(bundle['One more text'], 'One more text');
    assert.equal(makeBundle(sources)['One more text'], undefined);
    assert.equal(bundle['page.askLabel'], STRINGS.askLabel);
    assert.throws(() => makeBundle({ 'src/editor/a.ts': 'vscode.l10n.t(text);' }), /src\/editor\/a\.ts:1/);
  });
});

describe('the texts of the manifest', () => {
  const manifest = JSON.parse(read('package.json')) as Record<string, unknown>;
  const { contributes, capabilities } = manifest;
  const english = readJson('package.nls.json');

  it('are all in package.nls.json, and nothing else is', () => {
    const used = [...JSON.stringify(manifest).matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key!);
    assert.ok(used.length > 40);
    assert.deepEqual([...new Set(used)].sort(), Object.keys(english).sort());
    assert.deepEqual(
      Object.entries(english).filter(([, text]) => text.trim() === ''),
      [],
    );
  });

  it('stand nowhere in the manifest itself', () => {
    assert.deepEqual(findBareInManifest({ contributes, capabilities }), []);
    assert.deepEqual(findBareInManifest({ commands: [{ command: 'a', title: 'Do It' }] }), ['Do It']);
    assert.deepEqual(findBareInManifest({ markdownEnumDescriptions: ['%a%', 'None'] }), ['None']);
  });
});

/** Texts for people in a manifest that stand there instead of a `%key%`. */
function findBareInManifest(value: unknown, key = ''): string[] {
  if (typeof value === 'string')
    return MANIFEST_TEXTS.test(key) && value !== BRAND && !/^%[^%]+%$/.test(value) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((item) => findBareInManifest(item, key));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => findBareInManifest(inner, name));
}

describe('the translations', () => {
  const english = { 'l10n/bundle.l10n': 'l10n/bundle.l10n.json', 'package.nls': 'package.nls.json' };
  for (const [stem, source] of Object.entries(english)) {
    const files = globSync(`${stem}.*.json`, { cwd: ROOT }).map((name) => name.replaceAll('\\', '/'));
    it(`exist for ${source}`, () => assert.ok(files.includes(`${stem}.de.json`)));
    for (const file of files)
      it(`have in ${file} the keys and the placeholders of the English texts, and other words`, () => {
        const [texts, own] = [readJson(source), readJson(file)];
        assert.deepEqual(findDifferences(texts, own), []);
        const same = Object.keys(own).filter((key) => own[key] === texts[key]);
        assert.ok(same.length < Object.keys(own).length / 10, `not translated: ${same.join(', ')}`);
      });
  }

  it('would not pass with a text too few, too many, or with other placeholders', () => {
    const texts = { a: 'In {0}', b: '{n} of {max}' };
    assert.deepEqual(findDifferences(texts, { a: 'In {0}', b: '{n} von {max}' }), []);
    for (const other of [
      { a: 'In {0}' },
      { a: 'In {0}', b: '' },
      { a: 'In {0}', b: '{max} {n}', c: 'C' },
      { a: 'In {1}', b: '{n} {max}' },
      { a: 'In', b: '{n} {max}' },
    ])
      assert.equal(findDifferences(texts, other as Record<string, string>).length, 1, JSON.stringify(other));
  });
});

/** Something to make an example question from. */
const GERMAN_FILES = {
  'pause.ts':
    '/** Waits so many milliseconds. */\nexport function pauseFor(ms: number): number {\n  return ms;\n}\n',
  'main.ts': "import { pauseFor } from './pause.ts';\n\nexport const waited = pauseFor(5) + pauseFor(6);\n",
};

/** The editor's language is that of its own translation, of which this server has none: the page is told one. */
function speakGerman(): void {
  Object.defineProperty(globalThis, '_VSCODE_NLS_LANGUAGE', { get: () => 'de', set: () => {} });
}

describe('a German window', () => {
  const editor = useEditor();

  it('has German commands, a German view, German reports, and what the engine says in German', (t) =>
    editor.withFolder(t, GERMAN_FILES, { locale: 'de', prepare: speakGerman }, async (workbench) => {
      const texts = readJson('l10n/bundle.l10n.de.json');
      await workbench.openViewContainer('Sightline');
      const page = await workbench.webview(SIGHTLINE);
      await page.getByText(texts['page.emptyText']!).first().waitFor();
      await page.getByRole('button', { name: texts['page.newConversation']! }).first().waitFor();
      const [example] = texts['How does `{0}` work?']!.split('`');
      await page.getByText(example!.trim()).first().waitFor();

      const { 'command.showStatus': title } = readJson('package.nls.de.json');
      await workbench.runCommand(`Sightline: ${title}`);
      const probe = await workbench.probe();
      const report = await waitFor('the report', async () => {
        await probe.ask('command', { command: 'editor.action.selectAll' });
        const shown = (await probe.ask('activeEditor'))?.selectedText ?? '';
        return shown.startsWith('# ') && shown;
      });
      for (const text of ['Sightline index', 'Files seen', 'Lines covered'])
        assert.ok(report.includes(texts[text]!), `${texts[text]} is not in: ${report}`);
      assert.ok(!report.includes('Files seen'));
      await workbench.screenshot('german');
    }));
});
