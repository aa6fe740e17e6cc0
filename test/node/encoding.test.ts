import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import type { Encoding } from '../../src/engine/types.ts';
import { decodeBytes, encodeText, hashBytes, needsTables } from '../../src/node/encoding/encoding.ts';
import { readText, textBytes } from '../../src/node/encoding/text.ts';

const utf8 = (text: string) => Buffer.from(text, 'utf8');
const le = (text: string) => Buffer.from(text, 'utf16le');
const be = (text: string) => Buffer.from(text, 'utf16le').swap16();
const join = (...parts: (Buffer | number[])[]) => Buffer.concat(parts.map((part) => Buffer.from(part)));
const wide = (text: string, isLittle: boolean): number[] =>
  [...text].flatMap((character) => {
    const code = character.codePointAt(0)!;
    const bytes = [code & 255, (code >> 8) & 255, code >> 16, 0];
    return isLittle ? bytes : bytes.reverse();
  });
const BOM8 = [0xef, 0xbb, 0xbf];
const LE = [0xff, 0xfe];
const BE = [0xfe, 0xff];

const TEXTS: [string, Buffer, Encoding][] = [
  ['empty', utf8(''), 'utf8'],
  ['one newline', utf8('\n'), 'utf8'],
  ['only newlines', utf8('\n\n\n'), 'utf8'],
  ['ascii', utf8('let a = 1;\n'), 'utf8'],
  ['no final newline', utf8('a\nb'), 'utf8'],
  ['CRLF', utf8('a\r\nb\r\n'), 'utf8'],
  ['CR only', utf8('a\rb\r'), 'utf8'],
  ['mixed line ends', utf8('a\r\nb\nc\rd'), 'utf8'],
  ['LF CR', utf8('a\n\rb'), 'utf8'],
  ['line separators', utf8('a\u2028b\u2029c\u0085d'), 'utf8'],
  ['umlauts', utf8('größe = "ü"\n'), 'utf8'],
  ['CJK', utf8('// 漢字かな\n'), 'utf8'],
  ['emoji ZWJ', utf8('👩‍👩‍👧‍👦\n'), 'utf8'],
  ['NFD', utf8('e\u0301\n'), 'utf8'],
  ['bidi', utf8('a\u202eb\u202c\n'), 'utf8'],
  ['tags', utf8('a\u{e0041}\n'), 'utf8'],
  ['replacement character', utf8('a\ufffdb'), 'utf8'],
  ['noncharacters', utf8('\ufffe\uffff'), 'utf8'],
  ['mark inside', utf8('a\ufeffb'), 'utf8'],
  ['tabs and form feeds', utf8('a\tb\fc\vd'), 'utf8'],
  ['escape sequences', utf8('\x1b[31mred\x1b[0m\n'), 'utf8'],
  ['NUL after 8 KB', join(Buffer.alloc(9000, 'a'), [0], utf8('z')), 'utf8'],
  ['long line', Buffer.alloc(100_000, 'x'), 'utf8'],
  ['BOM only', Buffer.from(BOM8), 'utf8-bom'],
  ['BOM', join(BOM8, utf8('a\r\n')), 'utf8-bom'],
  ['two BOMs', join(BOM8, BOM8, utf8('a')), 'utf8-bom'],
  ['UTF-16LE', join(LE, le('using System;\r\n')), 'utf16le'],
  ['UTF-16LE mark only', Buffer.from(LE), 'utf16le'],
  ['UTF-16LE CJK', join(LE, le('漢字\n')), 'utf16le'],
  ['UTF-16LE lone high surrogate', join(LE, le('a\ud800b\n')), 'utf16le'],
  ['UTF-16LE lone low surrogate', join(LE, le('a\udc00')), 'utf16le'],
  ['UTF-16LE two marks', join(LE, LE, le('ab')), 'utf16le'],
  ['UTF-16BE', join(BE, be('using System;\r\n')), 'utf16be'],
  ['UTF-16BE lone surrogates', join(BE, be('\udc00\ud800 text')), 'utf16be'],
  ['UTF-16BE emoji', join(BE, be('👍 text\r')), 'utf16be'],
  ['UTF-16LE without mark', le('hello world\r\n'), 'utf16le-bare'],
  ['UTF-16BE without mark', be('hello world\r\n'), 'utf16be-bare'],
  ['UTF-32LE', join([0xff, 0xfe, 0, 0], wide('漢字 👍\r\n', true)), 'utf32le'],
  ['UTF-32BE', join([0, 0, 0xfe, 0xff], wide('漢字 👍\r\n', false)), 'utf32be'],
  ['one broken byte', join(utf8('größe = 1 # Länge, Höhe\n'), [0xe3], utf8(' x\n')), 'utf8-damaged'],
  ['UTF-8 cut in a character', utf8('größe, länge, höhe').subarray(0, -3), 'utf8-damaged'],
  [
    'a surrogate in UTF-8',
    join(utf8('größe wäre schön, nähme Öl: '), [0xed, 0xa0, 0x80], utf8('ääää')),
    'utf8-damaged',
  ],
  ['an overlong slash', join(utf8('größe wäre schön'), [0xc0], utf8('b')), 'utf8-damaged'],
];

for (const [name, bytes, encoding] of TEXTS) {
  test(`a file comes back byte for byte: ${name}`, async () => {
    const decoded = await readText(bytes);
    assert.equal(decoded.binary ? 'binary' : decoded.encoding, encoding);
    assert.ok(!decoded.binary);
    assert.ok(Buffer.from(await textBytes(decoded.text, decoded.encoding)).equals(bytes));
  });
}

/** What comments of code say, in languages that are written in an encoding from before Unicode. */
const LEGACY: Readonly<Record<string, readonly [encoding: Encoding, comments: readonly string[]]>> = {
  gbk: ['gb18030', ['读取配置文件', '检查用户名和密码是否正确，然后返回结果', '保存失败时重试三次']],
  big5: ['big5', ['讀取設定檔', '檢查使用者名稱與密碼是否正確', '儲存失敗時重試三次']],
  shift_jis: [
    'shift_jis',
    ['設定を読み込む', 'ユーザー名とパスワードを確認して結果を返す', '表示する項目の一覧'],
  ],
  'euc-jp': ['euc-jp', ['設定を読み込む', 'ユーザー名とパスワードを確認して結果を返す']],
  'euc-kr': ['euc-kr', ['설정을 읽는다', '사용자 이름과 암호를 확인하고 결과를 반환한다']],
  'windows-1251': ['windows-1251', ['Читает настройки', 'Проверяет имя пользователя и возвращает результат']],
  'koi8-r': ['koi8-r', ['Читает настройки', 'Проверяет имя пользователя и возвращает результат']],
  cp866: ['ibm866', ['Читает настройки', 'Проверяет имя пользователя и возвращает результат']],
  'iso-8859-5': ['iso-8859-5', ['Читает настройки', 'Проверяет имя пользователя']],
  'windows-1250': [
    'windows-1250',
    ['Příliš žluťoučký kůň úpěl ďábelské ódy', 'Načte nastavení a vrátí výsledek šifrování'],
  ],
  'windows-1252': [
    'windows-1252',
    ['Größe prüfen und zurückgeben', 'Vérifie le mot de passe de l’utilisateur'],
  ],
  'windows-1253': ['windows-1253', ['Ελέγχει το όνομα χρήστη και τον κωδικό']],
  'windows-1254': ['windows-1254', ['Kullanıcı adını ve şifreyi doğrular']],
  'windows-1255': ['windows-1255', ['קורא את ההגדרות', 'בודק את שם המשתמש והסיסמה']],
  'windows-1256': ['windows-1256', ['يقرأ الإعدادات', 'يتحقق من اسم المستخدم وكلمة المرور']],
  'windows-1257': ['windows-1257', ['Nuskaito nustatymus ir grąžina reikšmę', 'Pārbauda lietotāja vārdu']],
  'windows-874': ['windows-874', ['อ่านการตั้งค่า', 'ตรวจสอบชื่อผู้ใช้และรหัสผ่าน']],
};
const ENDS = ['\n', '\r\n', '\r'];

/** A module whose comments are in a language. */
const moduleOf = (comment: string, end: string): string =>
  [`# ${comment}`, 'def load_settings():', '    return zebrafish', ''].join(end);

for (const [table, [encoding, comments]] of Object.entries(LEGACY))
  for (const [i, comment] of comments.entries())
    test(`a text is read as what it was written in: ${table}, ${i + 1}`, async () => {
      for (const end of ENDS) {
        const text = moduleOf(comment, end);
        const bytes = iconv.encode(text, table);
        const decoded = await readText(bytes);
        assert.ok(!decoded.binary);
        assert.equal(decoded.text, text);
        // Encodings that differ in other characters only are as good.
        assert.ok(Buffer.from(await textBytes(decoded.text, decoded.encoding)).equals(bytes));
        if (i === comments.length - 1 && end === '\n') assert.equal(decoded.encoding, encoding);
      }
    });

test('a few letters that tell no language are Western', async () => {
  for (const text of [
    'café = 1\r\n',
    '# straße\n',
    'name = "José García"\n',
    '© 2020 Müller\n',
    '// 25°C\n',
    '“quoted”\n',
  ])
    assert.deepEqual(await readText(iconv.encode(text, 'windows-1252')), { text, encoding: 'windows-1252' });
});

test('a text that switches between character sets is read and comes back', async () => {
  const jis = Buffer.from('# \x1b$BF|K\\8l\x1b(B: x\ndef f(): pass\n', 'latin1');
  const decoded = await readText(jis);
  assert.deepEqual(decoded, { text: '# 日本語: x\ndef f(): pass\n', encoding: 'iso-2022-jp' });
  assert.ok(Buffer.from(await textBytes('# 日本語: x\ndef f(): pass\n', 'iso-2022-jp')).equals(jis));
  const terminal = utf8('\x1b[31mred\x1b[0m\n');
  assert.deepEqual(await readText(terminal), { text: terminal.toString(), encoding: 'utf8' });
});

test('a few broken bytes do not make a text another one', async () => {
  const text = moduleOf('ユーザー名とパスワードを確認して結果を返す'.repeat(4), '\n');
  for (const table of ['shift_jis', 'euc-jp']) {
    const bytes = Buffer.concat([iconv.encode(text, table), Buffer.from([0x81, 0x0a])]);
    const decoded = await readText(bytes);
    assert.ok(!decoded.binary && decoded.text.startsWith(text), table);
    // What is lost cannot be written back: it is refused, never replaced.
    await assert.rejects(textBytes(decoded.text, decoded.encoding), RangeError);
  }
});

test('what an editor is set to read files with counts where nothing else tells', async () => {
  const bytes = Buffer.from([0x23, 0x20, 0xe4, 0xf6, 0xfc, 0x0a]);
  const asRussian = await readText(bytes, { encoding: 'windows1251', isGuessedFirst: false });
  assert.deepEqual(asRussian, { text: '# дць\n', encoding: 'windows-1251' });
  // UTF-8 is no matter of opinion, and bytes that an encoding does not have are not read with it.
  assert.deepEqual(await readText(utf8('größe\n'), { encoding: 'windows1252' }), {
    text: 'größe\n',
    encoding: 'utf8',
  });
  const japanese = iconv.encode(moduleOf('設定を読み込む', '\n'), 'euc-jp');
  const decoded = await readText(japanese, { encoding: 'shiftjis', isGuessedFirst: true });
  assert.equal(decoded.binary ? '' : decoded.text, moduleOf('設定を読み込む', '\n'));
  assert.equal((await readText(japanese, { encoding: 'no such' })).binary, undefined);
});

test('line ends stay in the text and marks do not', () => {
  const crlf = decodeBytes(join(BOM8, utf8('a\r\nb\rc\n')));
  assert.deepEqual(crlf, { text: 'a\r\nb\rc\n', encoding: 'utf8-bom' });
  const wide = decodeBytes(join(LE, le('a\ud800')));
  assert.deepEqual(wide, { text: 'a\ud800', encoding: 'utf16le' });
});

const BINARIES: [string, Buffer][] = [
  ['NUL', utf8('a\0b')],
  ['NUL at the end of 8 KB', join(Buffer.alloc(8191, 'a'), [0])],
  ['PNG', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d])],
  ['ELF', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0])],
  ['control characters', Buffer.from([1, 2, 3, 4, 5, 6, 14, 15, 65, 66])],
  ['UTF-16 with NUL', join(LE, le('a\0b'))],
  ['odd UTF-16', join(LE, le('ab'), [65])],
  ['UTF-32 cut in a character', Buffer.from([0xff, 0xfe, 0, 0, 65, 0, 0])],
  ['UTF-32 beyond Unicode', Buffer.from([0, 0, 0xfe, 0xff, 0x7f, 0, 0, 65])],
];

for (const [name, bytes] of BINARIES) {
  test(`binary: ${name}`, () => assert.equal(decodeBytes(bytes).binary, true));
}

const ANY_BYTES = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.string({ unit: 'binary', maxLength: 100 }).map(utf8),
  fc.string({ unit: 'binary', maxLength: 100 }).map((text) => join(LE, le(text))),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => join(BE, be(String.fromCharCode(...units)))),
  fc.uint8Array({ min: 32, maxLength: 300 }),
  fc.array(fc.constantFrom('a', '\r\n', '\n', '\r', 'é', '𝒳')).map((parts) => le(parts.join(''))),
);

test('any bytes are binary or come back unchanged', () => {
  fc.assert(
    fc.property(ANY_BYTES, (file) => {
      const decoded = decodeBytes(file);
      if (!decoded.binary) assert.ok(Buffer.from(encodeText(decoded.text, decoded.encoding)).equals(file));
    }),
    { seed: 7, numRuns: process.env.SOAK ? 100_000 : 3_000 },
  );
});

test('any bytes come back unchanged from a guess, or are not written at all', async () => {
  await fc.assert(
    fc.asyncProperty(ANY_BYTES, async (file) => {
      const decoded = await readText(file);
      if (decoded.binary) return;
      const written = textBytes(decoded.text, decoded.encoding);
      if (decoded.text.includes('\ufffd') && needsTables(decoded.encoding))
        await assert.rejects(written, RangeError);
      else assert.ok(Buffer.from(await written).equals(file));
    }),
    { seed: 7, numRuns: process.env.SOAK ? 10_000 : 200 },
  );
});

test('a character without bytes in the encoding is an error, not a substitute', () => {
  assert.throws(() => encodeText('a\ud800', 'utf8'), RangeError);
  assert.throws(() => encodeText('a\ud800', 'utf8-bom'), RangeError);
  assert.throws(() => encodeText('→', 'latin1'), RangeError);
  assert.equal(encodeText('a\ud800', 'utf16le').length, 6);
});

test('the hash is of the bytes, 32 hex characters', () => {
  assert.equal(hashBytes(utf8('')), 'e3b0c44298fc1c149afbf4c8996fb924');
  assert.notEqual(hashBytes(utf8('a\n')), hashBytes(utf8('a\r\n')));
});
