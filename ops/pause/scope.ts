import type { OpenCircuit } from '../../lib/circuit/circuit.ts';
import type { Pause } from '../../lib/store/control.ts';
import { instantOf } from '../cli/words.ts';
import type { Command } from 'commander';
import * as z from 'zod';
import { ThankflowError } from '../../lib/errors.ts';
import type { StageAws } from '../stage/aws.ts';
import { knownShop } from '../shops/known-shop.ts';
import { knownCredential } from '../stage/location.ts';

/** `paused by ada since 2026-03-01 12:00Z: ticket 42`. */
export const describePause = ({ by, since, reason }: Pause): string =>
  `paused by ${by} since ${instantOf(since)}: ${reason}`;

/** `circuit open since 2026-03-01 12:00Z (failures)`. */
export const describeCircuit = ({ reason, since }: OpenCircuit): string =>
  `circuit open since ${instantOf(since)} (${reason})`;

/** `the ThankUs of my-shop`. */
export const describeScope = {
  thanku: (shop: string) => `the ThankUs of ${shop}`,
  thanx: (shop: string) => `the Thanx receipts and gift cards of ${shop}`,
  credential: (credential: string) => `the Thanx credential "${credential}"`,
};

/** What `pause` and `resume` are about. */
export type PauseScope = { shop: string; parts: readonly ('thanku' | 'thanx')[] } | { credential: string };

export const withScope = (command: Command): Command =>
  command
    .option('--shop <id>', 'a shop: its ThankUs, receipts and gift cards')
    .option('--thanku', 'with --shop: only its ThankUs')
    .option('--thanx', 'with --shop: only its receipts and gift cards')
    .option('--credential <name>', 'a Thanx credential: the receipts and gift cards of all its shops');

const Options = z.object({
  shop: z.string().optional(),
  credential: z.string().optional(),
  thanku: z.boolean().default(false),
  thanx: z.boolean().default(false),
});

/** @throws `usage` for options that don't go together, and for an unknown shop or credential */
export async function scopeOf(command: Command, aws: StageAws): Promise<PauseScope> {
  const { shop, credential, thanku, thanx } = Options.parse(command.opts());
  if (credential !== undefined && shop === undefined) {
    if (thanku || thanx) throw new ThankflowError('usage', '--thanku and --thanx need --shop <id>');
    return { credential: knownCredential(aws.stage, credential) };
  }
  if (shop === undefined || credential !== undefined) {
    throw new ThankflowError('usage', 'give either --shop <id> or --credential <name>');
  }
  await knownShop(aws, shop);
  const parts = (['thanku', 'thanx'] as const).filter((part) => (part === 'thanku' ? thanku : thanx));
  return { shop, parts: parts.length > 0 ? parts : ['thanku', 'thanx'] };
}

/** What the audit trail names for a scope: `my-shop thanku`. */
export const auditSubjects = (scope: PauseScope): string[] =>
  'shop' in scope ? scope.parts.map((part) => `${scope.shop} ${part}`) : [`credential ${scope.credential}`];
