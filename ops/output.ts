import { forTerminal, jsonText, styled, type Style } from '../lib/terminal.ts';
import { tableText } from './table.ts';

/** What a table shows in one place; a list is shown line by line. */
export type Cell = string | readonly string[];

/** A text that is one line: the compiler refuses an end of line that was written into it. What came from outside is escaped. */
type OneLine<Text extends string> = Text extends `${string}\n${string}` ? never : Text;

/** Where a command's results go: people's words and tables, or one JSON value with `--json`. */
export interface Output {
  /** The result as a program wants it. Shown with `--json` only. */
  json(value: unknown): void;
  /** As `json`, on one line: for what is shown again and again. */
  jsonLine(value: unknown): void;
  /** One line. Shown without `--json` only. */
  line<const Text extends string>(text?: Text & OneLine<Text>): void;
  /** A text of several lines, such as YAML or JSON. Shown without `--json` only. @param before what each line begins with */
  block(text: string, before?: string): void;
  table(head: readonly string[], rows: readonly (readonly Cell[])[]): void;
  /** Empties the screen of a terminal, to be filled anew. */
  clear(): void;
  /** What is no result, on one line: warnings, what to do next. To stderr, and never mixed into JSON. */
  note<const Text extends string>(text: Text & OneLine<Text>): void;
  /** A text in a colour, for `line`, `note` and `table`. */
  style(style: Style, text: string): string;
}

const write = (text: string) => void process.stdout.write(`${text}\n`);
const style = (name: Style, text: string) => styled(name, text, process.stdout);
const bold = (cell: string) => forTerminal(style('bold', cell));

export function output(json: boolean): Output {
  const line = (text = '') => {
    if (!json) write(forTerminal(text));
  };
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
    line,
    block: (text, before = '') => {
      for (const each of text.split('\n')) line(`${before}${each}`);
    },
    table: (head, rows) => {
      if (json) return;
      const columns = process.stdout.isTTY ? process.stdout.columns : undefined;
      write(tableText(head, rows.map(shownCells), bold, columns));
    },
    note: (text) => void process.stderr.write(`${forTerminal(text)}\n`),
  };
}

const shownCells = (row: readonly Cell[]): string[] => row.map((cell) => [cell].flat().map(forTerminal).join('\n'));

/** A failure, for people or for programs. @param failure.lines the message, if it has several lines */
export function reportFailure(
  failure: { code: string; message: string; lines?: readonly string[]; problems?: unknown },
  json: boolean,
): void {
  const { lines = [failure.message], ...told } = failure;
  if (json) write(jsonText({ error: told }, 2));
  else {
    const error = styled('red', 'error:', process.stderr);
    process.stderr.write(`${[`${error} ${lines[0] ?? ''}`, ...lines.slice(1)].map(forTerminal).join('\n')}\n`);
  }
}
