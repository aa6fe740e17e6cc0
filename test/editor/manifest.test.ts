/** What the manifest promises, read from it alone: who may set what, and where a command is offered. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import * as z from 'zod';
import { readSetting, SETTINGS, type SettingName } from '../../src/protocol/settings.ts';

/** What the table of settings and the manifest both say of a value. */
const SHARED = [
  'type',
  'enum',
  'minimum',
  'maximum',
  'additionalProperties',
  'properties',
  'required',
] as const;

function shared(schema: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const key of SHARED) {
    const value = schema[key];
    if (value === undefined) continue;
    found[key] = isSchema(value) && key === 'additionalProperties' ? shared(value) : value;
  }
  return found;
}

function isSchema(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const ROOT = join(import.meta.dirname, '..', '..');

interface Setting extends Readonly<Record<string, unknown>> {
  readonly scope?: string;
}

interface MenuEntry {
  readonly command?: string;
  readonly submenu?: string;
  readonly when?: string;
}

interface Command {
  readonly command: string;
  readonly enablement?: string;
}

interface Manifest {
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly commands: readonly Command[];
    readonly menus: Readonly<Record<string, readonly MenuEntry[]>>;
    readonly submenus: readonly { readonly id: string }[];
    readonly keybindings: readonly { readonly command: string; readonly when?: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
  };
}

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;
const { commands, menus, submenus, keybindings, configuration } = manifest.contributes;

/** Scopes that a workspace cannot write to. */
const USERS_OWN = ['application', 'machine'];
/** What a repository may decide: it names no host, no file and no program, and costs nothing. */
const OPEN_TO_WORKSPACES = ['sightline.index.honourExcludes'];
/** Settings with which a workspace could have a model called, or have it called elsewhere. */
const NAMES_A_TARGET =
  /^sightline\.model$|\.(?:baseUrl|model|headers|apiVersion|caFile|proxy\w*|command|path)$/;

/** Settings that a workspace could set, though it must not. */
function findOpen(properties: Readonly<Record<string, Setting>>): string[] {
  return Object.entries(properties)
    .filter(
      ([name, { scope = 'window' }]) => !USERS_OWN.includes(scope) && !OPEN_TO_WORKSPACES.includes(name),
    )
    .map(([name]) => name);
}

/** What each menu that is not ours must ask in `when`: without it our entry would stand in everybody's menu. */
const MENU_CONDITIONS: Readonly<Record<string, RegExp>> = {
  'view/title': /^view == sightline\.(?:chat|findings|patch|uses|notes)\b/,
  'view/item/context': /^view == sightline\.(?:findings|notes|patch) && viewItem\b/,
  'editor/title':
    /^resourceScheme == sightline-patch && sightline\.hasPatch$|^activeWebviewPanelId == sightline\.report$/,
  'editor/context': /^workspaceFolderCount > 0 && isFileSystemResource && resourceScheme != git$/,
  'explorer/context': /^workspaceFolderCount > 0 && isFileSystemResource(?: && !?explorerResourceIsFolder)?$/,
  'comments/commentThread/title': /^commentController == sightline\.review && commentThread == finding$/,
  'scm/title': /^scmProvider == git$/,
  commandPalette: /./,
};

/** What is wrong with the entries of menus, one line each. */
function findWrongEntries(entries: Manifest['contributes']['menus']): string[] {
  const known = new Set([...commands.map(({ command }) => command), ...submenus.map(({ id }) => id)]);
  const own = new Set(submenus.map(({ id }) => id));
  return Object.entries(entries).flatMap(([menu, list]) =>
    list.flatMap(({ command, submenu, when = '' }) => {
      const target = command ?? submenu ?? '';
      const condition = MENU_CONDITIONS[menu];
      if (!known.has(target)) return [`${menu}: there is no ${target}`];
      if (own.has(menu)) return [];
      if (!condition) return [`${menu}: what must ${target} ask?`];
      return condition.test(when) ? [] : [`${menu}: ${target} is shown when '${when}'`];
    }),
  );
}

/** Context keys of VS Code that our conditions use. A key that is misspelt is never true, and says nothing. */
const EDITOR_KEYS = [
  ...[
    'view',
    'viewItem',
    'workspaceFolderCount',
    'resourceScheme',
    'isFileSystemResource',
    'explorerResourceIsFolder',
    'scmProvider',
    'commentController',
    'commentThread',
    'activeWebviewPanelId',
    'isWorkspaceTrusted',
  ],
  ...['editorHasSelection', 'terminalFocus', 'accessibleViewIsShown', 'focusedView', 'true'],
];

/** The names of context keys in a condition; values behind a comparison are none. */
function keysOf(condition: string): string[] {
  const withoutValues = condition.replace(
    /(==|!=|=~|>=?|<=?)\s*(?:'[^']*'|\/(?:[^/\\]|\\.)*\/|[\w.-]+)/g,
    '$1',
  );
  return withoutValues.match(/[A-Za-z_][\w.]*/g) ?? [];
}

/** Keys that neither the editor nor our own code sets. */
function findUnknownKeys(conditions: readonly string[]): string[] {
  const sources = globSync('src/editor/**/*.ts', { cwd: ROOT }).map((name) =>
    readFileSync(join(ROOT, name), 'utf8'),
  );
  const own = sources.flatMap((code) =>
    [...code.matchAll(/'setContext', '([\w.]+)'/g)].map(([, key]) => key!),
  );
  const known = new Set([...EDITOR_KEYS, ...own]);
  return [...new Set(conditions.flatMap(keysOf).filter((key) => !known.has(key)))];
}

describe('the settings of the manifest', () => {
  const { properties } = configuration;

  it("are the user's to set: a workspace reaches none that names a host, a file, a price or a limit", () => {
    assert.ok(Object.keys(properties).length > 15);
    assert.deepEqual(findOpen(properties), []);
    for (const name of OPEN_TO_WORKSPACES) assert.equal(properties[name]?.scope, 'resource', name);
  });

  it('are held back in Restricted Mode where they name what is called', () => {
    const restricted = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
    const wanted = Object.keys(properties).filter((name) => NAMES_A_TARGET.test(name));
    assert.deepEqual([...restricted].sort(), wanted.sort());
  });

  it('would not pass with one that a workspace can set', () => {
    for (const scope of ['window', 'resource', 'language-overridable', 'machine-overridable', undefined])
      assert.deepEqual(findOpen({ 'sightline.proxy': scope === undefined ? {} : { scope } }), [
        'sightline.proxy',
      ]);
  });
});

describe('the menus of the manifest', () => {
  it('name commands that exist, and stand only where they belong', () => {
    assert.ok(Object.values(menus).flat().length > 10);
    assert.deepEqual(findWrongEntries(menus), []);
    for (const { command, when = '' } of keybindings) {
      assert.ok(
        commands.some((known) => known.command === command),
        command,
      );
      assert.match(when, /workspaceFolderCount > 0/);
    }
  });

  it('offer each submenu somewhere, with entries, and hide no command from the palette', () => {
    const shown = new Set(Object.values(menus).flatMap((list) => list.map(({ submenu }) => submenu)));
    assert.deepEqual(
      submenus.filter(({ id }) => !shown.has(id) || !menus[id]?.length),
      [],
    );
    const hidden = (menus.commandPalette ?? []).filter(({ when }) => when === 'false');
    assert.deepEqual(hidden, []);
  });

  it('ask for context keys that somebody sets', () => {
    const entries = [...Object.values(menus).flat(), ...keybindings];
    const conditions = [
      ...entries.map(({ when }) => when),
      ...commands.map(({ enablement }) => enablement),
    ].filter((condition) => condition !== undefined);
    assert.ok(conditions.length > 20);
    assert.deepEqual(findUnknownKeys(conditions), []);
  });

  it('would not pass with a command that is gone, a missing condition, or a misspelt key', () => {
    const ask = 'sightline.ask';
    for (const [menu, entry] of [
      ['commandPalette', { command: 'sightline.gone', when: 'true' }],
      ['explorer/context', { command: ask }],
      ['editor/context', { command: ask, when: 'editorHasSelection' }],
      ['view/title', { command: ask, when: 'view == scm' }],
      ['scm/title', { command: ask, when: 'true' }],
    ] as const)
      assert.equal(findWrongEntries({ [menu]: [entry] }).length, 1, menu);
    assert.deepEqual(findUnknownKeys(["sightline.isRuning && focusedView != 'a.b'"]), ['sightline.isRuning']);
  });
});

describe('the settings of the manifest', () => {
  it('are those of the table, with their types, defaults and scopes', () => {
    const told = Object.entries(configuration.properties).map(([name, property]) => [
      name,
      { ...shared(property), default: property.default, scope: property.scope },
    ]);
    const declared = Object.entries(SETTINGS).map(([name, { schema, byDefault, scope }]) => [
      `sightline.${name}`,
      { ...shared(z.toJSONSchema(schema)), default: byDefault, scope },
    ]);
    assert.deepEqual(Object.fromEntries(told), Object.fromEntries(declared));
  });

  it('are read as their default where another type was written', () => {
    const written: readonly (readonly [SettingName, unknown, unknown])[] = [
      ['model', 'cloud', 'none'],
      ['author.baseUrl', 5, ''],
      ['author.headers', { 'x-team': 1 }, {}],
      ['reader.contextTokens', -1, 0],
      ['timeouts.idle', '20', 60],
      ['index.honourExcludes', null, true],
      [
        'prices',
        { large: { inputPerMillion: 1, outputPerMillion: 2 } },
        { large: { inputPerMillion: 1, outputPerMillion: 2 } },
      ],
    ];
    for (const [name, value, read] of written) assert.deepEqual(readSetting(name, value), read, name);
  });
});
