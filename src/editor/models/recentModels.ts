/** An endpoint with its model, as it was chosen before. */
export interface RecentModel {
  readonly baseUrl: string;
  readonly model: string;
}

/** Where the recent ones are kept: in this editor, for all windows. */
export interface RecentStore {
  get(key: string): unknown;
  update(key: string, value: unknown): Thenable<void>;
}

const KEY = 'sightline.recentModels';
const MOST = 5;

/** The models that were chosen lately, the last one first. What is stored in another form counts as nothing. */
export function recentModels(store: Pick<RecentStore, 'get'>): RecentModel[] {
  const stored = store.get(KEY);
  if (!Array.isArray(stored)) return [];
  return stored.filter(
    (one): one is RecentModel => typeof one?.baseUrl === 'string' && typeof one?.model === 'string',
  );
}

/** Puts a model before the others. */
export async function noteRecent(store: RecentStore, { baseUrl, model }: RecentModel): Promise<void> {
  const others = recentModels(store).filter((one) => one.baseUrl !== baseUrl || one.model !== model);
  await store.update(KEY, [{ baseUrl, model }, ...others].slice(0, MOST));
}
