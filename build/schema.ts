/** Writes docs/json.schema.json from the schemas of what `--json` prints: `node build/schema.ts`. A test holds the two equal. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { CLI_JSON } from '../src/protocol/cli/documents.ts';

/** One JSON schema: a property for the document of each command, none of them required. What is shared stands once. */
export function cliSchema(): string {
  const { required: _, ...rest } = z.toJSONSchema(z.object(CLI_JSON), { reused: 'ref', io: 'input' });
  const all = { ...rest, title: 'What sightline prints with --json, by command' };
  return `${JSON.stringify(all, undefined, 1)}\n`;
}

if (process.argv[1] === import.meta.filename)
  await writeFile(join(import.meta.dirname, '../docs/json.schema.json'), cliSchema());
