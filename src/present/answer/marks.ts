/**
 * Marks of ours in the text of a stranger: `[verified]` and its kin say what was checked, so nobody else may write them
 * where they stand beside text.
 */

/** The words of the four states in every language of the program, as `skeleton` gives them. */
const STATES = /^(?:verified|reanchored|unproved|staie|gepruft|neuverankert|unbeiegt|veraitet)$/;
const OPEN = '[\\[\\uff3b\\u2e22\\u2045\\u27e6\\u2772\\u3010\\u3014\\u3016\\u3018\\u301a\\u300c\\ufe5d]';
const CLOSE = '[\\]\\uff3d\\u2e23\\u2046\\u27e7\\u2773\\u3011\\u3015\\u3017\\u3019\\u301b\\u300d\\ufe5e]';
/** An opening bracket that is no index, and up to the next closing one. */
const BRACKETED = new RegExp(
  `(?<![\\p{L}\\p{N}_$])\\\\?${OPEN}([^${OPEN.slice(1)}{1,80}?)\\\\?${CLOSE}`,
  'gu',
);

/** Letters that look like small Latin ones, beyond what compatibility decomposition resolves. */
const LOOK_ALIKES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{ a: 'аɑαᴀ', b: 'ьʙв', c: 'сϲᴄ', d: 'ԁɗᴅ', e: 'еҽєεᴇ℮', f: 'ғſꜰƒ', g: 'ɡցɢ', h: 'һհʜн' },
    ...{ i: 'іıɩιӏ1lǀ|ɪ', k: 'кκᴋ', m: 'мᴍ', n: 'пηոɴ', o: 'оοօσᴏ0', p: 'рρᴘ', r: 'гɾʀᴦ', s: 'ѕꜱ' },
    ...{ t: 'тτᴛ', u: 'υսᴜц', v: 'ѵνᴠ', x: 'хχ', y: 'уүʏγ', z: 'ᴢ' },
  }).flatMap(([plain, alike]) => [...alike].map((char) => [char, plain] as const)),
);

/** The text with the closing bracket of each mark that looks like one of ours shown by `shown`. Linear. */
export function breakMarks(text: string, shown: (char: string) => string): string {
  return text.replace(BRACKETED, (whole, inner: string) =>
    STATES.test(skeleton(inner.split(/[:：(]/, 1)[0]!))
      ? `${whole.slice(0, -1)}${shown(whole.at(-1)!)}`
      : whole,
  );
}

/** True when something in a text looks like a mark of ours. */
export const holdsMark = (text: string): boolean => breakMarks(text, () => '') !== text;

/** How a short text looks: small letters of one script, without accents, blanks and punctuation. `l` reads as `i`. */
function skeleton(text: string): string {
  const plain = text.normalize('NFKD').toLowerCase();
  return [...plain]
    .map((char) => LOOK_ALIKES.get(char) ?? char)
    .join('')
    .replace(/[^a-z]/g, '');
}
