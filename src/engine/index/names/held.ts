const MOST_HELD = 20_000;

/** Values that are made when they are first asked for; held up to a limit, then all are let go. */
export function held<K, V>(values: Map<K, V>, key: K, make: () => V, most = MOST_HELD): V {
  let value = values.get(key);
  if (value === undefined) {
    value = make();
    if (values.size >= most) values.clear();
    values.set(key, value);
  }
  return value;
}
