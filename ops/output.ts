import { styleText } from 'node:util';
import { jsonText, shownText } from './terminal.ts';
import { tableText } from './table.ts';

type Style = 'bold' | 'green' | 'yellow' | 'red';

/** Where a command's results go: people's words and tables, or one JSON value with `--json`. */
export interface Output {
  /** The result as a program wants it. Shown with `--json` only. */
  json(value: unknown): void;
  /** As `json`, on one line: for what is shown again and again. */
  jsonLine(value: unknown): void;
  /** Shown without `--json` only. */
  line(text?: string): void;
  table(head: readonly string[], rows: readonly (readonly string[])[]): void;
  /** Empties the screen of a terminal, to be filled anew. */
  clear(): void;
  /** What is no result: warnings, what to do next. To stderr, and never mixed into JSON. */
  note(text: string): void;
  style(style: Style, text: string): string;
}

/** Colours only where a terminal reads them, and not under NO_COLOR. */
const styled = (style: Style, text: string, stream: NodeJS.WriteStream): string => styleText(style, text, { stream });

const write = (text: string) => void process.stdout.write(`${text}\n`);
const style = (name: Style, text: string) => styled(name, text, process.stdout);

export function output(json: boolean): Output {
  return {
    style,
    json: (value) => {
      if (json) write(jsonText(value, 2));
    },
    jsonLine: (value) => {
      if (json) write(jsonText(value));
    },
    clear: () => {
      if (!json && process.stdout.isTTY) process.stdout.write('\x1b[2J\x1b[3J\x1b[H');
    },
    line: (text = '') => {
      if (!json) write(shownText(text));
    },
    table: (head, rows) => {
      if (json) return;
      const columns = process.stdout.isTTY ? process.stdout.columns : undefined;
      const shown = rows.map((row) => row.map(shownText));
      write(tableText(head, shown, (cell) => style('bold', cell), columns));
    },
    note: (text) => void process.stderr.write(`${shownText(text)}\n`),
  };
}

/** A failure, for people or for programs. */
export function reportFailure(failure: { code: string; message: string; problems?: unknown }, json: boolean): void {
  if (json) write(jsonText({ error: failure }, 2));
  else process.stderr.write(`${styled('red', 'error:', process.stderr)} ${shownText(failure.message)}\n`);
}
