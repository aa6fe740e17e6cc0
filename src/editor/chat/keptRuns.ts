import type { FromPage, ToPage } from '../../protocol/page.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import { say } from '../strings.ts';
import type { Chat } from './chat.ts';
import { conversationOf } from './keptRun.ts';

export interface RunTools {
  readonly engine: EngineClient;
  readonly chat: Chat;
  post(message: ToPage): void;
}

/** Sends the runs on the disk and what was spent to the page. @throws what the engine refuses with */
export async function sendRuns({ engine, post }: RunTools): Promise<void> {
  const [list, totals] = await Promise.all([
    engine.request('sightline/runs', {}),
    engine.request('sightline/spending', {}),
  ]);
  post({ type: 'runs', list, totals });
}

/** Shows a run in its conversation, or in one of its own when none holds it. @throws what the engine refuses with */
export async function openRun({ engine, chat }: RunTools, runId: string): Promise<void> {
  if (chat.openRun(runId)) return;
  const details = await engine.request('sightline/showRun', { runId });
  chat.adopt(conversationOf(details, Date.now(), say));
}

/** Goes on with a run where it was, shown as `openRun` shows it. @throws what the engine refuses with */
export async function resumeRun(tools: RunTools, runId: string): Promise<void> {
  await openRun(tools, runId);
  await tools.chat.resume(runId);
}

/** Removes a run, or all, and sends what is left. @throws what the engine refuses with */
export async function deleteRuns(
  tools: RunTools,
  { runId }: Omit<Extract<FromPage, { type: 'deleteRuns' }>, 'type'>,
): Promise<void> {
  await tools.engine.request('sightline/deleteRuns', runId === undefined ? {} : { runIds: [runId] });
  await sendRuns(tools);
}
