/** Writes docs/sightline.1 from the help of the command line: `node build/man.ts`. A test holds the two equal. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MAN_COLUMNS, manPage } from '../src/cli/shell/manPage.ts';
import { createProgram } from '../src/cli/shell/program.ts';

const page = manPage(createProgram(new AbortController().signal, MAN_COLUMNS));
await writeFile(join(import.meta.dirname, '../docs/sightline.1'), page);
