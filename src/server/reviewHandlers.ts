import { runSettings } from '../host/archive/asking.ts';
import { nextBaseline } from '../host/review/reports.ts';
import { reviewWanted } from '../host/review/reviewing.ts';
import type { ParamsOf, ResultOf } from '../protocol/requests.ts';
import type { REVIEW_REQUESTS, ShownRule } from '../protocol/review/requests.ts';
import type { Handlers } from './dispatch.ts';
import { currentEngine, openedEngine } from './runHandlers.ts';
import type { Server } from './server.ts';

/** What is asked of reviews. A baseline is written where a person asks for it, and not in Restricted Mode. */
export function reviewHandlers(server: Server): Pick<Handlers, keyof typeof REVIEW_REQUESTS> {
  return {
    'sightline/review': (params, signal) =>
      server.reviews.run(params.runId, signal, (own) => reviewOf(server, params, own)),
    'sightline/dismissFinding': async ({ fingerprint, rule, path, dismissal }, signal) => {
      server.requireTrust('baselineRestricted');
      const { baselines } = await server.host(signal);
      if (dismissal) await baselines.keep({ fingerprint, rule, path, state: 'dismissed', dismissal });
      else await baselines.forget({ fingerprint, path });
      return {};
    },
    'sightline/writeBaseline': async ({ report }, signal) => {
      server.requireTrust('baselineRestricted');
      const { baselines } = await server.host(signal);
      const { known } = await baselines.read();
      return { paths: await baselines.replace(nextBaseline(report, known)) };
    },
    'sightline/fixOwn': async ({ findings }, signal) => {
      const { engine, paths } = await currentEngine(server, signal);
      const { files = [], fixed = [], left = [] } = (await engine.fixOwn(findings, { signal })) ?? {};
      const placed = files.map((file) => ({ file, ...paths.outer(file.path) }));
      const folders = [...Map.groupBy(placed, ({ root }) => root)].map(([root, own]) => ({
        ...(root === undefined ? {} : { root }),
        files: own.map(({ file, path }) => ({ ...file, path })),
      }));
      return { folders, fixed: [...fixed], left: [...left] };
    },
    'sightline/rule': async ({ id }, signal) => {
      const { engine } = await openedEngine(server, signal);
      const rule = await engine.rule(id, { signal });
      return { rule: rule ? shownOf(rule) : null };
    },
  };
}

async function reviewOf(
  server: Server,
  { runId, wish, before, judged }: ParamsOf<'sightline/review'>,
  signal: AbortSignal,
): Promise<ResultOf<'sightline/review'>> {
  try {
    const { engine, paths, archive } = await currentEngine(server, signal);
    const { baselines } = await server.host(signal);
    // Of a whole repository, a person sees the price first, however small it is.
    const settings = { ...runSettings(server.asking), confirmTokens: 0 };
    const decide = server.decisions.deciderFor(runId);
    return await reviewWanted({ engine, paths, archive, baselines }, wish, before, {
      signal,
      onProgress: (progress) => server.onReviewing({ runId, progress }),
      ...(judged ? { judge: { ...judged, runId, settings, decide } } : {}),
    });
  } catch (error) {
    if (signal.aborted) return { type: 'stopped' };
    throw error;
  }
}

/** Without what only the engine reads. */
function shownOf(rule: ShownRule): ShownRule {
  const { id, family, title, severity, path, origin, message, looksFor, doesNotClaim } = rule;
  const { languages, kind, isOn, like, bad, good, fixes } = rule;
  return {
    ...{ id, family, title, severity, path, origin, message, looksFor, doesNotClaim },
    ...{ languages, kind, isOn, like, bad, good, fixes },
  };
}
