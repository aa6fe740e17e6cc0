import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeBytes, encodeText, hashBytes, type TextEncoding } from '../../src/node/workspace/encoding.ts';

const utf8 = (text: string) => Buffer.from(text, 'utf8');
const le = (text: string) => Buffer.from(text, 'utf16le');
const be = (text: string) => Buffer.from(text, 'utf16le').swap16();
const join = (...parts: (Buffer | number[])[]) => Buffer.concat(parts.map((part) => Buffer.from(part)));
const BOM8 = [0xef, 0xbb, 0xbf];
const LE = [0xff, 0xfe];
const BE = [0xfe, 0xff];

const TEXTS: [string, Buffer, TextEncoding][] = [
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
  ['Latin-1', Buffer.from('stra\xdfe caf\xe9\n', 'latin1'), 'latin1'],
  ['Windows-1252 quotes', Buffer.from('\x93quoted\x94 \x80 5\r\n', 'latin1'), 'latin1'],
  ['Shift-JIS', Buffer.from([0x93, 0xfa, 0x96, 0x7b, 0x8c, 0xea, 0x0a]), 'latin1'],
  ['UTF-8 cut in a character', utf8('größe').subarray(0, 3), 'latin1'],
  ['surrogate in UTF-8', join(utf8('a'), [0xed, 0xa0, 0x80], utf8('b')), 'latin1'],
  ['overlong slash', join(utf8('a'), [0xc0, 0xaf], utf8('b')), 'latin1'],
];

for (const [name, bytes, encoding] of TEXTS) {
  test(`a file comes back byte for byte: ${name}`, () => {
    const decoded = decodeBytes(bytes);
    assert.equal(decoded.binary ? 'binary' : decoded.encoding, encoding);
    assert.ok(!decoded.binary);
    assert.ok(Buffer.from(encodeText(decoded.text, decoded.encoding)).equals(bytes));
  });
}

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
  ['UTF-32LE', Buffer.from([0xff, 0xfe, 0, 0, 65, 0, 0, 0])],
  ['UTF-32BE', Buffer.from([0, 0, 0xfe, 0xff, 0, 0, 0, 65])],
];

for (const [name, bytes] of BINARIES) {
  test(`binary: ${name}`, () => assert.equal(decodeBytes(bytes).binary, true));
}

test('any bytes are binary or come back unchanged', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.string({ unit: 'binary', maxLength: 100 }).map(utf8),
    fc.string({ unit: 'binary', maxLength: 100 }).map((text) => join(LE, le(text))),
    fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => join(BE, be(String.fromCharCode(...units)))),
    fc.uint8Array({ min: 32, maxLength: 300 }),
    fc.array(fc.constantFrom('a', '\r\n', '\n', '\r', 'é', '𝒳')).map((parts) => le(parts.join(''))),
  );
  fc.assert(
    fc.property(bytes, (file) => {
      const decoded = decodeBytes(file);
      if (!decoded.binary) assert.ok(Buffer.from(encodeText(decoded.text, decoded.encoding)).equals(file));
    }),
    { seed: 7, numRuns: process.env.SOAK ? 100_000 : 3_000 },
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
