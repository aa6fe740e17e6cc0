/** `{"edits": [{"path", "old", "new"}]}`, with `symbol` to say in which definition; or `delete`, or `to` for a new path. */
import * as z from 'zod';
import type { FileEdit, StringEdit } from '../../types.ts';
import { closes, fenceOf, isBlank, messageLines, UnreadableEdits } from './lines.ts';

const EDITS = z.strictObject({
  edits: z
    .array(
      z.union([
        z.strictObject({
          path: z.string().min(1),
          old: z.string(),
          new: z.string(),
          symbol: z.string().optional(),
        }),
        z.strictObject({ path: z.string().min(1), delete: z.literal(true) }),
        z.strictObject({ path: z.string().min(1), to: z.string().min(1) }),
      ]),
    )
    .min(1),
});

/** Reads one document, in a fence or not. @throws UnreadableEdits */
export function readJson(text: string): FileEdit[] {
  const parsed = EDITS.safeParse(documentOf(text));
  if (!parsed.success) throw new UnreadableEdits('malformed');
  const files = new Map<string, { edits: StringEdit[]; to?: string; isDeleted?: boolean }>();
  for (const edit of parsed.data.edits) {
    const file = files.get(edit.path) ?? { edits: [] };
    files.set(edit.path, file);
    if ('delete' in edit) file.isDeleted = true;
    else if ('to' in edit) {
      if (file.to !== undefined) throw new UnreadableEdits('twoPaths');
      file.to = edit.to;
    } else {
      const within = edit.symbol === undefined ? [] : [edit.symbol];
      file.edits.push({ kind: 'text', before: edit.old, after: edit.new, within });
    }
  }
  return [...files].map(([path, { edits, to, isDeleted }]): FileEdit => {
    if (!isDeleted) return { kind: 'edit', path, edits, ...(to === undefined ? {} : { to }) };
    if (edits.length > 0 || to !== undefined) throw new UnreadableEdits('malformed');
    return { kind: 'delete', path };
  });
}

function documentOf(text: string): unknown {
  const { lines } = messageLines(text);
  const from = lines.findIndex((line) => !isBlank(line));
  const fence = from < 0 ? undefined : fenceOf(lines[from]!);
  const end = fence ? lines.findIndex((line, at) => at > from && closes(fence, line)) : lines.length;
  if (end < 0) throw new UnreadableEdits('truncated', lines.length - 1);
  const inside = fence ? lines.slice(from + 1, end).join('\n') : text.replace(/^\ufeff/, '');
  try {
    return JSON.parse(inside) as unknown;
  } catch {
    throw new UnreadableEdits('malformed', Math.max(0, from));
  }
}
