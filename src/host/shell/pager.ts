import { realpath } from 'node:fs/promises';
import { showInPager as show } from '../../node/shell/pager.ts';

/** Shows a text in the pager of a person; false, with nothing shown, where there is none. `folder` brings no pager. */
export async function showInPager(text: string, folder: string): Promise<boolean> {
  const realRoot = await realpath(folder).catch(() => undefined);
  return realRoot !== undefined && (await show(text, { realRoot, env: process.env }));
}
