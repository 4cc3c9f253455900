import { restoringScreen } from './progress.ts';
import { textWidth } from './layout.ts';
import { output, type Output } from './output.ts';

/** The terminal's second screen, without a cursor. Afterwards, the first is as it was. */
const enter = '\u001b[?1049h\u001b[?25l';
const leave = '\u001b[?25h\u001b[?1049l';
const toStart = '\u001b[H';
const clearRestOfLine = '\u001b[K';
const clearBelow = '\u001b[J';

/** A screen that is redrawn in place. */
export interface Watch {
  /** Draws what `print` prints, now and whenever the terminal's size changes. */
  draw(print: (out: Output) => void): void;
  close(): void;
}

/** Takes over the terminal that stdout is. */
export function openWatch(): Watch {
  const { stdout } = process;
  let printLast: ((out: Output) => void) | undefined;
  const redraw = () => {
    if (printLast !== undefined) stdout.write(frame(linesOf(printLast), stdout));
  };
  stdout.write(enter);
  stdout.on('resize', redraw);
  const restore = () => void stdout.write(leave);
  const restored = restoringScreen(restore);
  return {
    draw(print) {
      printLast = print;
      redraw();
    },
    close() {
      restored();
      stdout.off('resize', redraw);
      restore();
    },
  };
}

function linesOf(print: (out: Output) => void): string[] {
  const texts: string[] = [];
  const keep = (text: string) => void texts.push(text);
  print(output(false, { result: keep, note: keep }));
  return texts.join('\n').trimEnd().split('\n');
}

/** As many lines as fit the terminal's height, and how many more there are. */
export function frame(lines: readonly string[], { rows, columns }: { rows: number; columns: number }): string {
  const high = rows || 24;
  const rowsOf = (line: string) => Math.max(1, Math.ceil(textWidth(line) / (columns || 80)));
  let used = 0;
  const fits = lines.findIndex((line) => (used += rowsOf(line)) > high);
  const shown = fits === -1 ? [...lines] : cut(lines, high - 1, rowsOf);
  return `${toStart}${shown.map((line) => `${line}${clearRestOfLine}`).join('\r\n')}${clearBelow}`;
}

function cut(lines: readonly string[], high: number, rowsOf: (line: string) => number): string[] {
  let used = 0;
  const beyond = lines.findIndex((line) => (used += rowsOf(line)) > high);
  return [...lines.slice(0, beyond), `… ${lines.length - beyond} more lines`];
}
