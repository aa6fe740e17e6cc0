import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findAssignments } from '../../src/node/secrets/assign/findAssignments.ts';
import { isSecretPath } from '../../src/node/secrets/paths.ts';
import { scanText } from '../../src/node/secrets/scan.ts';

// Work is counted in steps of the reader, never by the clock.

/** Texts that begin like an assignment and go on like none, over and over. */
const NEAR_MISSES = [
  'password = "',
  'password=',
  'password: `',
  '"password": ',
  "password = 'a' + ",
  'password = "a\\\n',
  '<password>',
  '<add key="password" ',
  'password:\n',
  'password: |\n  ',
  'password <<EOF\n',
  'token, ',
  'secret((((',
  'key = [1, 2, ',
  '\\"token\\": \\"',
  'password = “',
  'password = """',
  'password || ',
  '"x" == password ',
  'login("a", ',
  '--password ',
  'пароль ',
  '密码',
  'password.password.password',
  'Authorization: Bearer ',
  'a,b,password,',
];

function stepsOf(text: string): number {
  let steps = 0;
  findAssignments(text, (count) => {
    steps = count;
  });
  return steps;
}

const repeated = (piece: string, size: number): string => piece.repeat(Math.ceil(size / piece.length));

describe('reading assignments takes steps in proportion to the text', () => {
  for (const piece of NEAR_MISSES)
    test(JSON.stringify(piece), () => {
      const small = stepsOf(repeated(piece, 20_000));
      const large = stepsOf(repeated(piece, 160_000));
      assert.ok(large <= small * 8.5 + 1_000, `${small} -> ${large}`);
    });

  test('a line of 10 MB in one quote, one run or one name', () => {
    for (const line of [`password = "${'a'.repeat(10_000_000)}`, `password = ${'A'.repeat(10_000_000)}`]) {
      const steps = stepsOf(line);
      assert.ok(steps <= line.length * 4, `${steps} steps for ${line.length} letters`);
    }
  });
});

test('a key goes whole, however long it is', () => {
  const row = 'k7AbQ9xPq27LmZ5TbdQ1XcV8nJ3hYwE4rT6uIoP0sD+fGg/HjKlZxCvBnM2qWe5R';
  for (const rows of [1, 26, 400]) {
    const body = Array.from({ length: rows }, (_, at) => row.slice(at % 7) + row.slice(0, at % 7));
    for (const text of [
      `private_key = "${body.join('')}"`,
      `private_key: |\n  ${body.join('\n  ')}\n`,
      `private_key = """\n${body.join('\n')}\n"""`,
      `private_key = "${body.join('" +\n  "')}"`,
      `private_key = "${body.join('\\\n')}"`,
      `MIIEpAIBAAKCAQEA${body.join('\n')}\n`,
    ]) {
      const found = scanText(text);
      const left = [...text].map((letter, at) =>
        found.some(({ start, end }) => start <= at && at < end) ? '\n' : letter,
      );
      if (text.length < 40_000) assert.ok(!/[A-Za-z0-9+/]{20}/.test(left.join('')), text.slice(0, 60));
      else assert.ok(found.reduce((sum, { start, end }) => sum + end - start, 0) >= rows * row.length);
    }
  }
});

test('a path is judged whatever its length and the blanks around it', () => {
  const far = 'folder/'.repeat(1_000);
  for (const path of ['.env', 'id_rsa', '.aws/credentials', 'secrets/db.txt', 'prod-passwords.csv'])
    for (const written of [path, far + path, ` ${path}`, `${path}\n`, `\u200b${path}`, path.toUpperCase()])
      assert.ok(isSecretPath(written), JSON.stringify(written.slice(-40)));
  for (const path of [
    'src/env.ts',
    'locales/en/password.json',
    'scripts/rotate-secrets.sh',
    'src/secrets/vault.ts',
  ])
    for (const written of [path, far + path, `${path} `])
      assert.ok(!isSecretPath(written), written.slice(-40));
});
