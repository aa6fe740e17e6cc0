import { runSettings } from '../host/archive/asking.ts';
import { fixEventToOuter, problemToInner } from '../host/fix/places.ts';
import { questionOf } from '../host/focus.ts';
import type { Host } from '../host/host.ts';
import { detailsToOuter, eventToOuter, type PathMap } from '../host/paths.ts';
import type { Engine } from '../host/types.ts';
import { routeOfWord } from '../present/routes.ts';
import type { NumberedEvent } from '../protocol/data.ts';
import type { NumberedFixEvent } from '../protocol/fix.ts';
import type { ParamsOf } from '../protocol/requests.ts';
import type { Handlers } from './dispatch.ts';
import type { Server } from './server.ts';

type RunMethods =
  | 'sightline/ask'
  | 'sightline/resume'
  | 'sightline/fix'
  | 'sightline/stop'
  | 'sightline/decide'
  | 'sightline/runs'
  | 'sightline/showRun'
  | 'sightline/deleteRuns'
  | 'sightline/spending';

/** What is asked of runs: those under way, and those on disk. */
export function runHandlers(server: Server): Pick<Handlers, RunMethods> {
  return {
    'sightline/ask': async (params) => {
      server.runs.start(params.runId, (signal) => askSteps(server, params, signal));
      return { runId: params.runId };
    },
    'sightline/fix': async (params) => {
      server.fixes.start(params.runId, (signal) => fixSteps(server, params, signal));
      return { runId: params.runId };
    },
    'sightline/resume': async ({ runId }) => {
      server.runs.start(runId, (signal) => resumeSteps(server, runId, signal));
      return { runId };
    },
    'sightline/decide': async ({ runId, choice }) => {
      server.decisions.answer(runId, choice);
      return {};
    },
    'sightline/runs': async (_params, signal) => (await server.host(signal)).archive.list(),
    'sightline/showRun': async ({ runId }, signal) => {
      const { archive, paths } = await server.host(signal);
      return detailsToOuter(paths, await archive.show(runId));
    },
    'sightline/deleteRuns': async ({ runIds }, signal) => (await server.host(signal)).archive.remove(runIds),
    'sightline/spending': async (_params, signal) => (await server.host(signal)).archive.spending.totals(),
    'sightline/stop': async ({ runId }) => {
      server.runs.stop(runId);
      server.fixes.stop(runId);
      server.reviews.stop(runId);
      return {};
    },
  };
}

export interface Opened {
  readonly engine: Engine;
  readonly paths: PathMap;
  readonly archive: Host['archive'];
}

/** The engine of the open folders, once its index is of use, and how their paths are called outside it. */
export async function openedEngine(server: Server, signal: AbortSignal): Promise<Opened> {
  return openedOf(await server.host(signal), signal);
}

/** The same with all that changed until now: for whoever asks what the files say. */
export async function currentEngine(server: Server, signal: AbortSignal): Promise<Opened> {
  return openedOf(await server.caughtUp(signal), signal);
}

async function openedOf(host: Host, signal: AbortSignal): Promise<Opened> {
  return { engine: await host.engine(signal), paths: host.paths, archive: host.archive };
}

/** The events of one question: waits for the index first, so that a question asked at once is not an empty search. */
async function* askSteps(
  server: Server,
  { runId, question, route, everything }: ParamsOf<'sightline/ask'>,
  signal: AbortSignal,
): AsyncGenerator<NumberedEvent> {
  const host = await server.caughtUp(signal);
  const { paths, archive } = host;
  const { settings, ...wished } = asked(server, route, everything);
  const inner = questionOf(question, paths);
  const isFree = !wished.route && !everything && question.report === undefined;
  const { engine, isSoFar } = isFree
    ? await host.engineFor(inner, { signal, ...asked(server, route, everything) })
    : { engine: await host.engine(signal), isSoFar: false };
  const decide = server.decisions.deciderFor(runId);
  // Of a report a person sees the price first, however small it is.
  const confirm = question.report ? { confirmTokens: 0 } : {};
  const options = { ...{ signal, runId, decide, isSoFar }, ...wished, settings: { ...settings, ...confirm } };
  for await (const step of archive.ask(engine, inner, options))
    yield { ...step, event: eventToOuter(paths, step.event) };
}

/** The events of one repair. */
async function* fixSteps(
  server: Server,
  { runId, problem, budgetTokens, turn = 0 }: ParamsOf<'sightline/fix'>,
  signal: AbortSignal,
): AsyncGenerator<NumberedFixEvent> {
  const { engine, paths, archive } = await currentEngine(server, signal);
  const wished = budgetTokens ?? server.asking.budgetTokens;
  const settings = { turn, ...(wished === undefined ? {} : { budgetTokens: wished }) };
  const options = { signal, runId, settings };
  for await (const step of archive.fix(engine, problemToInner(paths, problem), options))
    yield { ...step, event: fixEventToOuter(paths, step.event) };
}

/** The events of a run that goes on from its record. */
async function* resumeSteps(
  server: Server,
  runId: string,
  signal: AbortSignal,
): AsyncGenerator<NumberedEvent> {
  const { engine, paths, archive } = await currentEngine(server, signal);
  const decide = server.decisions.deciderFor(runId);
  for await (const step of archive.resume(engine, {
    signal,
    runId,
    decide,
    settings: runSettings(server.asking),
  }))
    yield { ...step, event: eventToOuter(paths, step.event) };
}

/** How a question is asked: as the person wants it now, else as it is configured. */
export function asked(
  { asking }: Server,
  route: string | undefined,
  everything: true | undefined,
): Pick<NonNullable<Parameters<Engine['ask']>[1]>, 'settings' | 'route'> {
  return {
    route: route ?? (asking.route && routeOfWord(asking.route)),
    // Much is read: what holds most of the rank of the question, or all of it.
    settings: { ...runSettings(asking), ...(everything ? { rankShare: 1 } : {}) },
  };
}
