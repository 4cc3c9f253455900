import { forTerminal } from './terminal.ts';
import { narrowest, textWidth, wrapText } from './layout.ts';

/** What is in a cell; `full` is what a program gets where a screen has room for `shown` only, a list line by line. `undefined`: nothing. */
export type Cell = string | undefined | { shown: string | readonly string[]; full: string };

/** Columns between columns. */
const gap = 2;
/** A cell of more lines is easier to read in a record of its own. */
const maxLines = 4;

/**
 * A table for a screen: columns, broken between words where that makes it fit; else the records one below the other.
 * Words are not broken, for ids and keys are there to be copied.
 * @param bold marks a name
 * @param columns how wide the screen is
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

/** Widths with which the table fits; `undefined`: it cannot. */
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

/** One record, a name and its value in each line. A value that has no room beside its name is below it. */
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
      // An id that is wider than the screen starts in its first column: so it is copied as one.
      return `${bold(name)}\n${wrapText(value, columns)}`;
    })
    .join('\n');
}

/** Rows for programs: one a line, a tab between values, all of them whole; tabs, ends of lines and control characters are escaped. */
export const tsvText = (rows: readonly (readonly Cell[])[]): string =>
  rows
    .map((row) =>
      row
        .map((cell) => (typeof cell === 'object' ? cell.full : (cell ?? '')))
        .map((text) => forTerminal(text.replaceAll('\\', '\\\\')))
        .join('\t'),
    )
    .join('\n');
