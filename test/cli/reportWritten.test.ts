/** `sightline report --write` as a process, with a model over real HTTP: price first, proof, gaps, one section in depth, resume. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Answer } from '../../src/engine/types.ts';
import { type RecordedRequest, startEndpoint } from '../fakes/endpoint.ts';
import { parsePassages } from '../fakes/oracle.ts';
import { withRepository } from './process.ts';

const TREE = {
  'README.md': '# Shop\n\nThe shop sells things to people over a small server.\n',
  'src/cli.ts':
    "import { price } from './price.ts';\nimport { send } from './send.ts';\n\nexport const total = price(1) + send(2);\n",
  'src/price.ts': 'export function price(value: number): number {\n  return value * 2;\n}\n',
  'src/send.ts': 'export function send(value: number): number {\n  return value + 40;\n}\n',
};

/** A paragraph with the first telling line of the first passage. */
function paragraph({ prompt }: Pick<RecordedRequest, 'prompt'>): { readonly text: string } {
  const isTelling = ({ text }: { readonly text: string }): boolean => /[a-z]{4}.*[a-z]{4}/.test(text);
  const passage = parsePassages(prompt).find(({ lines }) => lines.some(isTelling))!;
  const { line, text } = passage.lines.find(isTelling)!;
  const evidence = [{ id: passage.id, startLine: line, endLine: line, quote: text }];
  const claims = [{ text: `It is told by **${passage.path}**.`, evidence }];
  return { text: JSON.stringify({ answerable: true, sections: [{ heading: 'Part', level: 1, claims }] }) };
}

describe('sightline report --write', () => {
  it('tells the price, asks, writes a document with links, and tells what it missed', () =>
    withRepository(TREE, async (run) => {
      let isDown = false;
      const endpoint = await startEndpoint({
        script: (request) =>
          isDown && request.prompt.includes('Section again: Where it begins')
            ? { status: 401, body: '{}' }
            : paragraph(request),
      });
      try {
        const env = { SIGHTLINE_BASE_URL: endpoint.baseUrl, SIGHTLINE_MODEL: 'm', SIGHTLINE_API_KEY: 'k' };
        const report = (...args: readonly string[]) => run(['report', ...args], env);
        assert.equal((await report('--write', 'novel')).code, 2);
        const lone = await report('--section', 'entry');
        assert.deepEqual([lone.code, lone.err], [2, '--section belongs to --write KIND.\n']);
        const bare = await run(['report', '--write', 'guide']);
        assert.equal(bare.code, 2);
        assert.match(bare.err, /needs a model/);
        const plan = await report('--write', 'architecture', '--dry-run');
        assert.match(
          plan.out,
          /^Would write a report: .* has \d sections; \d calls, up to [\d,]+ tokens.*Nothing was sent\.\n$/,
        );
        assert.equal((await report('--missed')).code, 2);
        assert.equal(endpoint.requests.length, 0);
        isDown = true;
        const partial = await report('--write', 'architecture', '--markdown', '--yes');
        assert.match(partial.out, /^# How the repository is built\n/);
        assert.match(partial.out, /\*Not written: the model could not be asked\.\*/);
        const [, id] = /sightline runs resume (\w+)/.exec(partial.err) ?? [];
        assert.ok(id, partial.err);
        isDown = false;
        const written = endpoint.requests.length;
        const rest = JSON.parse((await run(['runs', 'resume', id, '--json', '--yes'], env)).out) as Answer;
        assert.equal(rest.status, 'complete');
        const { sections = [] } = rest.report ?? {};
        const sent = endpoint.requests
          .slice(written)
          .map(({ prompt }) => /^Section again: (.*)$/m.exec(prompt)?.[1]);
        assert.ok(sent.includes('Where it begins') && sent.length < sections.length, sent.join());
        const document = await report('--write', 'guide', '--yes', '--markdown');
        assert.equal(document.code, 0, document.err);
        assert.match(document.out, /^# A guide for somebody who is new here$/m);
        assert.match(document.out, /^## Where to begin reading$/m);
        assert.match(document.out, /\[`src\/cli\.ts:1`\]\(src\/cli\.ts#L1\)/);
        assert.match(document.out, /^## What no section cites$/m);
        const before = endpoint.requests.length;
        const deep = await report(
          '--write',
          'architecture',
          '--section',
          'folder:src/',
          '--width',
          '90',
          '--yes',
        );
        assert.equal(deep.code, 0, deep.err);
        assert.equal(endpoint.requests.length, before + 1);
        assert.match(endpoint.requests.at(-1)!.prompt, /Write it in depth/);
        assert.match(deep.out, /Part/);
        assert.match(deep.out, /What no section cites/);
        assert.match((await report('--missed')).out, /^Lines of \d of 3 source files are cited\./);
        const none = await report('--write', 'guide', '--section', 'nothing');
        assert.equal(none.code, 2);
        assert.match(none.err, /no such section; it has overview, /);
      } finally {
        await endpoint.close();
      }
    }));
});
