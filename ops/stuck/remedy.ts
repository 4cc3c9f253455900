import { meaningOf } from './codes.ts';
import { shellWord } from '../cli/terminal.ts';
import type { Finding } from './finding.ts';

/** Separates a command from the note that says when it's needed. A shell reads the note as a comment. */
export const whenMark = '  # ';

/** Returns the commands that fix a finding, in order, filled in with its first thing. */
export function remedyOf({ code, count, things }: Finding, stage: string): string[] {
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
    const [line = '', when] = command.split(whenMark);
    const words = line.split(' ').map((word) => {
      const value = filled[word];
      return value === undefined ? word : shellWord(value);
    });
    return `./thankflow ${words.join(' ')} --stage ${stage}${when === undefined ? '' : `${whenMark}${when}`}`;
  });
}
