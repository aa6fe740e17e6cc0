import { locatedToOuter, problemToInner } from '../host/fix/places.ts';
import { questionOf } from '../host/focus.ts';
import {
  discoverLocalServers,
  listEndpointModels,
  messageTokens,
  modelInfos,
  type OpenedModel,
} from '../host/models.ts';
import { type PathMap, toInner, toOuter, usesToOuter } from '../host/paths.ts';
import { RefusedError } from '../host/refusals.ts';
import { testModel } from '../host/testModel.ts';
import type { Engine, Log } from '../host/types.ts';
import type { ModelInfo } from '../protocol/data.ts';
import type { ParamsOf, ResultOf } from '../protocol/requests.ts';
import type { Handlers } from './dispatch.ts';
import { measureModel } from './measureModel.ts';
import { noteHandlers } from './noteHandlers.ts';
import { patchHandlers } from './patchHandlers.ts';
import { reviewHandlers } from './reviewHandlers.ts';
import { asked, currentEngine, type Opened, openedEngine, runHandlers } from './runHandlers.ts';
import type { Server } from './server.ts';

/** What each request does: thin, over the engine of the open folders. */
export function createHandlers(server: Server, log: Log): Handlers {
  const opened = (signal: AbortSignal): Promise<Opened> => openedEngine(server, signal);
  const current = (signal: AbortSignal): Promise<Opened> => currentEngine(server, signal);
  return {
    'sightline/configure': (configuration) => server.configure(configuration),
    'sightline/status': async () => ({ roots: server.status() }),
    'sightline/rebuild': async () => {
      await server.rebuild();
      return {};
    },
    'sightline/reconcile': async ({ paths, full }, signal) => {
      const host = await server.host(signal);
      await host.reconcile(
        paths.map(({ root, path }) => host.paths.inner(path, root)),
        full,
      );
      return {};
    },
    ...runHandlers(server),
    ...patchHandlers(server),
    ...noteHandlers(server),
    ...reviewHandlers(server),
    'sightline/preview': (params, signal) => previewOf(server, params, signal),
    'sightline/recheck': async ({ citations }, signal) => {
      const { engine, paths } = await opened(signal);
      const now = await engine.recheck(citations.map((citation) => toInner(paths, citation)));
      return { citations: now.map((citation) => toOuter(paths, citation)) };
    },
    'sightline/search': async ({ question, limit }, signal) => {
      const { engine, paths } = await current(signal);
      const { hits, terms } = await engine.search(question, { limit });
      return { hits: hits.map((hit) => toOuter(paths, hit)), terms };
    },
    'sightline/outline': async ({ root, path }, signal) => {
      const { engine, paths } = await current(signal);
      const outline = await engine.outline(root === undefined && path === '' ? '' : paths.inner(path, root));
      if (!outline) return null;
      return outlineOnWire(outline, paths, root);
    },
    'sightline/architecture': async (_params, signal) => (await current(signal)).engine.architecture(),
    'sightline/uses': async ({ name }, signal) => {
      const { engine, paths } = await current(signal);
      return usesToOuter(paths, await engine.uses(name));
    },
    'sightline/localise': async ({ problem }, signal) => {
      const { engine, paths } = await current(signal);
      return { located: locatedToOuter(paths, await engine.localise(problemToInner(paths, problem))) };
    },
    'sightline/complete': async ({ kind, prefix, limit }, signal) => {
      const { engine, paths } = await opened(signal);
      const { items, total } = await engine.complete(kind, prefix, limit);
      return { items: items.map((item) => toOuter(paths, item)), total };
    },
    'sightline/completeQuery': async ({ before, limit }, signal) =>
      (await opened(signal)).engine.completeQuery(before, limit),
    'sightline/suggest': async (_params, signal) => {
      const { engine } = await opened(signal);
      return { suggestions: await engine.suggest() };
    },
    'sightline/testModel': ({ role }, signal) => {
      server.requireTrust('modelsRestricted');
      return testModel(server.model?.model, role, signal);
    },
    'sightline/measure': (params, signal) => measureModel(server, params, signal),
    'sightline/discover': async (_params, signal) => {
      server.requireTrust('discoveryRestricted');
      const found = await discoverLocalServers(signal);
      log.info(`Model servers on this computer: ${found.map(({ name }) => name).join(', ') || 'none'}.`);
      return { endpoints: found.map((endpoint) => ({ ...endpoint, models: [...endpoint.models] })) };
    },
    'sightline/listModels': (setting, signal) => listModels(server, setting, signal),
    'sightline/clear': async ({ what }) => {
      const index = what !== 'runs';
      await server.clear({ index, state: what !== 'index', endpoints: index });
      return {};
    },
  };
}

/** The names of models at an address that a person is about to choose. */
async function listModels(
  server: Server,
  setting: ParamsOf<'sightline/listModels'>,
  signal: AbortSignal,
): Promise<ResultOf<'sightline/listModels'>> {
  server.requireTrust('discoveryRestricted');
  const { models, failure } = await listEndpointModels(setting, signal);
  return { models: [...models], ...(failure ? { failure } : {}) };
}

type ResultPreview = ResultOf<'sightline/preview'>;

/** What a question would send, and by which route. */
async function previewOf(
  server: Server,
  { question, route: wished, everything }: ParamsOf<'sightline/preview'>,
  signal: AbortSignal,
): Promise<ResultPreview> {
  const { engine, paths, archive } = await currentEngine(server, signal);
  const preview = await archive.preview(engine, questionOf(question, paths), {
    signal,
    ...asked(server, wished, everything),
  });
  if (!preview) throw new RefusedError({ kind: 'route', cause: 'routeDoesNotFit', detail: wished ?? '' });
  const { passages, route, notices } = preview;
  return {
    ...(await asSent(server.model, preview)),
    passages: passages.map((passage) => toOuter(paths, passage)),
    ...{ route, notices },
  };
}

type Planned = NonNullable<Awaited<ReturnType<Engine['preview']>>>;

/** The messages after the same filter that a request passes. Without a model: none, and nothing would leave. */
async function asSent(
  opened: OpenedModel | undefined,
  { messages, passages }: Pick<Planned, 'messages' | 'passages'>,
): Promise<Pick<ResultPreview, 'model' | 'messages' | 'tokens' | 'redactions'>> {
  const model: ModelInfo | undefined = modelInfos(opened?.model).find(({ role }) => role === 'author');
  if (!opened?.model || !model) return { messages: [], tokens: 0, redactions: 0 };
  const { texts, count } = await opened.secrets.redactMessages(messages.map(({ content }) => content));
  const sent = messages.map(({ role }, i) => ({ role, content: texts[i]! }));
  const tokens = messageTokens(sent, (text) => opened.model!.countTokens(text));
  const leftOut = passages.reduce((sum, { secrets = 0 }) => sum + secrets, 0);
  return { model, messages: sent, tokens, redactions: count + (sent.length > 0 ? leftOut : 0) };
}

/** An outline inside one folder has the paths of that folder. */
function outlineOnWire(
  outline: NonNullable<ResultOf<'sightline/outline'>>,
  paths: PathMap,
  root: string | undefined,
): ResultOf<'sightline/outline'> {
  if (root === undefined) return outline;
  const inside = <T extends { readonly path: string }>(item: T): T => ({
    ...item,
    path: paths.outer(item.path).path,
  });
  const whole = inside(outline);
  return {
    ...whole,
    kind: whole.path === '' ? 'repository' : whole.kind,
    folders: outline.folders.map(inside),
    files: outline.files.map(inside),
  };
}
