import { tableCsv } from '../present/answer/table.ts';
import { routeReason } from '../present/routes.ts';
import { english } from '../present/say.ts';
import { askOnce, concludeAnswer } from './ask.ts';
import { type Context, withSession } from './commands.ts';
import { CliError, EXIT } from './session.ts';
import { shown } from './terminal.ts';

/** What `sightline find --help` says of the language. */
export const FIND_HELP = `
A query is conditions beside each other; "or", "!" and brackets join them otherwise.
  kind:function,method   what to list: a kind of definition, callable, typelike, file, call, use, import, line
  name:get*  in:Server   name and enclosing definition, with * and ?
  path:src/net  language:go  role:test           where it stands
  params>3  lines:50..100  tests=0  calledby>5   numbers, with = != < <= > >= and ranges
  calls:fetch  calledby:main  imports:react  importedby:src/app.ts  inherits:Base
  tested  exported  documented  used             facts, mostly with !
  text:"to do"  word:TODO                        the text of it, as it stands
  signature:Promise                              a part of its head
  sort:lines  sort:-name  group:folder  limit:20  count

More examples:
  $ sightline find 'kind:function params>3 !tested'
  $ sightline find 'kind:class !documented exported' --csv
  $ sightline find 'kind:call name:fetch group:path'
  $ sightline find 'word:TODO !role:vendored'`;

/** `sightline find`: all that fits a query, as a table. Makes no model calls. */
export function findCommand(context: Context, query: string): Promise<number> {
  const { options, terminal } = context;
  return withSession(context, { model: false }, async (session) => {
    if (query.trim() === '') throw new CliError('The query is empty. See: sightline find --help', EXIT.usage);
    await session.refresh();
    const settings = typeof options.limit === 'number' ? { tableRows: options.limit } : {};
    const outcome = await askOnce(context, session, { text: query, settings, route: 'aggregate' });
    const { answer, unfit } = outcome;
    if (unfit)
      throw new CliError(
        `This is no query: ${shown(routeReason(unfit, english))}. See: sightline find --help`,
        EXIT.usage,
      );
    if (options.csv && answer?.table) {
      terminal.raw(tableCsv(answer.table, english));
      return answer.table.total === 0 ? EXIT.notFound : EXIT.ok;
    }
    const code = concludeAnswer(outcome, context);
    return code === EXIT.ok && answer?.table?.total === 0 ? EXIT.notFound : code;
  });
}
