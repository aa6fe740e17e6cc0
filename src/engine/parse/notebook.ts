/**
 * Jupyter notebooks: the code of every cell with the lines it stands on in the file. A notebook is JSON in which the
 * source of a cell is a list of strings, one for each line of code and, as every tool writes it, one for each line of
 * the file.
 */

export interface Cell {
  readonly type: 'code' | 'markdown' | 'raw';
  readonly text: string;
  /** For each line of the cell's text, the line of the file it stands on. */
  readonly fileLines: readonly number[];
}

export interface Notebook {
  readonly language: string;
  readonly cells: readonly Cell[];
}

/** Reads the cells, or gives undefined when the text is not a notebook. */
export function readNotebook(text: string): Notebook | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  const cells = field(parsed, 'cells');
  if (!Array.isArray(cells)) return undefined;
  const positions = sourceStrings(text);
  const kernel = field(field(field(parsed, 'metadata'), 'kernelspec'), 'language');
  const info = field(field(field(parsed, 'metadata'), 'language_info'), 'name');
  const language = typeof info === 'string' ? info : typeof kernel === 'string' ? kernel : 'python';
  let at = 0;
  const read: Cell[] = [];
  for (const cell of cells) {
    const source = field(cell, 'source');
    const parts =
      typeof source === 'string'
        ? [source]
        : Array.isArray(source)
          ? source.filter((s) => typeof s === 'string')
          : [];
    const type = field(cell, 'cell_type');
    read.push(
      readCell(
        type === 'code' || type === 'markdown' ? type : 'raw',
        parts,
        positions.slice(at, at + parts.length),
      ),
    );
    at += parts.length;
  }
  return { language: language.toLowerCase(), cells: read };
}

function readCell(type: Cell['type'], parts: readonly string[], lines: readonly number[]): Cell {
  const fileLines: number[] = [];
  for (const [i, part] of parts.entries()) {
    const count = part.split('\n').length - (part.endsWith('\n') ? 1 : 0);
    for (let k = 0; k < Math.max(1, count); k++) fileLines.push(lines[i] ?? 1);
  }
  return { type, text: parts.join(''), fileLines };
}

/**
 * The line of each string in the value of each `"source"` key directly inside a cell, in file order. A scanner over
 * the JSON text, since a JSON parser keeps no positions; only called on text that has parsed.
 */
function sourceStrings(text: string): number[] {
  const found: number[] = [];
  const keys: string[] = [];
  let line = 1;
  let depth = 0;
  let key = '';
  let expectKey = false;
  const stack: ('{' | '[')[] = [];
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === '\n') line++;
    else if (c === '"') {
      const end = stringEnd(text, i);
      if (expectKey) key = text.slice(i + 1, end);
      else if (isSource(keys, stack, key)) found.push(line);
      i = end;
    } else if (c === ':') expectKey = false;
    else if (c === ',') expectKey = stack[depth - 1] === '{';
    else if (c === '{' || c === '[') {
      stack[depth] = c;
      keys[depth] = key;
      depth++;
      stack.length = depth;
      expectKey = c === '{';
    } else if (c === '}' || c === ']') {
      depth--;
      stack.length = depth;
      key = keys[depth] ?? '';
      keys.length = depth;
      expectKey = false;
    }
  }
  return found;
}

/** True inside `{cells:[{source: "…" | ["…"]}]}` and nowhere deeper. */
function isSource(keys: readonly string[], stack: readonly string[], key: string): boolean {
  const shape = stack.join('');
  if (shape === '{[{') return keys[1] === 'cells' && key === 'source';
  return shape === '{[{[' && keys[1] === 'cells' && keys[3] === 'source';
}

function stringEnd(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"') return i;
  }
  return text.length;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
