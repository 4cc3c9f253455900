import * as z from 'zod';
import { stuckCodes, type StuckCode } from '../ops/stuck/codes.ts';
import type { SoakWorld } from './world.ts';

const Stuck = z.object({
  stuck: z.array(
    z.object({ code: z.enum(stuckCodes), count: z.number(), things: z.array(z.object({ key: z.string() })) }),
  ),
});
type StuckFinding = z.infer<typeof Stuck>['stuck'][number];

/** By command: how many things a person handled with it. */
export type Chores = Map<string, number>;

/** These end by themselves: they are about the last minutes, or about what housekeeping will soon do. */
const passing: ReadonlySet<StuckCode> = new Set([
  'webhooks-refused',
  'partner-failing',
  'message-failing',
  'overdue',
  'parked-too-long',
]);

/** Runs `thankflow stuck`, and the runbook's commands for what it lists. Returns what the soak has no command for. */
export async function operate(world: SoakWorld, chores: Chores): Promise<string[]> {
  const { stdout } = await world.operate(['stuck', '--json']);
  const { stuck } = Stuck.parse(JSON.parse(stdout));
  const unknown: string[] = [];
  for (const finding of stuck.filter(({ code }) => !passing.has(code))) {
    const commands = await remedies(world, finding);
    if (commands.length === 0) unknown.push(`${finding.count} ${finding.code}`);
    for (const { args, things } of commands) {
      await world.operate(args);
      const name = `${args.slice(0, 2).join(' ')} (${finding.code})`;
      chores.set(name, (chores.get(name) ?? 0) + things);
    }
  }
  return unknown;
}

interface Command {
  args: readonly string[];
  things: number;
}

/** The commands of docs/runbook.md for a reason. */
async function remedies(world: SoakWorld, { code, things }: StuckFinding): Promise<Command[]> {
  const keys = things.map(({ key }) => key);
  const all = (...args: string[]): Command[] => [{ args, things: keys.length }];
  const each = (argsOf: (key: string) => string[]): Command[] => keys.map((key) => ({ args: argsOf(key), things: 1 }));
  switch (code) {
    case 'thanku-rejected':
    case 'thanku-gave-up':
    case 'thanku-after-restore':
    case 'receipt-rejected':
    case 'receipt-unauthorized':
    case 'receipt-not-a-member':
    case 'receipt-gave-up':
      return all('orders', 'retry', '--no-wait', ...keys);
    case 'thanku-perhaps':
    case 'order-reinstated':
      return each((key) => ['orders', 'resolve', key, '--as', 'seen']);
    case 'receipt-unknown-twice':
    case 'receipt-unknown-not-looked-up':
    case 'receipt-unknown-erased':
      return await lookUp(world, keys);
    case 'dead-event':
    case 'dead-wake-up':
      return all('dlq', 'replay', '--reason', code, '--yes', '--no-wait');
    case 'letter-left-over':
      return all('dlq', 'drop', '--left-over', '--yes');
    case 'quarantined':
      return all('quarantine', 'reread', '--yes', '--no-wait');
    case 'shop-held-failures':
    case 'shop-held-token':
    case 'shop-held-moved':
      return each((key) => ['resume', '--shop', key, '--thanku']);
    case 'credential-held-secret':
    case 'credential-held-moved':
      return each((key) => ['resume', '--credential', key]);
    default:
      return [];
  }
}

/** Looks receipts up in the books, as a person would in Thanx's dashboard. */
async function lookUp({ partners }: SoakWorld, keys: readonly string[]): Promise<Command[]> {
  const { receipts } = await partners.books();
  return keys.map((key) => {
    const found = receipts.find((receipt) => receipt.user_comments === key);
    const as = found === undefined ? ['not-sent', '--no-wait'] : ['submitted', '--receipt', found.id];
    return { args: ['orders', 'resolve', key, '--as', ...as], things: 1 };
  });
}
