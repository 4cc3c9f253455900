import Table from 'cli-table3';
import { stripVTControlCharacters } from 'node:util';

/** Where every row is one line, more lines would only make the table twice as long. */
const withoutLinesBetweenRows = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };

/** A space on each side of a cell. */
const padding = 2;

/**
 * A table as text. Where it would be wider than the terminal, its widest cells are broken between words, if that makes it fit.
 * Words are not broken, for ids and keys are there to be copied.
 * @param bold marks a cell of the head
 * @param columns how wide the terminal is; `undefined`: as wide as it gets, for files and pipes
 */
export function tableText(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  bold: (cell: string) => string,
  columns: number | undefined,
): string {
  const widths = columns === undefined ? undefined : fitting([head, ...rows], columns);
  const lined = widths !== undefined || rows.some((row) => row.some((cell) => cell.includes('\n')));
  const table = new Table({
    head: head.map((cell) => bold(cell)),
    style: { head: [], border: [] },
    ...(!lined && { chars: withoutLinesBetweenRows }),
    ...(widths && { colWidths: widths.map((width) => width + padding), wordWrap: true }),
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}

/** Widths for the columns with which the table fits; `undefined` where it does by itself, or cannot. */
function fitting(rows: readonly (readonly string[])[], columns: number): number[] | undefined {
  const longest = (split: RegExp) =>
    (rows[0] ?? []).map((_, column) =>
      Math.max(
        ...rows.flatMap((row) =>
          stripVTControlCharacters(row[column] ?? '')
            .split(split)
            .map((part) => part.length),
        ),
      ),
    );
  const widths = longest(/\n/);
  const words = longest(/\s/);
  const borders = widths.length * (padding + 1) + 1;
  let over = widths.reduce((sum, width) => sum + width, borders) - columns;
  if (over <= 0) return undefined;
  while (over > 0) {
    const room = widths.map((width, column) => (width > (words[column] ?? 0) ? width : 0));
    const widest = room.indexOf(Math.max(...room));
    if ((room[widest] ?? 0) === 0) return undefined;
    widths[widest] = (widths[widest] ?? 0) - 1;
    over -= 1;
  }
  return widths;
}
