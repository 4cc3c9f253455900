import { forTerminal } from './terminal.ts';
import { narrowest, textWidth, wrapText } from './layout.ts';

/** A cell: a terminal shows `shown` (a list is shown line by line), a program gets `full`. `undefined` is empty. */
export type Cell = string | undefined | { shown: string | readonly string[]; full: string };

/** Columns between columns. */
const gap = 2;
/** If a cell has more lines, records are easier to read. */
const maxLines = 4;

/**
 * Formats a table for a terminal: columns, wrapped between words if necessary, or else one record below the other. Words stay whole, so that
 * IDs and keys can be copied.
 * @param bold formats a name
 * @param columns the terminal's width
 */
export function tableText(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  bold: (name: string) => string,
  columns: number,
): string {
  const widths = columnWidths([head, ...rows], columns);
  if (widths === undefined) return rows.map((row) => recordText(head, row, bold, columns)).join('\n\n');
  const wrapped = rows.map((row) => widths.map((width, index) => wrapText(row[index] ?? '', width).split('\n')));
  if (wrapped.some((row) => row.some((cell) => cell.length > maxLines))) {
    return rows.map((row) => recordText(head, row, bold, columns)).join('\n\n');
  }
  const text = (cells: readonly (readonly string[])[]) =>
    Array.from({ length: Math.max(...cells.map((cell) => cell.length)) }, (_, line) =>
      widths
        .map((width, index) => padded(cells[index]?.[line] ?? '', width))
        .join(' '.repeat(gap))
        .trimEnd(),
    ).join('\n');
  const heads = widths.map((width, index) =>
    wrapText(head[index] ?? '', width)
      .split('\n')
      .map(bold),
  );
  const rule = widths.map((width) => ['─'.repeat(width)]);
  const isTall = wrapped.some((row) => row.some((cell) => cell.length > 1));
  return [text(heads), text(rule), wrapped.map(text).join(isTall ? '\n\n' : '\n')].join('\n');
}

const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - textWidth(text)));

/** Returns the columns' widths, or `undefined` if the table doesn't fit. */
function columnWidths(rows: readonly (readonly string[])[], columns: number): number[] | undefined {
  const widest = (measure: (text: string) => number) =>
    (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => measure(row[column] ?? ''))));
  const widths = widest(textWidth);
  const least = widest(narrowest);
  let over = widths.reduce((sum, width) => sum + width, gap * (widths.length - 1)) - columns;
  while (over > 0) {
    const room = widths.map((width, column) => (width > (least[column] ?? 0) ? width : 0));
    const widestColumn = room.indexOf(Math.max(...room));
    if ((room[widestColumn] ?? 0) === 0) return undefined;
    widths[widestColumn] = (widths[widestColumn] ?? 0) - 1;
    over -= 1;
  }
  return widths;
}

/** Formats a record: one name and value per line. A value that doesn't fit beside its name goes below it. */
function recordText(
  head: readonly string[],
  row: readonly string[],
  bold: (name: string) => string,
  columns: number,
): string {
  const indent = Math.max(...head.map(textWidth)) + gap;
  return head
    .map((name, index) => {
      const value = row[index] ?? '';
      const room = columns - indent;
      if (narrowest(value) <= room) {
        const lines = wrapText(value, room).split('\n');
        return lines
          .map((line, at) => `${at === 0 ? padded(bold(name), indent) : ' '.repeat(indent)}${line}`)
          .join('\n');
      }
      // An ID wider than the screen starts in the first column, so that it can be copied whole.
      return `${bold(name)}\n${wrapText(value, columns)}`;
    })
    .join('\n');
}

/** Formats rows for programs: full values, separated by tabs. Tabs, line ends and control characters are escaped. */
export const tsvText = (rows: readonly (readonly Cell[])[]): string =>
  rows
    .map((row) =>
      row
        .map((cell) => (typeof cell === 'object' ? cell.full : (cell ?? '')))
        .map((text) => forTerminal(text.replaceAll('\\', '\\\\')))
        .join('\t'),
    )
    .join('\n');
