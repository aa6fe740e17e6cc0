/** The sidebar as tests use it: a small repository, a scripted model, and the parts of the page by their names. */
import { after, before, type TestContext } from 'node:test';
import type { Locator } from 'playwright-core';
import {
  type Endpoint,
  type EndpointOptions,
  type RecordedRequest,
  startEndpoint,
} from '../fakes/endpoint.ts';
import type { TempSpec } from '../fakes/tempTree.ts';
import {
  type ChildInfo,
  descendantsOf,
  type Probe,
  SIGHTLINE,
  START_LIMIT_MS,
  STEP_LIMIT_MS,
  type useEditor,
  type Webview,
  type Workbench,
  waitFor,
} from './host/index.ts';

/** A shop: three files that hold the answer to `QUESTION`, and one that does not. */
export const SHOP = {
  'src/price.ts': `export interface Item {
  readonly cents: number;
  readonly count: number;
}

/** Sums the items of a cart, without shipping. */
export function totalPrice(items: readonly Item[]): number {
  return items.reduce((sum, item) => sum + item.cents * item.count, 0);
}
`,
  'src/shipping.ts': `import { type Item, totalPrice } from './price.ts';

const FREE_FROM_CENTS = 5_000;

/** Carts from fifty euros on travel free. */
export function shippingCost(items: readonly Item[]): number {
  return totalPrice(items) >= FREE_FROM_CENTS ? 0 : 490;
}
`,
  'src/checkout.ts': `import { type Item, totalPrice } from './price.ts';
import { shippingCost } from './shipping.ts';

export function checkout(items: readonly Item[]): { total: number } {
  return { total: totalPrice(items) + shippingCost(items) };
}
`,
  'README.md': '# Shop\n\nA small shop: carts, prices and shipping.\n',
} as const;

export const QUESTION = 'When is shipping free, and how does `shippingCost` decide it?';
export const EVIDENCE = 'return totalPrice(items) >= FREE_FROM_CENTS ? 0 : 490;';
/** Where the evidence stands, 1-based. */
export const EVIDENCE_LINE = 7;
export const ANSWER =
  'Shipping is free when the total of the cart reaches the limit; below it, it costs 490 cents.';

/** A key that only these tests use. */
export const TEST_KEY = 'key-of-the-editor-tests';

const ORACLE = [{ question: QUESTION, evidence: [EVIDENCE], answer: ANSWER }];

/** Runs `work` with an endpoint that knows the answer to `QUESTION`. */
export async function withEndpoint(
  work: (endpoint: Endpoint) => Promise<void>,
  options: EndpointOptions = {},
): Promise<void> {
  const endpoint = await startEndpoint({
    oracle: ORACLE,
    ...options,
  });
  try {
    await work(endpoint);
  } finally {
    await endpoint.close();
  }
}

export type StalledAnswer = ModelWindow & { readonly sidebar: SidebarPage };

/** The user's settings that make Sightline use an endpoint. */
export function modelSettings(baseUrl: string): Record<string, unknown> {
  return {
    'sightline.model': 'endpoint',
    'sightline.author.baseUrl': baseUrl,
    'sightline.author.model': 'test-model',
  };
}

export interface ModelWindow {
  readonly endpoint: Endpoint;
  /** The requests since the test began. */
  readonly asked: () => readonly RecordedRequest[];
  readonly workbench: Workbench;
  readonly folder: string;
}

/**
 * A window on `spec` with a model that knows the answer to `QUESTION`, which the tests of a file use in turn. Each
 * finds the endpoint without faults.
 */
export function shareModel(
  editor: ReturnType<typeof useEditor>,
  spec: TempSpec,
  oracle: EndpointOptions['oracle'] = ORACLE,
) {
  let endpoint: Endpoint;
  const user: Record<string, unknown> = {};
  before(async () => {
    endpoint = await startEndpoint({ oracle });
    Object.assign(user, modelSettings(endpoint.baseUrl));
  });
  after(() => endpoint?.close());
  const inWindow = editor.shareFolder(spec, { user });
  const withModel = (t: TestContext, work: (parts: ModelWindow) => Promise<void>): Promise<void> =>
    inWindow(t, (workbench, folder) => {
      const begin = endpoint.requests.length;
      for (const fault of Object.keys(endpoint.faults)) Reflect.deleteProperty(endpoint.faults, fault);
      return work({ endpoint, workbench, folder, asked: () => endpoint.requests.slice(begin) });
    });
  /**
   * Runs `work` where `QUESTION` was asked and the answer stopped coming after its first words. It goes on for later
   * questions once `endpoint.faults.stall` is deleted.
   */
  const withStalledAnswer = (t: TestContext, work: (parts: StalledAnswer) => Promise<void>): Promise<void> =>
    withModel(t, async (parts) => {
      parts.endpoint.faults.stall = 3_000;
      const sidebar = await SidebarPage.openEmpty(parts.workbench);
      await sidebar.ask(QUESTION);
      await sidebar.shows(/Shipping is free/);
      await work({ ...parts, sidebar });
    });
  return { withModel, withStalledAnswer };
}

/** The open view, and what a person finds in it. */
export class SidebarPage {
  readonly page: Webview;

  private constructor(page: Webview) {
    this.page = page;
  }

  /** Shows the view and waits until the index of the folder is ready. */
  static async open(workbench: Workbench): Promise<SidebarPage> {
    await workbench.openViewContainer('Sightline');
    const sidebar = new SidebarPage(await workbench.webview(SIGHTLINE));
    await sidebar.box.waitFor({ timeout: START_LIMIT_MS });
    return sidebar;
  }

  /** Shows the view in a window that was used before: with an empty conversation and an empty box. */
  static async openEmpty(workbench: Workbench): Promise<SidebarPage> {
    const sidebar = await SidebarPage.open(workbench);
    if ((await sidebar.turns.count()) > 0) await sidebar.button(/^New conversation/).click();
    await sidebar.turns.first().waitFor({ state: 'detached' });
    await sidebar.box.fill('');
    const chips = sidebar.page.locator('.composer .mention');
    for (let left = await chips.count(); left > 0; left--) {
      await chips.first().getByRole('button').last().click();
      await waitFor('a mention to be gone', async () => (await chips.count()) < left);
    }
    return sidebar;
  }

  get box(): Locator {
    return this.page.locator('.composer textarea');
  }

  get stop(): Locator {
    return this.page.getByRole('button', { name: 'Stop (Escape)' });
  }

  get turns(): Locator {
    return this.page.locator('.turn');
  }

  get lastTurn(): Locator {
    return this.turns.last();
  }

  async ask(question: string): Promise<void> {
    // Words go where the focus is: a picker that closes just then gives it to the page, and they are lost on the way.
    await waitFor('the question in the box', async () => {
      await this.box.fill(question, { timeout: STEP_LIMIT_MS });
      return (await this.box.inputValue()) === question;
    });
    await this.box.press('Enter');
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name }).first();
  }

  /** Waits until the last answer is complete and shows a claim in this state. */
  async answered(state = 'verified'): Promise<void> {
    await this.lastTurn.locator(`.claim.${state}`).first().waitFor({ timeout: START_LIMIT_MS });
  }

  /** Waits until the last run has ended, in whatever way. */
  async ended(): Promise<void> {
    const again = this.lastTurn.getByRole('button', { name: 'Ask again', exact: true }).first();
    await again.waitFor({ timeout: START_LIMIT_MS });
  }

  /** Waits until the page shows this text. */
  async shows(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).first().waitFor({ timeout: START_LIMIT_MS });
  }
}

const SERVER = /sightline\.sightline[^ ]*[/\\]dist[/\\]server\.js/;

/** The engine's processes below a window's extension host; one, unless it is not running. */
export async function engineProcesses(workbench: Workbench): Promise<ChildInfo[]> {
  const probe = await workbench.probe();
  return descendantsOf(probe.info.pid).filter(({ command }) => SERVER.test(command));
}

/** The text of the report that a command opened, which stays selected. */
export function openedReport(probe: Probe): Promise<string> {
  return waitFor('a report', async () => {
    if ((await probe.ask('activeEditor'))?.scheme !== 'sightline-report') return undefined;
    await probe.ask('command', { command: 'editor.action.selectAll' });
    return (await probe.ask('activeEditor'))?.selectedText || undefined;
  });
}
