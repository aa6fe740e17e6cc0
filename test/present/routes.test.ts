import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ROUTES } from '../../src/engine/routes/table.ts';
import { routeOfWord, routeTitle, routeWord } from '../../src/present/routes.ts';
import { english } from '../../src/present/say.ts';

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
