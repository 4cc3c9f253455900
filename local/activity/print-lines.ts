import { capped } from '../../lib/order/thanku/message/plain-text.ts';
import { forTerminal } from '../../ops/cli/terminal.ts';
import type { RowLine } from './describe-rows.ts';

/** Where lines are printed. */
export interface LinesOutput {
  print(line: string): void;
  /** Longer lines are shortened. A link gets its own line instead. */
  columns: number;
  colour(tone: 'good' | 'bad', text: string): string;
}

export const indent = '    ';

/** Prints lines of the activity on a terminal. */
export function linePrinter({ print, columns, colour }: LinesOutput): (line: RowLine) => void {
  return ({ text, tone, link }) => {
    const shown = capped(forTerminal(text), columns);
    const toned = tone === 'plain' ? shown : colour(tone, shown);
    if (link === undefined) return print(toned);
    const page = forTerminal(link);
    if (shown.length + 1 + page.length <= columns) return print(`${toned} ${page}`);
    print(toned);
    print(indent + page);
  };
}
