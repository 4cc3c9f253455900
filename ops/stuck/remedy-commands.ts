/** A command that fixes something and needs neither a file nor answers, so that the console's buttons may run it. */
export interface RemedyCommand {
  /** What its button says: `Retry`. */
  button: string;
  /** What it does, for the page that asks before. */
  does: string;
  /** It changes nothing, so it's run without asking. */
  readsOnly?: true;
  /** Without `--yes`, it says what it would do and changes nothing. */
  asksForYes?: true;
  /** What it deletes is stored nowhere else. */
  deletes?: true;
  /** What it reads from stdin, a line each. */
  secrets?: readonly string[];
}

/** By name. Everything else is left to the terminal. */
const commands: Readonly<Record<string, RemedyCommand>> = {
  'orders retry': {
    button: 'Retry',
    does: 'Sends what failed of this order again, and tries what waits now. ThankU gets the same bytes as before, so it doesn’t create a second ThankU. With --refreeze, what was refused for good is made from the current settings, if these have changed. A receipt of unknown outcome isn’t sent again: thankflow looks for it at Thanx once more.',
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
    deletes: true,
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
    deletes: true,
    asksForYes: true,
  },
  'shops check': { button: 'Check', does: 'Checks the shop’s connection.', readsOnly: true },
  'thanx check': { button: 'Check', does: 'Checks the credential at Thanx.', readsOnly: true },
  send: { button: 'Send', does: 'Sends a made-up order, signed as its platform signs it.' },
};

/** The command that begins with these words. `undefined`: buttons don't run it. */
export function remedyCommand(words: readonly string[]): RemedyCommand | undefined {
  const name = [3, 2, 1].map((count) => words.slice(0, count).join(' ')).find((one) => Object.hasOwn(commands, one));
  return name === undefined ? undefined : commands[name];
}
