/** Markdown in pieces that can be drawn one by one: an answer that grows redraws its last piece only. */

/**
 * Splits at blank lines outside code fences. Indented lines stay with the piece before them, since they may belong to
 * a list. The pieces joined by a blank line are the text again, up to the number of blank lines.
 */
export function splitBlocks(text: string): string[] {
  const blocks: string[] = [];
  let current: string[] = [];
  let fence: { readonly mark: string; readonly length: number } | undefined;
  let isGap = false;
  for (const line of text.split('\n')) {
    const mark = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line);
    if (!fence && line.trim() === '') {
      isGap = true;
      current.push(line);
      continue;
    }
    if (isGap && !/^\s/.test(line) && current.some((held) => held.trim() !== '')) {
      blocks.push(current.join('\n').trimEnd());
      current = [];
    }
    isGap = false;
    current.push(line);
    if (!mark) continue;
    const [, run, info] = mark;
    if (!fence) {
      if (run![0] === '~' || !info!.includes('`')) fence = { mark: run![0]!, length: run!.length };
    } else if (run![0] === fence.mark && run!.length >= fence.length && info!.trim() === '')
      fence = undefined;
  }
  const last = current.join('\n').trimEnd();
  if (last.trim() !== '') blocks.push(last);
  return blocks;
}

/** As many characters of a code block are drawn at once, about; the rest stands behind its own button. */
const MAX_CODE_CHARS = 10_000;

/** True for a piece that begins with a code fence. */
export function isFenced(block: string): boolean {
  return /^ {0,3}(`{3}|~{3})/.test(block);
}

/** How many pieces fit into a number of characters, at least one. */
export function fitBlocks(blocks: readonly string[], maxBlocks: number, maxChars: number): number {
  let chars = 0;
  for (const [i, block] of blocks.entries()) {
    chars += isFenced(block) ? Math.min(block.length, MAX_CODE_CHARS) : block.length;
    if (i > 0 && (i >= maxBlocks || chars > maxChars)) return i;
  }
  return blocks.length;
}
