import { ThankflowError } from '../../lib/errors.ts';
import { orderKeyOf, type OrderKey } from '../../lib/order/order-key.ts';

/** A command that buttons run. */
export interface Runnable {
  /** What its button says: `Retry`. */
  button: string;
  /** What it does, for the page that asks before. */
  does: string;
  /** It changes nothing, so it's run without asking. */
  readsOnly?: true;
  /** Without `--yes`, it says what it would do and changes nothing. */
  asksForYes?: true;
  /** What it reads from stdin, a line each. */
  secrets?: readonly string[];
}

/** The commands that buttons may run, by name. Everything else is left to the terminal. */
const runnables: Readonly<Record<string, Runnable>> = {
  'orders retry': {
    button: 'Retry',
    does: 'Sends what failed of this order again, and tries what waits now. ThankU gets the same bytes as before, so it doesn’t create a second ThankU. A receipt of unknown outcome isn’t sent again: thankflow looks for it at Thanx once more.',
  },
  'orders resolve': { button: 'Record', does: 'Records what you found out about this order.' },
  'orders refreeze': {
    button: 'Renew requests',
    does: 'Makes new requests from the current settings for the orders that wait, where that is safe.',
    asksForYes: true,
  },
  resume: {
    button: 'Resume',
    does: 'Ends the pause, or lets one order try. The others continue only if the partner accepts it, so nothing else can fail.',
  },
  'secrets put thanku': {
    button: 'Put the token',
    does: 'Replaces the shop’s ThankU token. If the shop’s orders wait for it, one of them tries at once. The others continue if ThankU accepts it.',
    secrets: ['ThankU token'],
  },
  'secrets put thanx': {
    button: 'Put the credential',
    does: 'Replaces the Thanx credential. If receipts wait for it, one of them tries.',
    secrets: ['Thanx client ID', 'Thanx access token'],
  },
  'secrets put thanx-user': {
    button: 'Put the user token',
    does: 'Replaces the fixed Thanx user token of the shop.',
    secrets: ['Thanx user token'],
  },
  'secrets put thanx-merchant': {
    button: 'Put the merchant key',
    does: 'Replaces the shop’s Thanx merchant key.',
    secrets: ['Thanx merchant key'],
  },
  'secrets put webhook': {
    button: 'Put the webhook secret',
    does: 'Replaces the secret that the platform signs its webhooks with.',
    secrets: ['Webhook secret'],
  },
  'dlq replay': { button: 'Replay', does: 'Tries again what failed.', asksForYes: true },
  'dlq drop': {
    button: 'Drop',
    does: 'Deletes dead letters. What they say is then stored nowhere else.',
    asksForYes: true,
  },
  'quarantine reread': {
    button: 'Read again',
    does: 'Reads webhooks again with this version. Those that can be read are processed.',
    asksForYes: true,
  },
  'quarantine drop': {
    button: 'Drop',
    does: 'Deletes webhooks. They are then stored nowhere else.',
    asksForYes: true,
  },
  'shops check': { button: 'Check', does: 'Checks the shop’s connection.', readsOnly: true },
  'thanx check': { button: 'Check', does: 'Checks the credential at Thanx.', readsOnly: true },
  send: { button: 'Send', does: 'Sends a made-up order, signed as its platform signs it.' },
};

const nameOf = (words: readonly string[]): string | undefined =>
  [3, 2, 1].map((count) => words.slice(0, count).join(' ')).find((name) => Object.hasOwn(runnables, name));

/** A command line that a button runs. */
export interface Invocation {
  runnable: Runnable;
  /** After `./thankflow`, without the stage. */
  words: readonly string[];
  /** The order that it's about. */
  order?: OrderKey | undefined;
}

/** What only a person knows. The form asks for a receipt's ID. */
const unknown = new Set(['FILE', 'CUSTOMER', 'ID', 'SHOP', 'TARGET', 'CREDENTIAL', 'KEY']);

/** The options that buttons give these commands. Others could name another stage, read a file, or create something at a platform. */
const flags = new Set(
  '--yes --thanku --thanx --notify --refreeze --as-frozen --no-wait --left-over --events --all --test'.split(' '),
);
const withValue = new Set(
  '--shop --credential --target --as --receipt --queue --reason --older-than --key --rate --limit --since --matching --topic --order-id --amount --currency --email --language --count'.split(
    ' ',
  ),
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
  nameOf(words) !== undefined && !words.some((word) => unknown.has(word)) && words.every(isSafe);

/** @throws `refused` for a command that buttons may not run */
export function invocationOf(words: readonly string[]): Invocation {
  const runnable = runnables[nameOf(words) ?? ''];
  if (runnable === undefined || !isRunnable(words))
    throw new ThankflowError('refused', `the console doesn’t run this. In a terminal: ./thankflow ${words.join(' ')}`);
  const [area, , key = ''] = words;
  return { runnable, words, order: area === 'orders' ? orderKeyOf(key) : undefined };
}
