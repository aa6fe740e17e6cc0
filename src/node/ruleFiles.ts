import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The files of the product's rules, from the folder of the build, sorted by path (`rules/<family>/<id>.md`). */
export async function readRuleFiles(distDir: string): Promise<readonly { path: string; text: string }[]> {
  const families = (await readdir(join(distDir, 'rules'))).sort();
  const paths = await Promise.all(
    families.map(async (family) =>
      (await readdir(join(distDir, 'rules', family))).sort().map((name) => `rules/${family}/${name}`),
    ),
  );
  return await Promise.all(
    paths.flat().map(async (path) => ({ path, text: await readFile(join(distDir, path), 'utf8') })),
  );
}
