import type { Command } from 'commander';
import * as z from 'zod';
import { ThankflowError } from '../../lib/errors.ts';
import { didYouMean } from '../../lib/nearest.ts';
import { targetsIn } from '../../lib/shops/notify-settings.ts';
import { shopParts, type ShopPart } from '../../lib/store/pauses.ts';
import { targetStates } from '../notify/target-circuits.ts';
import type { StageAws } from '../stage/aws.ts';
import { knownShop } from '../shops/known-shop.ts';
import { knownCredential } from '../stage/known-credential.ts';

/** What `pause` and `resume` are about. */
export type PauseScope = { shop: string; parts: readonly ShopPart[]; target?: undefined } | { credential: string };

/** What only `resume` is about. */
export interface TargetScope {
  shop: string;
  target: string;
  /** The shop's settings don't have it any more. */
  isRemoved: boolean;
}

export const withScope = (command: Command): Command =>
  command
    .option('--shop <id>', 'a shop: its ThankUs, receipts and gift cards, and notifications')
    .option('--thanku', 'with --shop: its ThankUs')
    .option('--thanx', 'with --shop: its receipts and gift cards')
    .option('--notify', "with --shop: its notifications, which the shop's own systems get")
    .option('--credential <name>', 'a Thanx credential: the receipts and gift cards of all its shops');

export const withTarget = (command: Command): Command =>
  command.option('--target <name>', 'with --shop: the notifications for one of its systems, whose circuit is open');

const Options = z.object({
  shop: z.string().optional(),
  credential: z.string().optional(),
  thanku: z.boolean().default(false),
  thanx: z.boolean().default(false),
  notify: z.boolean().default(false),
  target: z.string().optional(),
});

/** @throws `usage` for options that don't go together, and for an unknown shop or credential */
export async function scopeOf(command: Command, aws: StageAws): Promise<PauseScope> {
  const { shop, credential, ...options } = Options.parse(command.opts());
  const parts = shopParts.filter((part) => options[part]);
  if (credential !== undefined && shop === undefined) {
    if (parts.length > 0) throw new ThankflowError('usage', '--thanku, --thanx and --notify need --shop <id>');
    return { credential: knownCredential(aws.stage, credential) };
  }
  if (shop === undefined || credential !== undefined) {
    throw new ThankflowError('usage', 'give either --shop <id> or --credential <name>');
  }
  await knownShop(aws, shop);
  return { shop, parts: parts.length > 0 ? parts : shopParts };
}

/** The scope of `resume`. @throws `usage` as `scopeOf` does, and for an unknown target */
export async function resumeScopeOf(command: Command, aws: StageAws): Promise<PauseScope | TargetScope> {
  const { shop, target, credential, ...options } = Options.parse(command.opts());
  if (target === undefined) return await scopeOf(command, aws);
  if (shop === undefined || credential !== undefined || shopParts.some((part) => options[part]))
    throw new ThankflowError('usage', '--target <name> goes with --shop <id> only');
  const { raw, removed } = await knownShop(aws, shop);
  const names = removed === undefined ? targetsIn(raw).map(({ name }) => name) : [];
  if (names.includes(target)) return { shop, target, isRemoved: false };
  if ((await targetStates(aws, shop)).some((one) => one.target === target)) return { shop, target, isRemoved: true };
  const there = names.length === 0 ? 'Its settings have no `notify`.' : `It has ${names.join(', ')}.`;
  throw new ThankflowError('usage', `${shop} has no target "${target}"${didYouMean(target, names)}. ${there}`);
}

/** What the audit trail names for a scope: `my-shop thanku`. */
export function auditSubjects(scope: PauseScope | TargetScope): string[] {
  if ('credential' in scope) return [`credential ${scope.credential}`];
  if (scope.target !== undefined) return [`${scope.shop} target ${scope.target}`];
  return scope.parts.map((part) => `${scope.shop} ${part}`);
}
