import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ROUTES } from '../../src/engine/routes/table.ts';
import { routeOfWord, routeTitle, routeWord } from '../../src/present/routes.ts';
import { english } from '../../src/present/say.ts';
import { readSetting, SETTINGS } from '../../src/protocol/settings.ts';

it('each route has a plain word that means it alone, beside its name and its title', () => {
  const words = ROUTES.map(({ name }) => routeWord(name));
  assert.equal(new Set(words).size, ROUTES.length);
  for (const { name } of ROUTES) {
    const word = routeWord(name);
    assert.match(word, /^[a-z]+(?:-[a-z]+)*$/);
    assert.deepEqual([routeOfWord(word), routeOfWord(name)], [name, name]);
    assert.notEqual(routeTitle(name, english), name);
  }
  for (const typed of ['telepathy', '', 'constructor', '__proto__'])
    assert.deepEqual([routeOfWord(typed), routeWord(typed)], [typed, typed]);
});

it('the setting offers the word of each route, and takes its name as well', () => {
  const { enum: offered } = SETTINGS.route.schema.meta() as { readonly enum: readonly string[] };
  assert.deepEqual([...offered].sort(), ['', ...ROUTES.map(({ name }) => routeWord(name))].sort());
  assert.equal(readSetting('route', 'fullContext'), 'fullContext');
});
