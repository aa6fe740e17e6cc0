/** `sightline move`: a file to another path, with the imports that can mean nothing else, as one transaction. */
import { isAbsolute, relative } from 'node:path';
import type { MovedImports } from '../../host/types.ts';
import { leftImportText } from '../../present/patches/leftImports.ts';
import { english } from '../../present/say.ts';
import { type Context, printJson, withSession } from '../commands.ts';
import { CliError, EXIT } from '../session.ts';
import { shown, type Terminal } from '../terminal.ts';
import { tellDropped, withPatches } from './patches.ts';
import { renderRefusal } from './renderPatch.ts';

/** `sightline move OLD NEW`: with `--moved` the file or folder stands there already, and only imports are written. */
export function moveCommand(context: Context, from = '', to = ''): Promise<number> {
  const { options, terminal, signal } = context;
  const isDone = options.moved === true;
  return withPatches(context, (patches) =>
    withSession(context, { model: false }, async ({ engine, root, refresh }) => {
      await refresh();
      const move = { from: pathOf(from, root), to: pathOf(to, root) };
      const moved = await engine.moved([move], { isDone, signal });
      if (!moved) throw new CliError(nothingText(isDone ? move.to : move.from, isDone), EXIT.usage);
      const allowed = new Set(options.allow as readonly string[]);
      const planned = await patches.plan(moved.files, { allowed, areErrorsAllowed: false, signal });
      const { hash, targets, files } = planned;
      const isWriting = hash !== undefined && targets.length > 0 && options.dryRun !== true;
      const written = isWriting ? await patches.apply(targets, { approved: hash, signal }) : undefined;
      const id = written?.type === 'written' ? written.id : undefined;
      const refusal = written?.type === 'refused' ? written.refusal : undefined;
      if (written?.type === 'written') tellDropped(written.dropped, context);
      const { changed, left } = moved;
      const isHeld = hash === undefined;
      if (options.json) {
        const held = files.flatMap(({ path, places }) =>
          places.flatMap((place) => (place.state === 'refused' ? [{ path, reason: place.reason }] : [])),
        );
        const told = { ...(id === undefined ? {} : { id }), ...(refusal ? { refusal } : {}) };
        printJson(terminal, { applied: id !== undefined, ...told, changed, left, held });
      } else
        terminal.out(
          `${render(moved, terminal)}${refusal ? renderRefusal(refusal, terminal) : endText(id, isHeld, files.length)}`,
        );
      return isHeld || refusal ? EXIT.refused : EXIT.ok;
    }),
  );
}

const nothingText = (path: string, isDone: boolean): string =>
  isDone
    ? `The index holds no file ${shown(path)}, and none below it.`
    : `The index holds no file ${shown(path)}. A folder is moved by other means first ("git mv"); then "--moved" mends the imports.`;

function pathOf(given: string, root: string): string {
  const path = (isAbsolute(given) ? relative(root, given) : given)
    .replaceAll('\\', '/')
    .replace(/^\.\/|\/+$/g, '');
  if (path !== '') return path;
  throw new CliError(`${shown(given)} is not the path of a file or folder.`, EXIT.usage);
}

function render({ changed, left }: MovedImports, terminal: Terminal): string {
  const rows = changed.map(
    ({ path, line, before, after }) =>
      `  ${shown(path)}:${line}  ${shown(before)} -> ${terminal.style('green', shown(after))}\n`,
  );
  const others = left.map(
    ({ path, line, module, why }) =>
      `  ${shown(path)}:${line}  ${shown(module)}: ${leftImportText(why, english)}\n`,
  );
  return `${rows.join('')}${others.length > 0 ? `${terminal.style('bold', 'Left as they are')}\n${others.join('')}` : ''}`;
}

function endText(id: string | undefined, isHeld: boolean, files: number): string {
  if (id !== undefined)
    return `Applied to ${files} ${files === 1 ? 'file' : 'files'} as ${id}. Take it back with: sightline undo\n`;
  return isHeld
    ? 'Nothing was written: a file is protected (--allow), or there is one at the new path.\n'
    : 'Nothing was written.\n';
}
