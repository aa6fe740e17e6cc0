/** The ways in which a key that is known turns up in other texts. */

/** Shortest key worth looking for: shorter ones ("none", "ollama") are words, and no secrets. */
export const SHORTEST_KEY = 8;

/**
 * How a key may be written: plain, in small and capital letters, as JSON, percent-encoded in part or as a whole, in hex,
 * and in base64 of both alphabets wherever it stands in the encoded text (`user:key`). The longest first. Empty for a
 * key too short to look for.
 */
export function spellingsOf(key: string): string[] {
  if (key.length < SHORTEST_KEY) return [];
  const bytes = Buffer.from(key);
  const hex = bytes.toString('hex');
  const plain = [key, JSON.stringify(key).slice(1, -1), encodeURIComponent(key)];
  const all = [
    ...plain.flatMap((text) => [text, text.toLowerCase(), text.toUpperCase()]),
    ...[hex, pairs(hex, '%'), pairs(hex, '\\x')].flatMap((text) => [text, text.toUpperCase()]),
    `%${pairs(hex, '%').slice(1).toUpperCase()}`,
    ...base64Of(bytes),
  ];
  return [...new Set(all)].filter((text) => text.length >= SHORTEST_KEY).sort((a, b) => b.length - a.length);
}

const pairs = (hex: string, before: string): string => hex.replace(/../g, (pair) => before + pair);

/** Base64 of bytes behind 0, 1 or 2 others: the characters that only these bytes decide. */
function base64Of(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    const decided = text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
    return [decided, decided.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

/** Finds a key in a text whatever the case, and where single characters of it are escaped. Linear. */
export function keyPattern(key: string): RegExp {
  const chars = [...key].map((char) => {
    const hex = [...Buffer.from(char)].map((byte) => byte.toString(16).padStart(2, '0'));
    const code = char.codePointAt(0)!;
    const escaped = char.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
    const forms = [
      escaped,
      hex.map((byte) => `%${byte}`).join(''),
      hex.map((byte) => `\\\\x${byte}`).join(''),
      `\\\\u${code.toString(16).padStart(4, '0')}`,
      `&#0{0,4}${code};`,
      `&#x0{0,4}${code.toString(16)};`,
    ];
    return `(?:${forms.join('|')})`;
  });
  const spelled = spellingsOf(key).map((text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  return new RegExp([chars.join(''), ...spelled].join('|'), 'gi');
}
