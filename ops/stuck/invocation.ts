import { ThankflowError } from '../../lib/errors.ts';
import { keyText, orderKeyOf, type OrderKey } from '../../lib/order/order-key.ts';
import { remedyCommand, type RemedyCommand } from './remedy-commands.ts';

/** A command line that a button runs. */
export interface Invocation {
  runnable: RemedyCommand;
  /** After `./thankflow`, without the stage. */
  words: readonly string[];
  /** The order that it's about. */
  order?: OrderKey | undefined;
}

/** What only a person knows. The form asks for a receipt's ID. */
const unknown = new Set(['FILE', 'CUSTOMER', 'ID', 'SHOP', 'TARGET', 'CREDENTIAL', 'KEY']);

/** The options that buttons give these commands. Others could name another stage, read a file, or create something at a platform. */
const flags = new Set('--yes --thanku --thanx --notify --refreeze --left-over --test'.split(' '));
const withValue = new Set(
  '--shop --credential --target --as --receipt --queue --reason --rate --matching --amount --language'.split(' '),
);

/** An option of another kind isn't, nor is one that would take the word that the console adds after it for its value. */
function isSafe(word: string, index: number, words: readonly string[]): boolean {
  // A name is read from stdin, because others can see a process's arguments.
  if (word === '--name') return words[index + 1] === '-';
  if (word === '-') return words[index - 1] === '--name';
  return (
    !word.startsWith('-') || flags.has(word) || (withValue.has(word) && !(words[index + 1] ?? '-').startsWith('-'))
  );
}

/** Whether a button can run it as it is. */
export const isRunnable = (words: readonly string[]): boolean =>
  remedyCommand(words) !== undefined && !words.some((word) => unknown.has(word)) && words.every(isSafe);

/** @throws `refused` for a command that buttons may not run */
export function invocationOf(words: readonly string[]): Invocation {
  const runnable = remedyCommand(words);
  if (runnable === undefined || !isRunnable(words))
    throw new ThankflowError('refused', `the console doesn’t run this. In a terminal: ./thankflow ${words.join(' ')}`);
  const [area, , key = ''] = words;
  return { runnable, words, order: area === 'orders' ? orderKeyOf(key) : undefined };
}

/** `Put the token: demo-woocommerce`. */
export function titleOf({ runnable, words, order }: Invocation): string {
  const [named] = ['--shop', '--credential'].flatMap((option) =>
    words.flatMap((word, at) => (word === option ? words[at + 1] : undefined) ?? []),
  );
  const about = order === undefined ? named : keyText(order);
  return about === undefined ? runnable.button : `${runnable.button}: ${about}`;
}
