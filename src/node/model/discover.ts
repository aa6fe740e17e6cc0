/** Looks for model servers on this computer, at the addresses they usually have. Asks nobody else. */
import { request } from 'node:http';
import * as z from 'zod';

export interface LocalServer {
  readonly name: string;
  readonly baseUrl: string;
  readonly models: readonly string[];
}

export const LOCAL_SERVERS: readonly { readonly name: string; readonly port: number }[] = [
  { name: 'Ollama', port: 11434 },
  { name: 'LM Studio', port: 1234 },
  { name: 'llama.cpp', port: 8080 },
  { name: 'vLLM', port: 8000 },
];

const LIMIT_MS = 1_500;
const MAX_BYTES = 1_000_000;
const modelList = z.object({ data: z.array(z.object({ id: z.string().min(1).max(300) })) });

/** Those that answer with a list of models, in the order given. Never fails: what does not answer is left out. */
export async function discoverLocalServers(
  signal: AbortSignal,
  servers: typeof LOCAL_SERVERS = LOCAL_SERVERS,
): Promise<LocalServer[]> {
  const found = await Promise.all(
    servers.map(async ({ name, port }) => {
      const models = await listModels(port, signal).catch(() => undefined);
      return models && { name, baseUrl: `http://127.0.0.1:${port}/v1`, models };
    }),
  );
  return found.filter((server) => server !== undefined);
}

function listModels(port: number, signal: AbortSignal): Promise<string[]> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port, path: '/v1/models', signal: limit }, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > MAX_BYTES) response.destroy(new Error('too long'));
      });
      response.on('error', reject);
      response.on('end', () => {
        try {
          const { data } = modelList.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
          resolve(data.map(({ id }) => id));
        } catch (error) {
          reject(error);
        }
      });
    });
    call.on('error', reject);
    call.end();
  });
}
