import { RefusedError } from '../host/refusals.ts';
import type { ParamsOf, ResultOf } from '../protocol/requests.ts';
import { currentEngine } from './runHandlers.ts';
import type { Server } from './server.ts';

/** Measures a model and keeps what was found; nothing is sent above what was agreed to. @throws RefusedError */
export async function measureModel(
  server: Server,
  { role, upTo, agreedTokens }: ParamsOf<'sightline/measure'>,
  signal: AbortSignal,
): Promise<ResultOf<'sightline/measure'>> {
  server.requireTrust('modelsRestricted');
  if (!server.model?.model?.info(role))
    throw new RefusedError({ kind: 'notConfigured', cause: 'noModel', role });
  const { engine } = await currentEngine(server, signal);
  const measured = await engine.measure({
    ...{ role, signal },
    ...(upTo === undefined ? {} : { upTo }),
    agree: async ({ tokensIn, tokensOut }) => tokensIn + tokensOut <= agreedTokens,
    onCell: (cell) => server.onMeasuring(cell),
  });
  if (measured) await server.keepMeasured(measured);
  return { measured: measured ?? null };
}
