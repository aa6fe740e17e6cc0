/** What is kept on this computer for folders: where, and how it is removed. */
import { removeCapabilityFile } from '../node/model/settings/capabilityFile.ts';
import { createPlaces, type Places, type RootPlace } from '../node/storage/places.ts';

export type { Places, RootPlace };

/** Where things are kept: as the environment says, or in the given directories. Makes nothing by itself. */
export function openPlaces(
  directories: { cacheDir?: string | undefined; stateDir?: string | undefined } = {},
): Places {
  const { cacheDir, stateDir } = directories;
  return createPlaces({ ...(cacheDir ? { cacheDir } : {}), ...(stateDir ? { stateDir } : {}) });
}

/** What to remove: indexes, runs with notes, and what was learned of endpoints. */
export interface Clearing {
  readonly index?: boolean;
  readonly state?: boolean;
  readonly endpoints?: boolean;
}

/** Removes what is stored of folders. Gives the bytes freed. */
export async function clearStored(
  places: Places,
  folders: readonly RootPlace[],
  { index = false, state = false, endpoints = false }: Clearing,
): Promise<number> {
  if (endpoints) await removeCapabilityFile(places.cacheDir);
  let bytes = 0;
  for (const folder of folders) {
    if (index) bytes += await places.clearIndexes(folder);
    if (state) bytes += await places.clearState(folder);
  }
  return bytes;
}
