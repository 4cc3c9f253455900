import Table from 'cli-table3';
import { styleText } from 'node:util';

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

/** Where every row is one line, more lines would only make the table twice as long. */
const withoutLinesBetweenRows = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };

export function output(json: boolean): Output {
  return {
    style,
    json: (value) => {
      if (json) write(JSON.stringify(value, undefined, 2));
    },
    jsonLine: (value) => {
      if (json) write(JSON.stringify(value));
    },
    clear: () => {
      if (!json && process.stdout.isTTY) process.stdout.write('\x1b[2J\x1b[3J\x1b[H');
    },
    line: (text = '') => {
      if (!json) write(text);
    },
    table: (head, rows) => {
      if (json) return;
      const lined = rows.some((row) => row.some((cell) => cell.includes('\n')));
      const table = new Table({
        head: head.map((cell) => style('bold', cell)),
        style: { head: [], border: [] },
        ...(!lined && { chars: withoutLinesBetweenRows }),
      });
      table.push(...rows.map((row) => [...row]));
      write(table.toString());
    },
    note: (text) => void process.stderr.write(`${text}\n`),
  };
}

/** A failure, for people or for programs. */
export function reportFailure(failure: { code: string; message: string; problems?: unknown }, json: boolean): void {
  if (json) process.stdout.write(`${JSON.stringify({ error: failure }, undefined, 2)}\n`);
  else process.stderr.write(`${styled('red', 'error:', process.stderr)} ${failure.message}\n`);
}
