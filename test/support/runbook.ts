import { readFileSync } from 'node:fs';

export interface RunbookSection {
  heading: string;
  /** Every `./thankflow …` that it names, in order, without these two words and as it is typed. */
  commands: string[];
}

/** docs/runbook.md, section by section; what stands before the first heading is a section too. */
export function readRunbook(): RunbookSection[] {
  const whole = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');
  return whole.split(/^## /m).map((text) => ({
    heading: text.slice(0, text.indexOf('\n')).trim(),
    commands: commandsIn(text),
  }));
}

/** Fenced lines end with the line or a comment, commands within a sentence with their backtick. */
const commandsIn = (text: string): string[] =>
  [...text.matchAll(/(^|`)\.\/thankflow ([^`\n]+)(`?)/gm)].map(([whole, before, command = '', after]) => {
    if (before !== after) throw new Error(`a command in the runbook does not end on its line: ${whole}`);
    return command.replace(/\s+#.*$/, '').trim();
  });

/** A command line as a shell takes it apart, quotes and all. */
export const wordsOf = (command: string): string[] =>
  [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? '',
  );
