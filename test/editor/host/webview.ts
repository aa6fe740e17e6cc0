/** The page of a webview: an iframe that VS Code serves, and in it the iframe with the extension's own document. */
import type { Frame, Locator, Page } from 'playwright-core';
import { START_LIMIT_MS, waitFor } from './waiting.ts';

/** The extension's document. A webview that is hidden without being retained goes away: look for it again then. */
export type Webview = Frame;

/** Waits until the webview of an extension has loaded its document, and returns that. */
export function findWebview(page: Page, extensionId: string): Promise<Webview> {
  return waitFor(
    `a webview of ${extensionId}`,
    async () => {
      for (const outer of await outerFrames(page, extensionId)) {
        const inner = outer.childFrames().find((frame) => frame.name() === 'active-frame');
        // The inner frame is made as "pending-frame" and renamed when its document has loaded.
        const found = inner ?? (await innerByElement(outer));
        if (found && (await found.evaluate(() => document.readyState)) === 'complete') return found;
      }
      return undefined;
    },
    START_LIMIT_MS,
  );
}

/** The page of an extension with a heading, in whichever panel it is. */
export const pageOf = ({ page }: { readonly page: Page }, heading: string): Promise<Webview> =>
  waitFor(`the page ${heading}`, async () => {
    for (const frame of page.frames()) {
      const isIt = await frame
        .getByRole('heading', { level: 1, name: heading, exact: true })
        .isVisible()
        .catch(() => false);
      if (isIt) return frame;
    }
    return undefined;
  });

async function outerFrames(page: Page, extensionId: string): Promise<Frame[]> {
  const wanted = extensionId.toLowerCase();
  const found: Frame[] = [];
  for (const frame of page.frames()) {
    if (new URL(frame.url() || 'about:blank').searchParams.get('extensionId')?.toLowerCase() !== wanted)
      continue;
    const element = await frame.frameElement();
    if (await element.isVisible()) found.push(frame);
  }
  return found;
}

async function innerByElement(outer: Frame): Promise<Frame | undefined> {
  const element = await outer.$('iframe#active-frame');
  return (await element?.contentFrame()) ?? undefined;
}

/** The element that holds the webview in the window, for pictures and sizes. */
export async function webviewElement(page: Page, extensionId: string): Promise<Locator> {
  const frames = await outerFrames(page, extensionId);
  if (frames.length === 0) throw new Error(`No webview of ${extensionId} is shown`);
  const name = await (await frames[0]!.frameElement()).getAttribute('name');
  return page.locator(`iframe[name="${name}"]`);
}
