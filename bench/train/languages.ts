import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LanguageSpec } from '../../src/engine/parse/language.ts';
import type { Hash, Log, Random } from '../../src/engine/ports.ts';
import { createParserPool, type ParserPool, parserFiles } from '../../src/node/parser/pool.ts';
import { ROOT } from '../command.ts';

/** The parsers of the build, and what an index needs beside them. */
export interface LoadedLanguages {
  readonly pool: ParserPool;
  readonly grammars: string;
  readonly hash: Hash;
  readonly random: Random;
}

/** Starts one parser. Build first. Dispose its pool, or the process does not end. */
export function loadLanguages(log: Log): LoadedLanguages {
  const files = parserFiles(join(ROOT, 'dist'));
  const specs = JSON.parse(readFileSync(join(files.grammarsDir, 'languages.json'), 'utf8')) as LanguageSpec[];
  return {
    pool: createParserPool({ ...files, specs, log, workers: 1 }),
    grammars: readFileSync(join(files.grammarsDir, 'version'), 'utf8').trim(),
    hash: { text: (text) => createHash('sha256').update(text).digest('hex').slice(0, 32) },
    random: { hex: (bytes) => randomBytes(bytes).toString('hex') },
  };
}
