/** A repository whose files hold secrets that the search knows well: what is tried with it is the doors, not the search. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordedRequest, ScriptedReply } from './endpoint.ts';
import { parsePassages } from './oracle.ts';
import { CORPUS } from './secretCorpus/corpus.ts';
import { type Sample, sampleOf } from './secretCorpus/kind.ts';

/** Kinds of half a, by theme. The last three are keys of many lines. */
const KINDS = [
  ['providers', 'github fine grained token'],
  ['providers', 'azure storage connection string'],
  ['services', 'slack bot token in node'],
  ['services', 'supabase service role'],
  ['languages', 'python dataclass default'],
  ['languages', 'java static final'],
  ['languages', 'go raw string'],
  ['configs', 'toml'],
  ['requests', 'jdbc sqlserver'],
  ['requests', 'har request header'],
  ['blocks', 'block in a javascript array'],
  ['blocks', 'heredoc key'],
  ['blocks', 'go test key'],
] as const;

/** A file of the repository, with a word that no other file has in its first and in its last line. */
export interface Door {
  readonly path: string;
  readonly text: string;
  /** The secrets that stand in it, a line each. */
  readonly secrets: readonly string[];
  /** Its first and its last word. */
  readonly first: string;
  readonly last: string;
}

/** The files for one seed. Other seeds give the same files with other secrets. */
export function secretDoors(seed: number): Door[] {
  return KINDS.map(([theme, kind], at) => {
    const sample = sampleOf(CORPUS.a.themes[theme]![kind]!, seed * KINDS.length + at);
    const [first, last] = [`harbour${at}gate`, `lighthouse${at}lamp`];
    return {
      path: `door${at}/${sample.path}`,
      text: `# It begins at ${first}.\n${sample.text}# It ends at ${last}.\n`,
      secrets: secretsOf(sample),
      first,
      last,
    };
  });
}

const secretsOf = ({ text, secrets }: Sample): string[] =>
  secrets.map(({ start, end }) => text.slice(start, end));

/** The files as a tree. */
export const doorFiles = (doors: readonly Door[]): Record<string, string> =>
  Object.fromEntries(doors.map(({ path, text }) => [path, text]));

/** Parts of a secret of this length give it away, and none stands anywhere by chance. */
const TELLING = 10;

/** The secrets of which a part can be read in a text. */
export function leakedIn(text: string, doors: readonly Door[]): string[] {
  return doors.flatMap(({ path, secrets }) =>
    secrets.flatMap((secret) => {
      for (let at = 0; at + TELLING <= secret.length; at++)
        if (text.includes(secret.slice(at, at + TELLING))) return [`${path}: ${secret}`];
      return [];
    }),
  );
}

/** The secrets of which a part stands in a file of a folder, or of those below it; none where there is no folder. */
export async function leakedBelow(folder: string, doors: readonly Door[]): Promise<string[]> {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const texts = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => readFile(join(entry.parentPath, entry.name), 'utf8')),
  );
  return texts.flatMap((text) => leakedIn(text, doors));
}

/** Repeats each mark of the prompt, and cites the line that says most beside its mark. */
export function repeatMarks({ prompt }: RecordedRequest): ScriptedReply {
  const marks = [...new Set(prompt.match(MARKS))];
  const saysMost = parsePassages(prompt)
    .flatMap(({ id, lines }) =>
      lines.map(({ line, text }) => ({ id, startLine: line, endLine: line, quote: text })),
    )
    .filter(({ quote }) => marks.length === 0 || quote.includes('«secret:'))
    .sort((one, other) => plainLength(other.quote) - plainLength(one.quote))
    .slice(0, 1);
  return {
    text: JSON.stringify({
      answerable: true,
      missing: [],
      evidence: saysMost.map(({ id }) => id),
      claims: [{ text: `It is ${marks.join(' or ')}.`, evidence: saysMost }],
    }),
  };
}

const MARKS = /«secret:[^»]+»/g;
const plainLength = (text: string): number => text.replace(MARKS, '').length;
