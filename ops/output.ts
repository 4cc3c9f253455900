import { styleText } from 'node:util';
import { wrapLine } from './layout.ts';
import { shownIn, tableText, tsvText, type Cell } from './table.ts';
import { jsonText, shownText } from './terminal.ts';

type Style = 'bold' | 'green' | 'yellow' | 'red';

/** Where a command's results go: people's words and tables, TSV where a program reads them, or one JSON value with `--json`. */
export interface Output {
  readonly isJson: boolean;
  /** The result as a program wants it. Shown with `--json` only. */
  json(value: unknown): void;
  /** As `json`, on one line: for what is shown again and again. */
  jsonLine(value: unknown): void;
  /** Shown without `--json` only. Broken between words to fit a terminal. */
  line(text?: string): void;
  /** As `line`, and never broken: what is there to be copied or parsed. */
  verbatim(text: string): void;
  /** What only people need around a list: on a terminal, and nowhere else. */
  heading(text?: string): void;
  /** What a command has changed. */
  done(text: string): void;
  /**
   * A table on a terminal, else TSV.
   * @param piped what becomes of it as TSV: its rows alone (default), with its head, or nothing
   */
  table(head: readonly string[], rows: readonly (readonly Cell[])[], piped?: 'rows' | 'with-head' | 'nothing'): void;
  /** What is no result: warnings, what to do next. To stderr, and never mixed into JSON. */
  note(text: string): void;
  style(style: Style, text: string): string;
}

/** Where text goes. */
export interface Sink {
  result(text: string): void;
  note(text: string): void;
}

const standardStreams: Sink = {
  result: (text) => void process.stdout.write(`${text}\n`),
  note: (text) => void process.stderr.write(`${text}\n`),
};

/** Colours only where a terminal reads them, and not under NO_COLOR. */
const styled = (style: Style, text: string, stream: NodeJS.WriteStream): string => styleText(style, text, { stream });

/** How wide a terminal is; `undefined`: it is none. */
function columnsOf({ isTTY, columns }: NodeJS.WriteStream): number | undefined {
  if (!isTTY) return undefined;
  // A terminal that does not say how wide it is says 0.
  return columns || Number(process.env['COLUMNS']) || 80;
}

/** A text as a stream may get it: each of its lines as wide as the terminal at most. */
function fitting(text: string, stream: NodeJS.WriteStream): string {
  const columns = columnsOf(stream);
  const shown = shownText(text);
  if (columns === undefined) return shown;
  return shown
    .split('\n')
    .map((line) => wrapLine(line, columns))
    .join('\n');
}

/** Text from outside, as a cell may hold it. */
const shownCell = (cell: Cell): Cell =>
  typeof cell === 'object' ? { shown: shownText(cell.shown), full: shownText(cell.full) } : cell && shownText(cell);

const style = (name: Style, text: string) => styled(name, text, process.stdout);

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
    verbatim: (text) => {
      if (!json) sink.result(shownText(text));
    },
    heading: (text) => {
      if (process.stdout.isTTY) line(text);
    },
    done: (text) => line(`${style('green', 'done')}  ${text}`),
    table: (head, given, piped = 'rows') => {
      if (json) return;
      const rows = given.map((row) => row.map(shownCell));
      const columns = columnsOf(process.stdout);
      if (columns !== undefined) {
        const shown = rows.map((row) => row.map(shownIn));
        sink.result(tableText(head, shown, (name) => style('bold', name), columns));
      } else if (piped !== 'nothing') sink.result(tsvText(piped === 'with-head' ? [head, ...rows] : rows));
    },
    note: (text) => sink.note(fitting(text, process.stderr)),
  };
}

/** A failure, for people or for programs. */
export function reportFailure(failure: { code: string; message: string; problems?: unknown }, json: boolean): void {
  if (json) standardStreams.result(jsonText({ error: failure }, 2));
  else standardStreams.note(fitting(`${styled('red', 'error:', process.stderr)} ${failure.message}`, process.stderr));
}
