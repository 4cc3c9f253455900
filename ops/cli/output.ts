import { forTerminal, jsonText, styled, type Style } from './terminal.ts';
import { terminalColumns, wrapLine } from './layout.ts';
import { tableText, tsvText, type Cell } from './table.ts';

/** A text that is one line: the compiler refuses an end of line that was written into it. What came from outside is escaped. */
type OneLine<Text extends string> = Text extends `${string}\n${string}` ? never : Text;

/** Where a command's results go: people's words and tables, TSV where a program reads them, or one JSON value with `--json`. */
export interface Output {
  readonly isJson: boolean;
  /** The result as a program wants it. Shown with `--json` only. */
  json(value: unknown): void;
  /** As `json`, on one line: for what is shown again and again. */
  jsonLine(value: unknown): void;
  /** One line, shown without `--json` only. Broken between words to fit a terminal. */
  line<const Text extends string>(text?: Text & OneLine<Text>): void;
  /** A text of several lines, such as YAML or JSON, none of them broken: it is there to be copied. @param before what each line begins with */
  block(text: string, before?: string): void;
  /** What only people need around a list: on a terminal, and nowhere else. */
  heading<const Text extends string>(text?: Text & OneLine<Text>): void;
  /** What a command has changed. */
  done<const Text extends string>(text: Text & OneLine<Text>): void;
  /**
   * A table on a terminal, else TSV.
   * @param piped what becomes of it as TSV: its rows alone (default), with its head, or nothing
   */
  table(head: readonly string[], rows: readonly (readonly Cell[])[], piped?: 'rows' | 'with-head' | 'nothing'): void;
  /** What is no result, on one line: warnings, what to do next. To stderr, and never mixed into JSON. */
  note<const Text extends string>(text: Text & OneLine<Text>): void;
  /** A text in a colour, for `line`, `note` and `table`. */
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

/** One line as a stream may get it: as wide as its terminal at most. */
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
        sink.result(
          tableText(
            head,
            rows.map((row) => row.map(shownIn)),
            bold,
            columns,
          ),
        );
      } else if (piped !== 'nothing') sink.result(tsvText(piped === 'with-head' ? [head, ...rows] : rows));
    },
    note: (text) => sink.note(fitting(text, process.stderr)),
  };
}

/** What a screen shows of a cell, escaped; where its lines end is ours to say. */
function shownIn(cell: Cell): string {
  const shown = typeof cell === 'object' ? cell.shown : (cell ?? '–');
  return [shown].flat().map(forTerminal).join('\n');
}

/** A failure, for people or for programs. @param failure.lines the message, if it has several lines */
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
