import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { checkBaseUrl } from '../../src/node/model/settings/address.ts';
import {
  configPath,
  loadConfig,
  type ModelConfig,
  readConfig,
} from '../../src/node/model/settings/config.ts';
import { sentence } from '../fakes/sentences.ts';

const KEY = ['key', 'for', 'tests', '12345'].join('-');

function read(env: Record<string, string>, file?: unknown): ModelConfig {
  const text = typeof file === 'string' ? file : JSON.stringify(file);
  const result = readConfig({ env, ...(file === undefined ? {} : { configText: text }) });
  if (!result.ok) assert.fail(sentence(result.problem));
  return result.config;
}

function problem(env: Record<string, string>, file?: unknown) {
  const text = typeof file === 'string' ? file : JSON.stringify(file);
  const result = readConfig({
    env,
    configPath: '/home/me/config.json',
    ...(file === undefined ? {} : { configText: text }),
  });
  if (result.ok) assert.fail('expected a problem');
  return result.problem;
}

describe('the configuration', () => {
  test('a key alone configures nothing', () => {
    for (const name of ['OPENAI_API_KEY', 'SIGHTLINE_API_KEY', 'SIGHTLINE_BASE_URL'])
      assert.deepEqual(read({ [name]: name.endsWith('URL') ? 'https://x.example/v1' : KEY }).roles, {});
    assert.deepEqual(read({ OPENAI_BASE_URL: 'https://x.example/v1', OPENAI_MODEL: 'x' }).roles, {});
  });

  test('a model alone goes to api.openai.com, for both roles', () => {
    const { roles, timeouts } = read({ SIGHTLINE_MODEL: 'm', OPENAI_API_KEY: KEY });
    assert.equal(roles.author?.url.href, 'https://api.openai.com/v1');
    assert.equal(roles.author?.apiKey, KEY);
    assert.equal(roles.reader?.model, 'm');
    assert.deepEqual(timeouts, { firstTokenMs: 120_000, idleMs: 60_000, totalMs: 600_000 });
  });

  test('says what runs may take, and refuses what is no stop', () => {
    const asking = {
      confirmTokens: 0,
      budgetTokens: 200_000,
      fullContextTokens: 40_000,
      route: 'chain',
      instructions: true,
    };
    assert.deepEqual(read({}, asking).asking, asking);
    assert.deepEqual(read({ SIGHTLINE_MODEL: 'm' }).asking, {});
    for (const wrong of [
      { budgetTokens: 10 },
      { budgetTokens: '9000' },
      { confirmTokens: -1 },
      { route: '' },
    ])
      assert.equal(problem({}, wrong).field, Object.keys(wrong)[0]);
  });

  test('SIGHTLINE_API_KEY wins over OPENAI_API_KEY; blank values are none', () => {
    const env = { SIGHTLINE_MODEL: 'm', OPENAI_API_KEY: 'other-key-1', SIGHTLINE_API_KEY: KEY };
    assert.equal(read(env).roles.author?.apiKey, KEY);
    assert.equal(read({ ...env, SIGHTLINE_API_KEY: '  ' }).roles.author?.apiKey, 'other-key-1');
  });

  test('the environment wins over the file', () => {
    const file = {
      baseUrl: 'https://file.example/v1',
      model: 'file',
      reader: { model: 'small' },
      contextTokens: 5000,
      caFile: '/a.pem',
    };
    const fromFile = read({}, file).roles;
    assert.equal(fromFile.author?.url.host, 'file.example');
    assert.equal(fromFile.reader?.model, 'small');
    assert.equal(fromFile.author?.contextTokens, 5000);
    const { roles, caFile } = read(
      {
        SIGHTLINE_BASE_URL: 'https://env.example/v1',
        SIGHTLINE_MODEL: 'env',
        SIGHTLINE_READER_MODEL: 'tiny',
        SIGHTLINE_CA_FILE: '/b.pem',
      },
      file,
    );
    assert.equal(roles.author?.url.host, 'env.example');
    assert.equal(roles.author?.model, 'env');
    assert.equal(roles.reader?.model, 'tiny');
    assert.equal(caFile, '/b.pem');
  });

  test('each role may have its own host, with its own key', () => {
    const file = {
      author: { baseUrl: 'https://a.example/v1', model: 'a', headers: { 'x-a': '1' } },
      reader: { baseUrl: 'http://localhost:11434/v1', model: 'r' },
    };
    const { author, reader } = read(
      { SIGHTLINE_API_KEY: KEY, SIGHTLINE_READER_API_KEY: 'reader-key' },
      file,
    ).roles;
    assert.deepEqual([author?.url.host, author?.apiKey], ['a.example', KEY]);
    assert.deepEqual([reader?.url.host, reader?.apiKey], ['localhost:11434', 'reader-key']);
    assert.deepEqual(reader?.headers, {});
    assert.equal(read({ SIGHTLINE_API_KEY: KEY }, file).roles.reader?.apiKey, undefined);
    const { reader: borrowed } = read({}, { author: file.author }).roles;
    assert.deepEqual([borrowed?.url.host, borrowed?.model], ['a.example', 'a']);
  });

  test('fields of requests hold for all roles, and for one', () => {
    const { roles } = read(
      {},
      {
        ...{ model: 'm', request: { temperature: 0.5, top_p: 1 } },
        author: { request: { reasoning_effort: 'high', top_p: null } },
      },
    );
    assert.deepEqual(roles.reader?.request, { temperature: 0.5, top_p: 1 });
    assert.deepEqual(roles.author?.request, { temperature: 0.5, top_p: null, reasoning_effort: 'high' });
  });

  test('headers of the file stay with its host', () => {
    const file = { baseUrl: 'https://a.example/v1', headers: { 'x-team': 't' }, model: 'm' };
    assert.deepEqual(read({}, file).roles.author?.headers, { 'x-team': 't' });
    assert.deepEqual(read({ SIGHTLINE_BASE_URL: 'https://b.example/v1' }, file).roles.author?.headers, {});
  });

  test('proxies come from the environment', () => {
    assert.deepEqual(read({ HTTPS_PROXY: 'http://p:1', http_proxy: 'http://q:2', NO_PROXY: 'a,b' }).proxy, {
      http: 'http://q:2',
      https: 'http://p:1',
      none: 'a,b',
    });
  });

  test('a broken file is a problem that names file and field', () => {
    const cases: readonly (readonly [unknown, string, RegExp])[] = [
      ['{ "model": ', '', /valid JSON/],
      ['[]', '', /./],
      [{ model: 5 }, 'model', /string/],
      [{ model: '' }, 'model', /./],
      [{ modle: 'x' }, 'modle', /no such field/],
      [{ reader: { modle: 'x' } }, 'reader.modle', /no such field/],
      [{ baseUrl: 'http://api.example.com/v1' }, 'baseUrl', /https/],
      [{ author: { baseUrl: 'ftp://x' } }, 'author.baseUrl', /http/],
      [{ contextTokens: 1.5 }, 'contextTokens', /./],
      [{ prices: { m: { inputPerMillion: -1, outputPerMillion: 1 } } }, 'prices.m.inputPerMillion', /./],
      [{ firstTokenMs: 0 }, 'firstTokenMs', /./],
      [{ headers: { 'a b': 'x' } }, 'headers.a b', /not a header name/],
      [{ apiVersion: 'next one' }, 'apiVersion', /looks like 2024/],
      [{ headers: { a: 'x\ny' } }, 'headers.a', /ASCII/],
      [{ request: { Stream: false } }, 'request.Stream', /sets this field/],
      [{ author: { request: { n: 2 } } }, 'author.request.n', /sets this field/],
      [{ request: { 'a b': 1 } }, 'request.a b', /./],
      [{ request: { stop: 'x'.repeat(3_000) } }, 'request.stop', /longer than/],
      [
        { request: Object.fromEntries([...'abcdefghijk'].map((name) => [name, 1])) },
        'request',
        /more than 10/,
      ],
      [{ request: { token: 'x' } }, 'request.token', /keys do not belong/],
    ];
    for (const [file, field, message] of cases) {
      const found = problem({}, file);
      assert.equal(found.target, '/home/me/config.json');
      assert.equal(found.field ?? '', field, JSON.stringify(file));
      assert.match(sentence(found), message, JSON.stringify(file));
    }
  });

  test('keys are refused in the file, and never repeated', () => {
    const cases: readonly (readonly [unknown, string])[] = [
      [{ apiKey: KEY }, 'apiKey'],
      [{ api_key: KEY }, 'api_key'],
      [{ author: { apiKey: KEY } }, 'author.apiKey'],
      [{ headers: { Authorization: `Bearer ${KEY}` } }, 'headers.Authorization'],
      [{ reader: { headers: { 'api-key': KEY } } }, 'reader.headers.api-key'],
    ];
    for (const [file, field] of cases) {
      const found = problem({}, file);
      assert.equal(found.field, field);
      assert.match(sentence(found), /SIGHTLINE_API_KEY/);
      assert.ok(!JSON.stringify(found).includes(KEY));
    }
    assert.ok(
      !JSON.stringify(problem({}, `{"apiKey": ${KEY}}`)).includes(KEY),
      'nor where the JSON is broken',
    );
    assert.equal(
      read({}, { prices: { key: { inputPerMillion: 1, outputPerMillion: 2 } } }).prices.key?.inputPerMillion,
      1,
    );
  });

  test('the environment is checked as well', () => {
    assert.equal(problem({ SIGHTLINE_BASE_URL: `https://u:${KEY}@x.example` }).field, 'SIGHTLINE_BASE_URL');
    assert.ok(!JSON.stringify(problem({ SIGHTLINE_BASE_URL: `https://u:${KEY}@x.example` })).includes(KEY));
    assert.equal(problem({ SIGHTLINE_API_KEY: 'a b' }).field, 'SIGHTLINE_API_KEY');
    assert.equal(problem({ OPENAI_API_KEY: 'a\nb' }).field, 'OPENAI_API_KEY');
    assert.match(sentence(problem({ OPENAI_API_KEY: 'ключ' })), /environment, field OPENAI_API_KEY/);
  });

  test("the file is the user's", () => {
    assert.equal(configPath({}, 'linux', '/home/me'), '/home/me/.config/sightline/config.json');
    assert.equal(configPath({ XDG_CONFIG_HOME: '/x' }, 'darwin', '/home/me'), '/x/sightline/config.json');
    assert.equal(
      configPath({ XDG_CONFIG_HOME: 'relative' }, 'linux', '/home/me'),
      '/home/me/.config/sightline/config.json',
    );
    assert.equal(configPath({ APPDATA: 'C:\\A' }, 'win32', 'C:\\U'), 'C:\\A\\sightline\\config.json');
  });

  test('loading: no file, a file, a broken file, a folder in its place; and no .env', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sightline-config-'));
    const path = join(folder, 'config.json');
    const before = process.cwd();
    try {
      writeFileSync(
        join(folder, '.env'),
        'SIGHTLINE_MODEL=evil\nSIGHTLINE_BASE_URL=https://evil.example/v1\n',
      );
      process.chdir(folder);
      const none = await loadConfig({ env: {}, path });
      assert.ok(none.ok && Object.keys(none.config.roles).length === 0);
      writeFileSync(path, '\uFEFF{"model":"m"}');
      const some = await loadConfig({ env: {}, path });
      assert.ok(some.ok && some.config.roles.author?.model === 'm');
      writeFileSync(path, '{');
      const broken = await loadConfig({ env: {}, path });
      assert.ok(!broken.ok && broken.problem.target === path);
      rmSync(path);
      mkdirSync(path);
      const directory = await loadConfig({ env: {}, path });
      assert.ok(!directory.ok && /no file/.test(sentence(directory.problem)));
    } finally {
      process.chdir(before);
      chmodSync(folder, 0o700);
      rmSync(folder, { recursive: true });
    }
  });
});

describe('A51: base URLs', () => {
  const good = [
    'https://api.openai.com/v1',
    'https://api.openai.com',
    'https://x.openai.azure.com/openai/v1',
    'https://openrouter.ai/api/v1',
    'HTTPS://API.OPENAI.COM/v1',
    'http://localhost:11434/v1',
    'http://127.0.0.1:8080/v1',
    'http://127.9.9.9/v1',
    'http://[::1]:8080/v1',
    'http://192.168.1.5/v1',
    'http://10.0.0.1',
    'http://172.16.0.1',
    'http://172.31.255.1',
    'http://gpu.local:8000/v1',
    'http://[fd00::1]/v1',
    'http://[fe80::1]/v1',
    'https://93.184.216.34/v1',
    'https://x.example:8443/v1/',
  ];
  const bad: Record<string, RegExp> = {
    '': /empty/,
    'api.openai.com/v1': /start with/,
    'ftp://x.example/': /start with/,
    'file:///etc/passwd': /start with/,
    'javascript:alert(1)': /start with/,
    'ws://localhost': /start with/,
    'https:x.example': /start with/,
    'https:/x.example': /start with/,
    'http://api.ok@sink.example/': /user name/,
    'https://u:p@x.example': /user name/,
    'https://@x.example': /user name/,
    'http://api.ok\\@sink.example': /back slash/,
    'https://x.example\\y': /back slash/,
    'http://api.ok%00.sink.example': /percent/,
    'https://x%2eexample/': /percent/,
    'https://x.example/\0': /control/,
    'https://x.example/\t': /control/,
    'https://x.exa\nmple/': /control/,
    ' https://x.example': /white space/,
    'https://x.example /': /white space/,
    'https://x.example/\u00a0': /white space/,
    'http://[::ffff:127.0.0.1]': /IPv4 address inside/,
    'http://[::ffff:7f00:1]/': /IPv4 address inside/,
    'http://[::FFFF:127.0.0.1]': /IPv4 address inside/,
    'http://[0:0:0:0:0:ffff:127.0.0.1]': /IPv4 address inside/,
    'http://[::127.0.0.1]': /IPv4 address inside/,
    'https://x.example.': /dot/,
    'http://localhost.': /dot/,
    'https://xn--80ak6aa92e.com': /punycode/,
    'https://a.xn--p1ai/v1': /punycode/,
    'https://аpple.com': /non-ASCII/,
    'https://x。example': /non-ASCII/,
    'https://ｘ.example': /non-ASCII/,
    'http://0x7f.1': /unusual form; write it as 127\.0\.0\.1/,
    'http://2130706433/': /unusual/,
    'http://127.1/': /unusual/,
    'http://0177.0.0.1': /unusual/,
    'https://[0:0:0:0:0:0:0:1]/': /unusual/,
    'https://x.example/v1?a=b': /query/,
    'https://x.example/v1#a': /fragment/,
    'https://': /host/,
    'https:///v1': /host/,
    'https://:443/': /host|valid/,
    'https://x.example:99999': /valid/,
    'https://x.example:8a': /valid/,
    'http://api.openai.com/v1': /https/,
    'http://8.8.8.8': /https/,
    'http://172.32.0.1': /https/,
    'http://169.254.169.254/latest': /https/,
    'http://localhost.example.com': /https/,
    'http://local': /https/,
    'http://127.0.0.1.example.com': /https/,
    'http://[2001:db8::1]/': /https/,
  };
  for (const text of good) test(text, () => assert.ok(checkBaseUrl(text).ok));
  for (const [text, reason] of Object.entries(bad))
    test(`not ${JSON.stringify(text)}`, () => {
      const check = checkBaseUrl(text);
      assert.ok(!check.ok, 'it was taken');
      const detail = check.plain === undefined ? {} : { detail: check.plain };
      assert.match(
        sentence({ kind: 'refusedAddress', cause: 'address', code: check.problem, ...detail }),
        reason,
      );
    });

  test('whatever is taken is contacted as it is written', () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.webUrl(),
          fc.string(),
          fc
            .tuple(fc.constantFrom('http://', 'https://'), fc.string({ unit: 'binary' }))
            .map((parts) => parts.join('')),
        ),
        (text) => {
          const check = checkBaseUrl(text);
          if (!check.ok) return;
          assert.ok(text.toLowerCase().startsWith(`${check.url.protocol}//${check.url.hostname}`));
          assert.equal(check.url.username + check.url.password + check.url.search + check.url.hash, '');
        },
      ),
      { numRuns: 3_000, seed: 7 },
    ));
});
