import { forTerminal, jsonText, styled, type Style } from './terminal.ts';
import { wrapLine } from './layout.ts';
import { terminalColumns } from './terminal-columns.ts';
import { tableText, tsvText, type Cell } from './table.ts';

/** A text of one line: a literal with a line feed doesn't compile. Line feeds in values are escaped. */
type OneLine<Text extends string> = Text extends `${string}\n${string}` ? never : Text;

/** Prints a command's results: text and tables for people, TSV when piped, or one JSON value with `--json`. */
export interface Output {
  readonly isJson: boolean;
  /** The result for programs. Printed only with `--json`. */
  json(value: unknown): void;
  /** JSON on one line, for repeated output. */
  jsonLine(value: unknown): void;
  /** One line, printed only without `--json`. Wrapped to fit a terminal. */
  line<const Text extends string>(text?: Text & OneLine<Text>): void;
  /** Several lines, such as YAML or JSON, not wrapped, so that they can be copied. @param before a prefix for each line */
  block(text: string, before?: string): void;
  /** Text around a list, printed only on a terminal. */
  heading<const Text extends string>(text?: Text & OneLine<Text>): void;
  /** A completed change. */
  done<const Text extends string>(text: Text & OneLine<Text>): void;
  /**
   * A table on a terminal, TSV when piped.
   * @param piped what the TSV has: only the rows (default), also the head, or nothing
   */
  table(head: readonly string[], rows: readonly (readonly Cell[])[], piped?: 'rows' | 'with-head' | 'nothing'): void;
  /** A warning or the next step, on one line. To stderr, so never mixed into JSON. */
  note<const Text extends string>(text: Text & OneLine<Text>): void;
  /** A text in a colour, for `line`, `note` and `table`. */
  style(style: Style, text: string): string;
}

export interface Sink {
  result(text: string): void;
  note(text: string): void;
}

const standardStreams: Sink = {
  result: (text) => void process.stdout.write(`${text}\n`),
  note: (text) => void process.stderr.write(`${text}\n`),
};

/** One line, escaped, and wrapped to the stream's terminal. */
function fitting(line: string, stream: NodeJS.WriteStream): string {
  const columns = terminalColumns(stream);
  const shown = forTerminal(line);
  return columns === undefined ? shown : wrapLine(shown, columns);
}

const style = (name: Style, text: string) => styled(name, text, process.stdout);
const bold = (name: string) => forTerminal(style('bold', name));

export function output(json: boolean, sink: Sink = standardStreams): Output {
  const line = (text = '') => {
    if (!json) sink.result(fitting(text, process.stdout));
  };
  return {
    isJson: json,
    style,
    line,
    json: (value) => {
      if (json) sink.result(jsonText(value, 2));
    },
    jsonLine: (value) => {
      if (json) sink.result(jsonText(value));
    },
    block: (text, before = '') => {
      if (json) return;
      for (const each of text.split('\n')) sink.result(forTerminal(`${before}${each}`));
    },
    heading: (text) => {
      if (process.stdout.isTTY) line(text);
    },
    done: (text) => line(`${style('green', 'done')}  ${text}`),
    table: (head, rows, piped = 'rows') => {
      if (json) return;
      const columns = terminalColumns(process.stdout);
      if (columns !== undefined) {
        const shown = rows.map((row) => row.map(shownIn));
        sink.result(tableText(head, shown, bold, columns));
      } else if (piped !== 'nothing') sink.result(tsvText(piped === 'with-head' ? [head, ...rows] : rows));
    },
    note: (text) => sink.note(fitting(text, process.stderr)),
  };
}

/** A cell's text for a screen, escaped line by line. */
function shownIn(cell: Cell): string {
  const shown = typeof cell === 'object' ? cell.shown : (cell ?? '–');
  return [shown].flat().map(forTerminal).join('\n');
}

/** Prints a failure. @param failure.lines the message's lines, if there are several */
export function reportFailure(
  failure: { code: string; message: string; lines?: readonly string[]; problems?: unknown },
  json: boolean,
): void {
  const { lines = [failure.message], ...told } = failure;
  if (json) return standardStreams.result(jsonText({ error: told }, 2));
  const [first = '', ...others] = lines;
  for (const line of [`${styled('red', 'error:', process.stderr)} ${first}`, ...others])
    standardStreams.note(fitting(line, process.stderr));
}
