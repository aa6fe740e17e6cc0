/** The build's gate for licences. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { writeLicences } from '../../build/licences.ts';
import { withTempTree } from '../fakes/tempTree.ts';

const bundleOf = (name: string, bytesInOutput = 9) => ({
  outputs: {
    'out.js': {
      bytes: 9,
      imports: [],
      exports: [],
      inputs: { [`node_modules/${name}/lib/index.js`]: { bytesInOutput } },
    },
  },
});

function collect(manifest: Record<string, unknown>, bytesInOutput = 9): Promise<string> {
  const spec = {
    'node_modules/@a/b/package.json': JSON.stringify({ name: '@a/b', version: '1.2.3', ...manifest }),
    ...(manifest.hasText === false ? {} : { 'node_modules/@a/b/LICENSE.md': 'The text.\r\n' }),
  };
  return withTempTree(spec, async (root) => {
    const outfile = join(root, 'licences.txt');
    await writeLicences({ root, metafiles: [bundleOf('@a/b', bytesInOutput)], packages: [], outfile });
    return readFile(outfile, 'utf8');
  });
}

describe('the licences of a build', () => {
  it('are written with name, version, id and text', async () => {
    assert.match(await collect({ license: 'MIT' }), /^@a\/b 1\.2\.3\nLicence: MIT\n=+\n\nThe text\.$/m);
    assert.match(
      await collect({ license: '(MPL-2.0 OR Apache-2.0)' }),
      /Licence: \(MPL-2\.0 OR Apache-2\.0\)/,
    );
  });

  it('leave out what tree shaking left out', async () => {
    assert.doesNotMatch(await collect({ license: 'MIT' }, 0), /@a\/b/);
  });

  it('fail a build with a package that has none, or none that is fit', async () => {
    await assert.rejects(collect({}), /names no licence/);
    await assert.rejects(collect({ license: 'MIT', hasText: false }), /without the text/);
    for (const license of ['GPL-3.0', 'MIT AND GPL-3.0', 'UNLICENSED', 'CC-BY-4.0', 'SEE LICENSE IN x'])
      await assert.rejects(collect({ license }), /not among the permissive/, license);
  });
});
