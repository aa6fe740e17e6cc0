/** A test-only extension: answers questions of the tests from inside the extension host, over HTTP on this machine. */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { ExtensionContext } from 'vscode';
import { answers, recordFileEvents } from './answers.ts';
import { createLagSampler } from './lag.ts';
import { registerMemoryFiles } from './memoryFiles.ts';
import { PROBE_DIR_VARIABLE, type ProbeAddress } from './protocol.ts';

export async function activate(context: ExtensionContext): Promise<void> {
  const folder = process.env[PROBE_DIR_VARIABLE];
  if (folder === undefined) return;
  context.subscriptions.push(registerMemoryFiles());
  const lag = createLagSampler();
  const files = recordFileEvents();
  const calls = answers(lag, files);
  const token = randomBytes(16).toString('hex');
  const server = createServer((request, response) => {
    const reply = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    if (request.headers.authorization !== token) return reply(403, { error: 'wrong token' });
    readJson(request)
      .then(async ({ call, args }) => {
        const answer = calls[call];
        if (answer === undefined) throw new Error(`The probe has no call named ${call}`);
        return answer(args);
      })
      .then((value) => reply(200, { value: value ?? null }))
      .catch((error: unknown) =>
        reply(200, { error: error instanceof Error ? error.message : String(error) }),
      );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const file = join(folder, `${process.pid}.json`);
  const address: ProbeAddress = { pid: process.pid, port, token, startedAt: Date.now() };
  await writeFile(`${file}.new`, JSON.stringify(address));
  await rename(`${file}.new`, file);
  context.subscriptions.push(lag, files, {
    dispose() {
      rmSync(file, { force: true });
      server.close();
      server.closeAllConnections();
    },
  });
}

async function readJson(request: IncomingMessage): Promise<{ call: string; args: unknown }> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as { call: string; args: unknown };
}
