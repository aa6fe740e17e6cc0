/** What was counted, as a table: a link for each row, sorted by any column, to be copied and exported. */
import { tableMarkdown } from '../../present/answer/answerMarkdown.ts';
import { placeText } from '../../present/answer/format.ts';
import { columnTitle, tableHead, unknownText } from '../../present/answer/table.ts';
import { isProved, stateText } from '../../present/states.ts';
import type { Answer } from '../../protocol/data.ts';
import { copyText } from '../elements/codeBlock.ts';
import { type Child, details, h, icon, iconButton, pathText, redraw, textButton } from '../elements/dom.ts';
import { noticeLine } from '../elements/noticeLine.ts';
import { openMessage } from '../elements/places.ts';
import type { Ui } from '../ui.ts';

type Table = NonNullable<Answer['table']>;
type Row = Table['rows'][number];

/** Rows that are drawn at first. */
const FIRST_ROWS = 200;

/** By which column a table is sorted; the place of a row is column -1. */
interface Sort {
  readonly column: number;
  readonly isDescending: boolean;
}

/** How a person sorted the table of a run, kept while it is drawn anew. */
const sorts = new Map<string, Sort>();

/** What of an answer a table needs. */
type TableOf = Pick<Answer, 'runId' | 'web'> & { readonly table: Table };

/** The count, the groups, the rows, what is not known, and the buttons. */
export function tableView({ table, runId, web }: TableOf, ui: Ui): Child[] {
  const { t, post } = ui;
  const { groups = [], unknown = [], rows } = table;
  return [
    h(
      'div',
      { class: 'table-head' },
      h('p', {}, h('strong', {}, tableHead(table, t.say))),
      rows.length > 0 &&
        iconButton('copy', t('copyTable'), {
          key: 'table/copy',
          onClick: () => copyText(tableMarkdown(table, t, web), ui),
        }),
      rows.length > 0 &&
        iconButton('export', t('exportTable'), {
          key: 'table/export',
          onClick: () => post({ type: 'exportTable', runId }),
        }),
    ),
    h('p', { class: 'dim' }, h('code', { class: 'symbol-name' }, table.query)),
    groups.length > 0 &&
      details(
        'table/groups',
        [t('tableGroups'), h('span', { class: 'tag' }, String(groups.length))],
        h(
          'ul',
          { class: 'plain-list' },
          ...groups.map(({ name, count }) =>
            h('li', {}, name, ' ', h('span', { class: 'tag' }, String(count))),
          ),
        ),
      ),
    ...unknown.map((one) => noticeLine('info', unknownText(one, t.say))),
    rows.length > 0 && sortedTable(table, runId, ui),
  ];
}

function sortedTable(table: Table, runId: string, ui: Ui): HTMLElement {
  const { t } = ui;
  const frame = h('div', { class: 'table-frame', label: t('table'), attrs: { tabindex: 0, role: 'region' } });
  let limit = FIRST_ROWS;
  const draw = (): void => {
    const sort = sorts.get(runId);
    const rows = sort ? sorted(table.rows, sort) : table.rows;
    const more = rows.length - limit;
    redraw(frame, [
      h(
        'table',
        { class: 'rows' },
        h('thead', {}, h('tr', {}, ...headers(table, sort, (column) => sortBy(column)))),
        h('tbody', {}, ...rows.slice(0, limit).map((row) => bodyRow(row, ui))),
      ),
      more > 0 &&
        textButton(
          t('showAllItems', { n: rows.length }),
          () => {
            limit = rows.length;
            draw();
          },
          { class: 'show-all', key: 'table/all' },
        ),
    ]);
  };
  const headers = (of: Table, sort: Sort | undefined, onSort: (column: number) => void): HTMLElement[] => [
    header(t('tablePlace'), -1, sort, onSort),
    ...of.columns.map((column, i) => header(columnTitle(column, t.say), i, sort, onSort)),
  ];
  const sortBy = (column: number): void => {
    const before = sorts.get(runId);
    const isDescending = before?.column === column && !before.isDescending;
    sorts.set(runId, { column, isDescending });
    const name = column < 0 ? t('tablePlace') : columnTitle(table.columns[column]!, t.say);
    ui.say(t(isDescending ? 'sortedDown' : 'sortedUp', { name }));
    draw();
  };
  draw();
  return frame;
}

function header(
  title: string,
  column: number,
  sort: Sort | undefined,
  onSort: (column: number) => void,
): HTMLElement {
  const isSorted = sort?.column === column;
  const direction = isSorted ? (sort.isDescending ? 'descending' : 'ascending') : undefined;
  return h(
    'th',
    { attrs: { scope: 'col', 'aria-sort': direction } },
    h(
      'button',
      { class: 'sort', key: `sort/${column}`, attrs: { type: 'button' }, onClick: () => onSort(column) },
      title,
      isSorted && icon(sort.isDescending ? 'chevron-down' : 'chevron-up'),
    ),
  );
}

function bodyRow({ cells, citation }: Row, ui: Ui): HTMLElement {
  const message = openMessage(citation);
  const place = pathText(placeText(citation));
  const link = message
    ? textButton(place, () => ui.post(message), { class: 'place' })
    : h('span', { class: 'place' }, ...place);
  if (message) ui.peek.attach(link, citation, ui);
  return h(
    'tr',
    {},
    h(
      'th',
      { attrs: { scope: 'row' } },
      link,
      !isProved(citation.state) && h('span', { class: 'dim' }, ` ${stateText(citation.state, ui.t.say)}`),
    ),
    ...cells.map((cell) =>
      typeof cell === 'number' ? h('td', { class: 'number' }, ui.number(cell)) : h('td', {}, cell),
    ),
  );
}

/** Numbers by size, texts as a reader sorts them; equal rows keep their order. */
function sorted(rows: readonly Row[], { column, isDescending }: Sort): readonly Row[] {
  const key = ({ cells, citation }: Row): string | number =>
    column < 0 ? citation.path : (cells[column] ?? '');
  const order = (a: Row, b: Row): number => {
    const [x, y] = [key(a), key(b)];
    const compared =
      typeof x === 'number' && typeof y === 'number'
        ? x - y
        : String(x).localeCompare(String(y), undefined, { numeric: true });
    return compared !== 0 || column >= 0 ? compared : a.citation.startLine - b.citation.startLine;
  };
  return rows.toSorted((a, b) => (isDescending ? order(b, a) : order(a, b)));
}
