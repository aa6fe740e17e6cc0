/** A hostile answer in the real view of the editor (threats A21 to A31): nothing runs, nothing is asked of the network. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { payloads } from '../webview/payloads.ts';
import { useEditor } from './host/index.ts';
import { EVIDENCE, modelSettings, QUESTION, SHOP, SidebarPage, withEndpoint } from './sidebar.ts';

/** So many payloads in one claim, and claims in one reply: a longer one is stopped, and told. */
const CLAIM = 25;
const REPLY = 3;

describe('a hostile answer', () => {
  const editor = useEditor();

  it('runs nothing, asks nothing of the network, and shows what is hidden', async (t) => {
    const asked: string[] = [];
    const canary = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end();
    });
    await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
    const all = payloads(`http://127.0.0.1:${(canary.address() as AddressInfo).port}`);
    assert.ok(all.length >= 200, `${all.length} payloads`);
    const claims = Array.from({ length: Math.ceil(all.length / CLAIM) }, (_, i) => ({
      text: `${all.slice(i * CLAIM, (i + 1) * CLAIM).join('\n\n')}\n\nHidden: [\u202e\u200b\u{e0041}].`,
      evidence: [{ id: 'p1', startLine: 7, endLine: 7, quote: EVIDENCE }],
    }));
    const replies = Array.from({ length: Math.ceil(claims.length / REPLY) }, (_, i) => ({
      ...{ answerable: true, missing: [], evidence: ['p1'] },
      claims: claims.slice(i * REPLY, (i + 1) * REPLY),
    }));
    let next = 0;
    try {
      await withEndpoint(
        (endpoint) =>
          editor.withFolder(t, SHOP, { user: modelSettings(endpoint.baseUrl) }, async (workbench) => {
            const sidebar = await SidebarPage.open(workbench);
            // What a payload would call; a dialogue of the page counts as well.
            await sidebar.page.evaluate(() => {
              const ran: string[] = [];
              Object.assign(window, { ran, xss: (what: unknown) => ran.push(String(what)) });
            });
            const dialogs: string[] = [];
            workbench.page.on('dialog', (dialog) => {
              dialogs.push(dialog.message());
              void dialog.dismiss();
            });
            for (const [i, reply] of replies.entries()) {
              await sidebar.ask(QUESTION);
              await sidebar.turns.nth(i).waitFor();
              await sidebar.ended();
              await sidebar.shows(/Hidden: \[⟨U\+202E⟩⟨U\+200B⟩⟨U\+E0041⟩\]/);
              assert.equal(await sidebar.lastTurn.locator('.claim').count(), reply.claims.length);
              for (const link of await sidebar.lastTurn.locator('.claim a').all())
                assert.match((await link.getAttribute('href')) ?? '', /^(?:https?:|mailto:|#|$)/i);
            }
            assert.deepEqual(await sidebar.page.evaluate(() => Reflect.get(window, 'ran') as unknown), []);
            await workbench.reload();
            const again = await SidebarPage.open(workbench);
            await again.shows(/Hidden: \[⟨U\+202E⟩/);
            assert.deepEqual(dialogs, []);
            assert.deepEqual(asked, []);
            assert.deepEqual(workbench.outsideRequests, []);
          }),
        { script: () => ({ text: JSON.stringify(replies[next++]) }) },
      );
    } finally {
      canary.close();
    }
  });
});
