/** Files of twenty encodings, in all line endings and with broken bytes, through the whole engine. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import iconv from 'iconv-lite';
import { openHost } from '../../src/host/host.ts';
import { openPlaces } from '../../src/host/stored.ts';
import { readText, textBytes } from '../../src/node/encoding/text.ts';
import { DIST, never } from '../fakes/memory.ts';
import { createTestLog, withTempTree } from '../fakes/tempTree.ts';

interface Written {
  /** As `iconv-lite` calls it. */
  readonly table: string;
  readonly comment: string;
  readonly addBOM?: true;
  /** False for what says by its bytes what it is. */
  readonly isGuessed?: false;
  readonly suffix?: readonly number[];
}

const JAPANESE = 'ユーザー名とパスワードを確認して結果を返す';
const RUSSIAN = 'Проверяет имя пользователя и возвращает результат';
const UNICODE = { comment: `größe ${RUSSIAN}`, isGuessed: false } as const;

const WRITTEN: Readonly<Record<string, Written>> = {
  utf8: { table: 'utf8', ...UNICODE },
  utf8Mark: { table: 'utf8', addBOM: true, ...UNICODE },
  utf16leMark: { table: 'utf16le', addBOM: true, ...UNICODE },
  utf16beMark: { table: 'utf16be', addBOM: true, ...UNICODE },
  utf16le: { table: 'utf16le', comment: 'plain words', isGuessed: false },
  utf32le: { table: 'utf32le', addBOM: true, ...UNICODE },
  utf32be: { table: 'utf32be', addBOM: true, ...UNICODE },
  damaged: { table: 'utf8', comment: `größe ${RUSSIAN}`, suffix: [0x23, 0x20, 0xe3, 0x20, 0x78] },
  gbk: { table: 'gbk', comment: '检查用户名和密码是否正确，然后返回结果' },
  big5: { table: 'big5', comment: '檢查使用者名稱與密碼是否正確' },
  shiftJis: { table: 'shift_jis', comment: `${JAPANESE} 表示` },
  eucJp: { table: 'euc-jp', comment: JAPANESE },
  eucKr: { table: 'euc-kr', comment: '사용자 이름과 암호를 확인하고 결과를 반환한다' },
  windows1250: { table: 'windows-1250', comment: 'Načte nastavení a vrátí výsledek šifrování' },
  windows1251: { table: 'windows-1251', comment: RUSSIAN },
  windows1252: { table: 'windows-1252', comment: 'Vérifie le mot de passe de l’utilisateur' },
  windows1253: { table: 'windows-1253', comment: 'Ελέγχει το όνομα χρήστη και τον κωδικό' },
  windows1254: { table: 'windows-1254', comment: 'Kullanıcı adını ve şifreyi doğrular' },
  windows1255: { table: 'windows-1255', comment: 'בודק את שם המשתמש והסיסמה' },
  windows1256: { table: 'windows-1256', comment: 'يتحقق من اسم المستخدم وكلمة المرور' },
  koi8: { table: 'koi8-r', comment: RUSSIAN },
  cp866: { table: 'cp866', comment: RUSSIAN },
};
const ENDS = { lf: '\n', crlf: '\r\n', cr: '\r' };

interface Made extends Written {
  readonly path: string;
  readonly word: string;
  readonly bytes: Buffer;
}

const FILES: readonly Made[] = Object.entries(WRITTEN).flatMap(([name, written]) =>
  Object.entries(ENDS).map(([ending, end]) => {
    const word = `zebra${name}${ending}fish`;
    const rows = [`# ${written.comment}`, 'import os', `def ${word}():`, `    return os.${word}`, ''];
    const text = iconv.encode(rows.join(end), written.table, { addBOM: written.addBOM === true });
    const bytes = Buffer.concat([text, Buffer.from(written.suffix ?? [])]);
    return { ...written, path: `${name}/${ending}.py`, word, bytes };
  }),
);

describe('files of any encoding and line ending', () => {
  it('are found by their words, shown on their lines, counted when guessed, and come back byte for byte', () =>
    withTempTree(Object.fromEntries(FILES.map(({ path, bytes }) => [path, bytes])), (root) =>
      withTempTree({}, async (home) => {
        assert.ok(Object.keys(WRITTEN).length >= 20);
        const host = await openHost({
          folders: [{ name: 'repo', path: root, uri: pathToFileURL(root).href, exclude: [] }],
          ...{ isTrusted: false, workers: 1, distDir: DIST, log: createTestLog(), model: () => undefined },
          places: openPlaces({ cacheDir: join(home, 'cache'), stateDir: join(home, 'state') }),
        });
        try {
          await host.refresh({ signal: never });
          const engine = host.stored();
          const { files, guessed } = await engine.status();
          assert.deepEqual([files.indexed, files.skipped], [FILES.length, []]);
          assert.deepEqual(
            guessed.map(({ path }) => path).sort(),
            FILES.filter(({ isGuessed }) => isGuessed !== false)
              .map(({ path }) => path)
              .sort(),
          );
          for (const { path, word, comment, bytes } of FILES) {
            const [found] = await engine.symbol(word);
            // What an editor calls the third line is the third one here, a lone CR ends it too.
            assert.deepEqual([found?.path, found?.symbol.startLine], [path, 3], word);
            const { hits } = await engine.search(word, { limit: 1 });
            assert.equal(hits[0]?.path, path, word);
            const own = await engine.search(comment, { limit: 200 });
            // The same words in another line ending are a near-copy: one of them is a hit.
            const [folder] = path.split('/');
            assert.ok(
              own.hits.some((hit) => hit.path.startsWith(`${folder}/`)),
              `${path} by its comment`,
            );
            const decoded = await readText(await readFile(join(root, path)));
            assert.ok(!decoded.binary, path);
            assert.ok(Buffer.from(await textBytes(decoded.text, decoded.encoding)).equals(bytes), path);
            // A third of them is enough: quotes are compared with the same text.
            if (!path.endsWith('/cr.py')) continue;
            for await (const { event } of engine.ask(
              { text: `${word}?`, focus: [], history: [] },
              { signal: never },
            )) {
              if (event.type !== 'done') continue;
              const cited = event.answer.claims.flatMap(({ citations }) => citations);
              const citation = cited.find((one) => one.path === path)!;
              assert.equal(citation.state, 'verified', path);
              assert.ok(citation.quote.includes(comment), `${path}: ${citation.quote}`);
              assert.equal(
                citation.quote.split('\n').length,
                citation.endLine - citation.startLine + 1,
                path,
              );
            }
          }
        } finally {
          await host.close();
        }
      }),
    ));
});
