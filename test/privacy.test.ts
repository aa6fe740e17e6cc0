/** What docs/privacy.md says, where code can tell whether it is true. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { LOCAL_SERVERS } from '../src/node/model/discover.ts';

const ROOT = join(import.meta.dirname, '..');
const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8');
const page = read('docs/privacy.md').replace(/\s+/g, ' ');
const sources = globSync('src/**/*.ts', { cwd: ROOT })
  .map((name) => name.replaceAll('\\', '/'))
  .sort()
  .map((name) => ({ name, code: withoutComments(read(name)) }));

/** Modules and names that lead to the network or to another program that may use it. */
const WAYS_OUT =
  /from '(?:node:)?(?:https?|http2|net|tls|dgram|dns|child_process|inspector)(?:\/\w+)?'|from '(?:undici|openai|ws|axios|node-fetch)'|(?<![.\w'"])(?:fetch|WebSocket|XMLHttpRequest|EventSource|sendBeacon)\(|\bopenExternal\b|\bsendBeacon\b/;
/** Ways in which an editor carries data away on an extension's behalf. */
const CARRIERS = /TelemetryLogger|TelemetrySender|isTelemetryEnabled|setKeysForSync|asExternalUri/;

/** The only files that open a connection or start a program, each with what the page says of it. */
const EXPECTED: Readonly<Record<string, string>> = {
  'src/node/check/runCheck.ts': 'no file of the folder and no model names it',
  'src/node/model/attempt.ts': '`openai` package',
  'src/node/model/discover.ts': '`GET /v1/models`, no key, no body',
  'src/node/model/list/listModels.ts': '`GET …/models`, the key of this host, no body',
  'src/node/model/transport.ts': 'Redirects are refused.',
  'src/node/shell/pager.ts': '`PAGER`, or `less`, is started on a terminal',
  'src/node/workspace/git.ts': 'Git is called by its absolute path',
};

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

describe('the privacy page', () => {
  it('names every way out of the program', () => {
    assert.deepEqual(
      sources.filter(({ code }) => WAYS_OUT.test(code)).map(({ name }) => name),
      Object.keys(EXPECTED),
    );
    for (const text of Object.values(EXPECTED)) assert.ok(page.includes(text), text);
  });

  it('would notice another one', () => {
    for (const code of [
      "import { request } from 'node:https';",
      "import { connect } from 'net';",
      "const reply = await fetch('https://example.com');",
      'const socket = new WebSocket(url);',
      'await vscode.env.openExternal(uri);',
      'navigator.sendBeacon(url);',
    ])
      assert.match(code, WAYS_OUT);
    assert.match('vscode.env.createTelemetryLogger(sender)', CARRIERS);
  });

  it('is right that there is no telemetry, and that nothing is synchronised', () => {
    assert.deepEqual(
      sources.filter(({ code }) => CARRIERS.test(code)).map(({ name }) => name),
      [],
    );
    const { dependencies = {} } = JSON.parse(read('package.json')) as { dependencies?: object };
    assert.deepEqual(Object.keys(dependencies), []);
  });

  it('lists the addresses of this computer that are looked at', () => {
    const listed = [...page.matchAll(/(\d{4,5}) \(([\w. ]+)\)/g)].map(([, port, name]) => `${name} ${port}`);
    assert.deepEqual(
      listed,
      LOCAL_SERVERS.map(({ name, port }) => `${name} ${port}`),
    );
    assert.ok(read('src/node/model/discover.ts').includes("host: '127.0.0.1'"));
  });

  it('quotes what the test of a model sends', () => {
    const [, sent] = /content: '([^']+)'/.exec(read('src/host/testModel.ts')) ?? [];
    assert.ok(sent && page.includes(`\`${sent}\``), sent);
  });

  it('counts what is kept as the code does', () => {
    const [, days] = /KEEP_DAYS = (\d+)/.exec(read('src/editor/chat/spending.ts')) ?? [];
    const [, most] = /MAX_CONVERSATIONS = (\d+)/.exec(read('src/editor/chat/conversationStore.ts')) ?? [];
    assert.ok(page.includes(`the last ${days} days`), days);
    assert.ok(page.includes(`the newest ${most} |`), most);
  });

  it('names every command by its title', () => {
    const titles = new Set(Object.values(JSON.parse(read('package.nls.json')) as Record<string, string>));
    for (const title of [
      ...['Show What Would Be Sent', 'Clear Stored Data', 'Choose Model', 'Test the Model', 'Set API Key'],
      ...['Remove API Key', 'Explain This Symbol'],
    ]) {
      assert.ok(titles.has(title), title);
      assert.ok(page.includes(`*${title}*`) || page.includes(`*Sightline: ${title}*`), title);
    }
  });

  it('is right that no workspace value of a model setting is read', () => {
    const code = sources.find(({ name }) => name === 'src/editor/models/settings.ts')?.code ?? '';
    const models = code.slice(
      code.indexOf('export function readModelSettings'),
      code.indexOf('export async function'),
    );
    assert.ok(models.includes("userSetting('caFile')"));
    assert.ok(!/\.get\(|getConfiguration/.test(models));
    const user = code.slice(
      code.indexOf('export function userSetting'),
      code.indexOf('export function readModel'),
    );
    assert.match(user, /globalValue/);
    assert.ok(!/workspace\w*Value|\.get</.test(user));
  });
});
