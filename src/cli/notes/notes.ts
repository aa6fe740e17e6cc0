import type { CheckedNote } from '../../protocol/kept/notes.ts';
import { withinWidth } from '../columns.ts';
import { type Context, printJson, withSession } from '../commands.ts';
import { place } from '../renderAnswer.ts';
import { CliError, EXIT } from '../session.ts';
import { shown, type Terminal } from '../terminal.ts';

/** `sightline notes [ID]`: the notes of the folder, each citation checked against the files of now. */
export function notesCommand(context: Context, wanted = ''): Promise<number> {
  return withSession(context, { model: false }, async ({ archive, engine, terminal }) => {
    const notes = (await archive.notes.checked(engine)).filter(({ id }) => id.startsWith(wanted));
    if (context.options.json) printJson(terminal, notes);
    else if (notes.length === 0) terminal.out('No note is kept. Keep one with: sightline notes save RUN\n');
    else
      terminal.out(withinWidth(notes.map((note) => renderNote(note, terminal)).join('\n'), terminal.width));
    return notes.length === 0 ? EXIT.notFound : EXIT.ok;
  });
}

/** `sightline notes save RUN`: keeps the proved claims of the answer of a run. */
export function saveNoteCommand(context: Context, run: string): Promise<number> {
  return withSession(context, { model: false }, async ({ archive, terminal }) => {
    const { answer } = await archive.show(run);
    if (!answer) throw new CliError('This run has no answer yet.', EXIT.notFound);
    const { id, claims } = await archive.notes.save(answer, Date.now());
    if (context.options.json) printJson(terminal, { id, claims: claims.length });
    else
      terminal.out(
        `Kept as note ${id}, with ${claims.length} proved ${claims.length === 1 ? 'claim' : 'claims'}.\n`,
      );
    return EXIT.ok;
  });
}

/** `sightline notes edit ID QUESTION`: puts other words in the place of the question. */
export function editNoteCommand(context: Context, id: string, question: string): Promise<number> {
  return withSession(context, { model: false }, async ({ archive, engine, terminal }) => {
    const kept = await archive.notes.edit(id, question, engine);
    if (context.options.json) printJson(terminal, { id, question: kept });
    else terminal.out(`Note ${shown(id)} is found by these words now: ${shown(kept)}\n`);
    return EXIT.ok;
  });
}

/** `sightline notes delete ID`, or `--all` of the folder. */
export function deleteNotesCommand(context: Context, id = ''): Promise<number> {
  return withSession(context, { model: false }, async ({ archive, terminal }) => {
    if (id === '' && context.options.all !== true)
      throw new CliError('Give the id of a note, or --all for all notes of this folder.', EXIT.usage);
    const removed = await archive.notes.remove(id === '' ? undefined : id);
    if (context.options.json) printJson(terminal, { removed });
    else terminal.out(`Removed ${removed} ${removed === 1 ? 'note' : 'notes'}.\n`);
    return EXIT.ok;
  });
}

function renderNote({ id, atMs, question, claims, isStale }: CheckedNote, terminal: Terminal): string {
  const stale = isStale ? `  ${terminal.style('yellow', '[stale: its code changed]')}` : '';
  const rows = claims.flatMap(({ text, citations }) => [
    `  │ ${shown(text)}\n`,
    ...citations.map((citation) => `    ${place(citation)}  [${citation.state}]\n`),
  ]);
  const day = new Date(atMs).toISOString().slice(0, 10);
  return `${terminal.style('bold', shown(id))}  ${day}${stale}\n  ${shown(question)}\n${rows.join('')}`;
}
