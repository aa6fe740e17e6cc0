/** Entry of the sidebar page: connects it to the extension host. */
import './elements/noEval.ts';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import '@vscode-elements/elements/dist/vscode-progress-ring/index.js';
import { createTranslate } from '../present/answer/strings.ts';
import { type Draft, draft, parseToPage } from '../protocol/page.ts';
import { SidebarPage } from './frame/page.ts';

interface HostApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): HostApi;

const api = acquireVsCodeApi();
const app = document.getElementById('app') ?? document.body;
let page: SidebarPage | undefined;

function keptDraft(): Draft | undefined {
  const parsed = draft.safeParse(api.getState());
  const isEmpty = !parsed.success || (parsed.data.text === '' && parsed.data.mentions.length === 0);
  return isEmpty ? undefined : parsed.data;
}

/** The page is built when its strings are known: before the first state there is nothing to say. */
function receive(value: unknown): void {
  const parsed = parseToPage(value);
  if (!parsed.ok) {
    console.error(`Sightline: a message was refused: ${parsed.field} ${parsed.problem}`);
    return;
  }
  if (!page && parsed.message.type === 'state') {
    const { strings } = parsed.message.state;
    const locale = document.documentElement.lang || undefined;
    page = new SidebarPage(
      app,
      {
        post: (message) => api.postMessage(message),
        keepDraft: (kept) => api.setState(kept),
        keptDraft: keptDraft(),
      },
      createTranslate(strings, locale),
    );
  }
  page?.receive(parsed.message);
}

window.addEventListener('message', ({ data }: MessageEvent<unknown>) => receive(data));
api.postMessage({ type: 'ready' });
