import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { createSecretFilter } from '../../src/node/secrets/filter.ts';
import { isSecretPath } from '../../src/node/secrets/paths.ts';
import { scanText } from '../../src/node/secrets/scan.ts';

// No secret stands in this file: each is put together at run time from a prefix and seeded random letters.

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const ALNUM = UPPER + LOWER + DIGITS;
const HEX = '0123456789abcdef';

function createRandom(seed: number) {
  let state = seed >>> 0;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const pick = (letters: string, length: number): string =>
    Array.from({ length }, () => letters[Math.floor(next() * letters.length)]).join('');
  return {
    hex: (n: number) => pick(HEX, n),
    /** Letters and digits, with at least one of each kind. */
    alnum: (n: number) => `k7${pick(ALNUM, n - 3)}Q`,
    /** Also - and _. */
    word: (n: number) => `k7${pick(`${ALNUM}-_`, n - 3)}Q`,
    upper: (n: number) => `${pick(UPPER, 1)}7${pick(UPPER + DIGITS, n - 2)}`,
    lower: (n: number) => `x7${pick(LOWER + DIGITS, n - 2)}`,
    base64: (n: number) => `k7${pick(`${ALNUM}+/`, n - 3)}Q`,
    digits: (n: number) => pick('123456789', n),
    pick,
  };
}
type Random = ReturnType<typeof createRandom>;
const uuid = (r: Random): string => [8, 4, 4, 4, 12].map((n) => r.hex(n)).join('-');
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The 25 kinds that must never be missed. A kind gives the secret and, where it has no form, the text around it. */
type Kind = (r: Random) => string | { readonly secret: string; readonly text: string };
const around = (secret: string, before: string, after = '') => ({ secret, text: before + secret + after });

const MUST: Record<string, Kind> = {
  'aws access key': (r) => `${'AK'}IA${r.upper(16)}`,
  'aws secret key': (r) => around(r.base64(40), 'aws_secret_access_key = '),
  'gcp api key': (r) => `${'AI'}za${r.word(35)}`,
  'gcp service account': (r) =>
    around(r.base64(64), `-----BEGIN ${'PRIVATE'} KEY-----\\n`, `\\n-----END ${'PRIVATE'} KEY-----\\n`),
  'azure storage': (r) =>
    around(`${r.base64(86)}==`, 'DefaultEndpointsProtocol=https;AccountName=x;AccountKey='),
  'azure client secret': (r) => `${r.alnum(3)}8${'Q~'}${r.word(34)}`,
  'github classic': (r) => `${'gh'}p_${r.alnum(36)}`,
  'github fine-grained': (r) => `${'github'}_pat_${r.alnum(22)}_${r.alnum(59)}`,
  'github app': (r) => `${'gh'}s_${r.alnum(36)}`,
  gitlab: (r) => `${'gl'}pat-${r.alnum(20)}`,
  npm: (r) => `${'np'}m_${r.alnum(36)}`,
  pypi: (r) => `${'py'}pi-AgEIcHlwaS5vcmc${r.word(90)}`,
  'slack bot': (r) => `${'xo'}xb-${r.digits(12)}-${r.digits(12)}-${r.alnum(24)}`,
  'slack webhook': (r) =>
    around(`T${r.upper(9)}/B${r.upper(9)}/${r.alnum(24)}`, `https://${'hooks'}.slack.com/services/`),
  'stripe live': (r) => `${'sk'}_live_${r.alnum(24)}`,
  'stripe restricted': (r) => `${'rk'}_live_${r.alnum(99)}`,
  'openai project': (r) => `${'sk'}-proj-${r.word(74)}T3Blbk${'FJ'}${r.word(74)}`,
  'openai classic': (r) => `${'sk'}-${r.alnum(20)}T3Blbk${'FJ'}${r.alnum(20)}`,
  anthropic: (r) => `${'sk'}-ant-api03-${r.word(93)}AA`,
  jwt: (r) => `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: r.digits(10), name: 'x' })}.${r.word(43)}`,
  'private key': (r) =>
    around(r.base64(64), `-----BEGIN RSA ${'PRIVATE'} KEY-----\n`, `\n-----END RSA ${'PRIVATE'} KEY-----`),
  'ssh key': (r) =>
    around(
      `b3BlbnNzaC1rZXktdjE${r.base64(51)}`,
      `-----BEGIN OPENSSH ${'PRIVATE'} KEY-----\n`,
      `\n-----END OPENSSH ${'PRIVATE'} KEY-----`,
    ),
  'database url': (r) => around(r.alnum(14), 'postgres://app:', '@db.internal:5432/app'),
  'basic auth url': (r) => around(r.alnum(14), 'https://deploy:', '@git.example.org/x.git'),
  'password assignment': (r) => around(r.alnum(14), 'password = "', '"'),
};

const OTHER: Record<string, Kind> = {
  'aws session': (r) => `${'IQoJ'}b3JpZ2lu${r.base64(300)}`,
  'gcp client secret': (r) => `${'GOC'}SPX-${r.word(28)}`,
  'gcp token': (r) => `${'ya'}29.${r.word(60)}`,
  'azure sas': (r) => around(`${r.alnum(42)}%3D`, 'https://x.blob.core.windows.net/c?sv=2022&sig='),
  'azure devops': (r) => `${r.alnum(76)}${'AZ'}DO${r.alnum(4)}`,
  'azure shared key': (r) => around(`${r.base64(43)}=`, `Endpoint=sb://x/;${'Shared'}AccessKey=`),
  digitalocean: (r) => `${'do'}p_v1_${r.hex(64)}`,
  heroku: (r) => around(uuid(r), 'HEROKU_API_KEY='),
  'heroku new': (r) => `${'HR'}KU-${r.word(60)}`,
  cloudflare: (r) => around(r.word(40), 'CLOUDFLARE_API_TOKEN='),
  'cloudflare origin': (r) => `${'v1'}.0-${r.hex(24)}-${r.hex(146)}`,
  'docker token': (r) => `${'dc'}kr_pat_${r.word(27)}`,
  'docker auth': (r) =>
    around(Buffer.from(`user:${r.alnum(16)}`).toString('base64'), '{"auths":{"x":{"auth": "', '"}}}'),
  'npmrc token': (r) => around(uuid(r), `//registry.npmjs.org/:_auth${'Token'}=`),
  rubygems: (r) => `${'ruby'}gems_${r.hex(48)}`,
  vault: (r) => `${'hv'}s.${r.word(95)}`,
  terraform: (r) => `${r.alnum(14)}.${'atlas'}v1.${r.word(64)}`,
  doppler: (r) => `${'dp'}.pt.${r.alnum(43)}`,
  pulumi: (r) => `${'pu'}l-${r.hex(40)}`,
  'sentry dsn': (r) => around(r.hex(32), 'https://', '@o1234.ingest.sentry.io/5678'),
  'sentry token': (r) => `${'sntr'}yu_${r.hex(64)}`,
  atlassian: (r) => `${'AT'}ATT3${r.word(180)}`,
  huggingface: (r) => `${'h'}f_${r.pick(UPPER + LOWER, 32)}aQ`,
  groq: (r) => `${'gs'}k_${r.alnum(52)}`,
  replicate: (r) => `${'r'}8_${r.alnum(37)}`,
  openrouter: (r) => `${'sk'}-or-v1-${r.hex(64)}`,
  databricks: (r) => `${'da'}pi${r.hex(32)}`,
  'slack app': (r) => `${'xa'}pp-1-${r.upper(11)}-${r.digits(13)}-${r.hex(64)}`,
  discord: (r) => `M${r.alnum(23)}.${r.alnum(6)}.${r.word(38)}`,
  'discord webhook': (r) => around(r.word(68), `https://discord.com/${'api'}/webhooks/${r.digits(18)}/`),
  telegram: (r) => `${r.digits(10)}:${'AA'}${r.word(33)}`,
  square: (r) => `${'sq'}0csp-${r.word(43)}`,
  paypal: (r) => `access_${'token'}$production$${r.lower(16)}$${r.hex(32)}`,
  shopify: (r) => `${'shp'}at_${r.hex(32)}`,
  twilio: (r) => `${'S'}K${r.hex(31)}7`,
  sendgrid: (r) => `${'S'}G.${r.word(22)}.${r.word(43)}`,
  mailgun: (r) => `${'ke'}y-${r.hex(32)}`,
  mailchimp: (r) => `${r.hex(32)}-${'us'}12`,
  brevo: (r) => `${'xkey'}sib-${r.hex(64)}-${r.alnum(16)}`,
  'new relic': (r) => `${'NR'}AK-${r.upper(27)}`,
  datadog: (r) => around(r.hex(32), 'DD_API_KEY: '),
  grafana: (r) => `${'gl'}sa_${r.alnum(32)}_${r.hex(8)}`,
  dynatrace: (r) => `${'dt'}0c01.${r.upper(24)}.${r.upper(64)}`,
  linear: (r) => `${'lin'}_api_${r.alnum(40)}`,
  notion: (r) => `${'nt'}n_${r.digits(11)}${r.alnum(35)}`,
  airtable: (r) => `${'pa'}t${r.alnum(14)}.${r.hex(64)}`,
  figma: (r) => `${'fi'}gd_${r.word(40)}`,
  postman: (r) => `${'PM'}AK-${r.hex(24)}-${r.hex(34)}`,
  plaid: (r) => `access-${'production'}-${uuid(r)}`,
  'age key': (r) => `AGE-${'SECRET'}-KEY-1${r.pick('QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58)}`,
  tailscale: (r) => `${'ts'}key-auth-${r.alnum(12)}-${r.alnum(32)}`,
  planetscale: (r) => `${'psc'}ale_tkn_${r.word(43)}`,
  okta: (r) => around(`00${r.word(40)}`, 'Authorization: SSWS '),
  bearer: (r) => around(r.word(40), 'Authorization: Bearer '),
  'basic header': (r) =>
    around(Buffer.from(`user:${r.alnum(16)}`).toString('base64'), 'Authorization: Basic '),
  netrc: (r) => around(r.alnum(14), 'machine example.org login me password '),
  'connection string': (r) => around(r.alnum(14), 'Server=db;User Id=sa;Password=', ';Encrypt=true'),
  'password hash': (r) => `$2${'b'}$12$${r.pick(`${ALNUM}./`, 53)}`,
  'client secret': (r) => around(r.alnum(32), '"client_secret": "', '"'),
  'redis url': (r) => around(r.alnum(20), 'redis://:', '@cache:6379'),
  'mongo url': (r) => around(r.alnum(16), 'mongodb+srv://app:', '@cluster0.mongodb.net/x'),
  'url token': (r) => around(r.alnum(40), 'https://', '@github.com/x/y.git'),
};

/** Ten places where a secret is found in a prompt; each gives the messages of a request. */
const EMBEDDINGS: Record<string, (text: string) => string[]> = {
  quoted: (text) => [`const value = \`${text}\`;`],
  yaml: (text) => [`services:\n  app:\n    environment:\n      - ${text}\n`],
  url: (text) => [`curl -X POST "https://example.org/hook?x=1&value=${text}" --fail`],
  base64: (text) => [`data:\n  blob: ${Buffer.from(text).toString('base64')}\n`],
  'split over two messages': (text) => [
    `some code ${text.slice(0, text.length / 2)}`,
    `${text.slice(text.length / 2)} more code`,
  ],
  'last line of a passage': (text) => [
    `[p1] src/a.ts:7-8\n7| // set up\n8| ${text}\n\n[p2] src/b.ts:1-1\n1| x();`,
  ],
  minified: (text) => [`var a=1,b="${text}";function c(){return b}`],
  crlf: (text) => [`first\r\n${text}\r\nlast\r\n`],
  diff: (text) => [`--- a/x\n+++ b/x\n@@ -1 +1 @@\n-old\n+${text}\n`],
  'test output': (text) => [`\u001b[31m${text}\u001b[0m\n  1 failing\n`],
};

describe('A41: secrets are found', () => {
  const missed: string[] = [];
  let seeded = 0;
  for (const [group, kinds] of Object.entries({ must: MUST, other: OTHER })) {
    test(`${group}: ${Object.keys(kinds).length} kinds in ${Object.keys(EMBEDDINGS).length} places`, async () => {
      const here: string[] = [];
      for (const [index, [name, kind]] of Object.entries(kinds).entries()) {
        for (const [place, [where, embed]] of Object.entries(EMBEDDINGS).entries()) {
          const made = kind(createRandom(1000 * index + place + 1));
          const { secret, text } = typeof made === 'string' ? { secret: made, text: made } : made;
          const sent = await createSecretFilter().redactMessages(embed(text));
          seeded++;
          if (leaks(sent.texts.join(''), secret)) here.push(`${name} / ${where}`);
          else assert.ok(sent.count > 0 && sent.kinds.length > 0);
        }
      }
      missed.push(...here);
      if (group === 'must') assert.deepEqual(here, []);
    });
  }
  test('at least 98 % of all', () => {
    assert.ok(seeded >= 600);
    assert.ok(missed.length <= seeded * 0.02, `${missed.length} of ${seeded}: ${missed.join(', ')}`);
  });
});

/** True when half of a secret in one piece, plain or in base64, is still there. */
function leaks(sent: string, secret: string): boolean {
  const forms = [
    secret,
    ...[0, 1, 2].map((shift) =>
      Buffer.from('x'.repeat(shift) + secret)
        .toString('base64')
        .slice(4, -4),
    ),
  ];
  const size = Math.max(6, Math.floor(secret.length / 2));
  return forms.some((form) => {
    for (let at = 0; at + size <= form.length; at++)
      if (sent.includes(form.slice(at, at + size))) return true;
    return false;
  });
}

describe('the filter', () => {
  const secretText = fc
    .tuple(fc.constantFrom(...Object.values({ ...MUST, ...OTHER })), fc.nat(1_000_000))
    .map(([kind, seed]) => {
      const made = kind(createRandom(seed));
      return typeof made === 'string' ? made : made.text;
    });
  const anyText = fc
    .array(
      fc.oneof(
        fc.string({ unit: 'grapheme', maxLength: 20 }),
        secretText,
        fc.constantFrom(
          '\n',
          ' ',
          '"',
          '«',
          '»',
          '\\n',
          '12| ',
          'password = ',
          'token: ',
          '«secret:jwt:1-7f3a»',
          '-----',
        ),
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join(''));

  test('redact is idempotent, and restore undoes it', () =>
    fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const filter = createSecretFilter({ nonce: 'aaaa' });
        const once = await filter.redact(text);
        const twice = await filter.redact(once.text);
        assert.equal(twice.text, once.text);
        assert.equal(twice.count, 0);
        assert.equal(filter.restore(once.text), text);
      }),
      { numRuns: 400, seed: 1 },
    ));

  test('a request comes back whole, and is not redacted twice', () =>
    fc.assert(
      fc.asyncProperty(fc.array(anyText, { maxLength: 4 }), async (contents) => {
        const filter = createSecretFilter({ nonce: 'aaaa' });
        const once = await filter.redactMessages(contents);
        assert.deepEqual(
          once.texts.map((text) => filter.restore(text)),
          contents,
        );
        const twice = await filter.redactMessages(once.texts);
        assert.deepEqual(twice.texts, once.texts);
      }),
      { numRuns: 200, seed: 2 },
    ));

  test('the same secret has the same placeholder, also where nothing gives it away', async () => {
    const filter = createSecretFilter({ nonce: '7f3a' });
    const secret = createRandom(5).alnum(14);
    const first = await filter.redact(`db_password: "${secret}"`);
    assert.equal(first.text, 'db_password: "«secret:password:1-7f3a»"');
    assert.deepEqual(first.kinds, ['password']);
    assert.equal(
      (await filter.redact(`log in with ${secret} please`)).text,
      'log in with «secret:password:1-7f3a» please',
    );
    assert.ok(filter.hasPlaceholder(first.text));
    assert.ok(!filter.hasPlaceholder('«secret:password:1-0000»'));
  });

  test('what was learnt is found and never put back', async () => {
    const filter = createSecretFilter({ nonce: '7f3a' });
    filter.learn('plainwords', 'configured-key');
    const { text } = await filter.redact('these are plainwords here');
    assert.equal(text, 'these are «secret:configured-key:1-7f3a» here');
    assert.equal(filter.restore(text), text);
  });

  test('a comment in the repository cannot switch the search off', async () => {
    const secret = `${'gl'}pat-${createRandom(9).alnum(20)}`;
    for (const comment of ['secretlint-disable', 'gitleaks:allow', 'nosec', 'pragma: allowlist secret']) {
      const { text } = await createSecretFilter().redact(`/* ${comment} */ ${secret} // ${comment}`);
      assert.ok(!text.includes(secret), comment);
    }
  });

  test('private keys: line by line, numbered, quoted, and without their begin or end', async () => {
    const r = createRandom(77);
    const body = [...Array.from({ length: 12 }, () => r.base64(64)), `${r.alnum(18)}==`];
    const [begin, end] = [`-----BEGIN RSA ${'PRIVATE'} KEY-----`, `-----END RSA ${'PRIVATE'} KEY-----`];
    const numbered = (lines: string[]) => lines.map((line, index) => `${index + 98}| ${line}`);
    const forms = [
      [begin, ...body, end],
      numbered([begin, ...body, end]),
      [begin, ...body, end].map((line) => `+  "${line}\\n" +`),
      [JSON.stringify({ key: [begin, ...body, end].join('\n') })],
      numbered(['Some text', begin, ...body]),
      numbered([...body, end, 'more text']),
      [begin, 'Proc-Type: 4,ENCRYPTED', 'DEK-Info: AES-128-CBC,0123', '', ...body, end],
    ];
    for (const form of forms) {
      const { text } = await createSecretFilter().redact(form.join('\n'));
      for (const line of body) assert.ok(!text.includes(line.slice(0, 18)), `${text}`);
      assert.equal(text.split('\n').length, form.join('\n').split('\n').length, 'lines stay lines');
    }
  });
});

describe('A42: files that are secrets by their name', () => {
  const secret = [
    '.env',
    '.env.local',
    '.env.production',
    '.ENV',
    'a/b/.env',
    '.envrc',
    'prod.env',
    'server.pem',
    'SERVER.PEM',
    'id_rsa',
    'a/id_ed25519',
    '.netrc',
    '_netrc',
    '.pypirc',
    '.npmrc',
    '.docker/config.json',
    'home/.docker/config.json',
    'kubeconfig',
    '.kube/config',
    'credentials.json',
    '.aws/credentials',
    'terraform.tfstate',
    'x.tfstate.backup',
    'db.kdbx',
    'a.p12',
    'a.pfx',
    'tls.key',
    'x.jks',
    '.git-credentials',
    '.htpasswd',
    '.pgpass',
    '.ssh/deploy',
    'my-service-account.json',
    '.env ',
    '.env.',
    '.env::$DATA',
    'a\\.env',
    '．env',
    'client_secret_123.apps.json',
  ];
  const plain = [
    'src/env.ts',
    'environment.ts',
    'keyboard.ts',
    'src/key.ts',
    'config.json',
    'docs/credentials.md',
    'token.go',
    'README.md',
    'monkey.js',
    'package.json',
    'src/config.json',
    '.ssh/config',
    'public.keys.ts',
    'tsconfig.json',
    'secret.test.ts',
  ];
  for (const path of secret) test(path, () => assert.equal(isSecretPath(path), true));
  for (const path of plain) test(`not ${path}`, () => assert.equal(isSecretPath(path), false));

  test('their content is one line, whole and restorable', async () => {
    const filter = createSecretFilter({ nonce: '7f3a' });
    const text = 'A=1\nB=two\n';
    const redacted = await filter.redact(text, 'deploy/.env.local');
    assert.equal(redacted.text, '«secret:file:1-7f3a»');
    assert.equal((await filter.redact(redacted.text, 'deploy/.env.local')).text, redacted.text);
    assert.equal(filter.restore(redacted.text), text);
    assert.equal((await filter.redact('', '.env')).text, '');
  });
});

test('A43: secrets in file names, remotes and messages', async () => {
  const r = createRandom(43);
  const secret = `${'gh'}p_${r.alnum(36)}`;
  for (const text of [
    `[p1] backup/${secret}.ts:1-2\n1| x`,
    `origin\thttps://x-access-token:${secret}@github.com/a/b.git (fetch)`,
    `Error: request failed for ${secret}: 401`,
  ]) {
    const { texts } = await createSecretFilter().redactMessages([text]);
    assert.ok(!texts.join('').includes(secret));
  }
});

describe('A44: near misses cost linear time', () => {
  // Work is counted by comparing sizes, never by the clock alone: four times the text may cost at most about four times.
  const near = [
    'AKIA',
    'ghp_abc ',
    'sk-ant-',
    'password = "',
    'token: ',
    `-----BEGIN RSA ${'PRIVATE'} KEY-----\n`,
    `-----END RSA ${'PRIVATE'} KEY-----\n`,
    'postgres://a:',
    'https://a:b',
    'eyJhbGciOi.',
    'eyJ',
    'a'.repeat(90),
    '0123456789abcdef',
    'xoxb-1-',
    'SG.a.b',
    'curl -u ',
    '_authToken=',
    '://',
    'key-',
    'login x ',
    'A3-',
    'MNOMNOMNOMNOMNOMNOMNOMNO.',
    '@',
    '\\"',
    '$2b$12$',
    '&token=',
    'aA1-_',
    '==',
    '1234567890:AA',
    'secret_access_key',
    'Private-MAC:',
    'PuTTY-User-Key-File-2:',
    'curl ',
    'Q~Q~',
    'sig=',
    '[p1] .env:1-2\n1| ',
  ];
  const text = (size: number): string => {
    const all = near.join('') + near.map((one) => one.repeat(20)).join('\n');
    return all.repeat(Math.ceil(size / all.length)).slice(0, size);
  };
  const cost = (run: () => unknown): number => {
    const times = Array.from({ length: 3 }, () => {
      const from = process.cpuUsage();
      run();
      const { user, system } = process.cpuUsage(from);
      return user + system;
    });
    return Math.min(...times);
  };

  test('all of them together, 5 MB', async () => {
    const { text: sent } = await createSecretFilter().redact(text(5_000_000));
    assert.ok(sent.length > 0);
  });

  for (const one of near) {
    test(JSON.stringify(one.slice(0, 30)), () => {
      const of = (size: number): string => one.repeat(Math.ceil(size / one.length));
      scanText(of(20_000));
      const small = cost(() => scanText(of(50_000)));
      const large = cost(() => scanText(of(400_000)));
      // Quadratic work would be 64 times as much; a busy machine is given more than twice the linear 8.
      assert.ok(large < Math.max(small, 4_000) * 24, `${small} -> ${large} microseconds of CPU`);
    });
  }
});

test('ordinary code is left alone', async () => {
  const code = [
    'const token = scanner.nextToken();',
    'password: string;',
    'if (password === confirmPassword) return;',
    'type="password" autocomplete="current-password"',
    'const apiKey = process.env.API_KEY;',
    `api_key: $${'{{'} secrets.API_KEY }}`,
    'Authorization: Bearer <token>',
    'token = "your-token-here"',
    'postgres://user:password@localhost/db',
    'integrity sha512-abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/abcdefghijklmnopqrst==',
    '{"version":"d18652a470a91d1e25a2391ab757cd6e153f6e5e","signature":"b755b23d208095e0c029f35efd6802776f0092b2529e293d26c15b8ec1baac3e"}',
    'commit 3f786850e387550fdab836ed7e6dc881de23001b',
    'import { TokenService } from "./token-service2.js";',
    'const AUTH_TOKEN_HEADER = "x-auth-token-v2";',
    'secretKeyRef: { name: db-credentials, key: password }',
    'https://example.com:8080/path@2x.png',
    'git@github.com:org/repo.git',
    'new Token(SyntaxKind.CloseBraceToken, 12)',
    'passwordHash: await hash(password, 10)',
    'version: 1.2.3-beta.4',
    'uuid = "123e4567-e89b-12d3-a456-426614174000"',
  ].join('\n');
  const { text, count, kinds } = await createSecretFilter().redact(code);
  assert.equal(count, 0, `${kinds.join()}: ${text}`);
});

describe('what looks like a secret and is none', () => {
  const r = createRandom(77);
  const begin = "if (line.startsWith('-----BEGIN OPENSSH PRIVATE KEY-----')) return true;\n";
  const texts: Readonly<Record<string, string>> = {
    'the alphabet of base64 below a mark of a key': `${begin}const set = '${UPPER}${LOWER}${DIGITS}+/';\n`,
    'the alphabet of addresses': `${begin}const set = '${DIGITS}${UPPER}${LOWER}-_';\n`,
    'the alphabet of base58': `${begin}SET = "${`${DIGITS}${UPPER}${LOWER}`.replace(/[0OIl]/g, '')}"\n`,
    'the alphabet of base32': `${begin}SET = "${UPPER}234567"\n`,
    'an attribute of a list that is drawn': `<li class="row" data-key="${r.lower(8)}" id="a"></li>\n`,
    'an attribute of a template': `<li data-key='${r.lower(8)}' data-v-${r.hex(8)}>\n`,
    'the key of an entry in YAML': `- key: ${r.hex(32)}\n  value: 3\n`,
    'the key of an entry, quoted': `  - key: "${r.hex(32)}"\n    value: {fileID: 0}\n`,
    'the key of an entry in JSON': `{ "key": "${r.hex(40)}", "value": 12 }\n`,
    'the name of an account': `const accountSid = 'AC${r.hex(32)}';\n`,
    'a text in the letter of code': `<p>Copied to <code>cn-north-1-pkx-1a</code>, or <code>200,202,300-399</code>.</p>\n`,
    'a range of addresses in the letter of code': `<code>169.254.169.252/30</code> <code>o-a1b2c3d4e5/r-f6g7h8i9j0</code>\n`,
    'a token of one request': `"ChangeToken": "${uuid(r)}",\n"ClientRequestToken": "${uuid(r)}",\n`,
    'a rule for passwords in Polish': 'Hasło: co najmniej osiem znaków\n',
    'a rule for passwords in Czech': 'Heslo: alespoň osmnáct znaků, jedna číslice\n',
  };
  for (const [what, text] of Object.entries(texts))
    test(`is left as it is: ${what}`, async () => assert.deepEqual(await scanText(text), []));

  test('but a key between its marks, and one of an entry without a value, are found', async () => {
    const body = r.base64(64);
    const [key] = await scanText(`-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----\n`);
    assert.ok(key && key.end - key.start >= 64);
    assert.ok((await scanText(`- key: ${r.hex(40)}\n  name: prod\n`)).length > 0);
  });

  test('has names of its own, which those of secrets are told from', () => {
    const secret = [
      ...['.sops/age/keys.txt', 'home/.age/identity', 'krb5cc_1000', 'tmp/krb5cc-ann', 'krb5cc'],
      ...['home.nmconnection', 'app.pubxml.user', 'a.publishproj.user', 'proftpdpasswd', 'vsftpd.passwd'],
      ...['.tailscale/state', '.lpass/login', '.splunkrc', 'pubkey-private.pem', 'x.rdp.pwd'],
    ];
    const plain = [
      'pubkey.pem',
      'jwt-public.pem',
      'docs/age/keys.md',
      'src/age/keys.ts',
      'public_key.pem',
      'a.user',
    ];
    assert.deepEqual(
      secret.filter((path) => !isSecretPath(path)),
      [],
    );
    assert.deepEqual(
      plain.filter((path) => isSecretPath(path)),
      [],
    );
  });
});
