import { meaningOf } from './codes.ts';
import { shellWord } from '../cli/terminal.ts';
import type { Finding } from './finding.ts';

/** Separates a command from the note that says when it's needed. A shell reads the note as a comment. */
export const whenMark = '  # ';

/** A command that fixes something. */
export interface Remedy {
  /** After `./thankflow`, without the stage. Words such as FILE are known only to the operator. */
  words: readonly string[];
  /** When it's needed. */
  when?: string | undefined;
}

/** Returns the commands that fix a finding, in order, filled in with its first thing. */
export function remediesOf({ code, count, things }: Finding): Remedy[] {
  const { of, fix, fixMany } = meaningOf(code);
  const [first] = things;
  const key = first?.key;
  const filled: Record<string, string | undefined> = {
    // What a shop is told about its limit has no order.
    KEY: of === 'order' && key?.includes('/') === true ? key : undefined,
    // An order's `shop/pid`, a target's `shop/target`, a request's `shop id`, or a shop itself.
    SHOP: ['order', 'target', 'customer', 'shop'].includes(of) ? key?.split(/[/ ]/)[0] : undefined,
    TARGET: of === 'target' ? key?.split('/')[1] : undefined,
    CREDENTIAL: of === 'credential' ? key : undefined,
    ID: of === 'message' || of === 'webhook' ? key : key?.split(' ')[1],
  };
  const commands = fixMany !== undefined && count > 1 ? [fix[0], fixMany] : fix;
  return commands.map((command) => {
    const { words, when } = remedyIn(command);
    return { words: words.map((word) => filled[word] ?? word), when };
  });
}

/** A command as it is written in lists of fixes. */
export function remedyIn(command: string): Remedy {
  const [line = '', when] = command.split(whenMark);
  return { words: line.split(' '), when };
}

/** A command as it's typed into a shell. */
export const commandLine = (words: readonly string[], stage: string): string =>
  `./thankflow ${words.map((word) => (word.startsWith('--') ? word : shellWord(word))).join(' ')} --stage ${stage}`;

/** The same, as lines to type. */
export const remedyOf = (finding: Finding, stage: string): string[] =>
  remediesOf(finding).map(({ words, when }) => commandLine(words, stage) + (when === undefined ? '' : whenMark + when));
