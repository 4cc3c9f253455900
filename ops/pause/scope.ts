import type { Command } from 'commander';
import * as z from 'zod';
import { ThankflowError } from '../../lib/errors.ts';
import type { StageAws } from '../stage/aws.ts';
import { knownShop } from '../shops/known-shop.ts';
import { knownCredential } from '../stage/known-credential.ts';

/** What `hold` and `release` are about. */
export type HeldScope = { shop: string; parts: readonly ('thanku' | 'thanx')[] } | { credential: string };

export const withScope = (command: Command): Command =>
  command
    .option('--shop <id>', 'a shop: its ThankUs, its receipts and its gift cards, whatever their credential')
    .option('--thanku', 'of the shop only what goes to ThankU')
    .option('--thanx', 'of the shop only what goes to Thanx')
    .option('--credential <name>', 'a Thanx credential: the receipts and gift cards of all its shops');

const Options = z.object({
  shop: z.string().optional(),
  credential: z.string().optional(),
  thanku: z.boolean().default(false),
  thanx: z.boolean().default(false),
});

/** Throws `usage` where it is not clear what is meant, and for a shop or credential that is not there. */
export async function scopeOf(command: Command, aws: StageAws): Promise<HeldScope> {
  const { shop, credential, thanku, thanx } = Options.parse(command.opts());
  if (credential !== undefined && shop === undefined) {
    if (thanku || thanx) throw new ThankflowError('usage', '--thanku and --thanx go with --shop <id> only');
    return { credential: knownCredential(aws.stage, credential) };
  }
  if (shop === undefined || credential !== undefined) {
    throw new ThankflowError('usage', 'say what is meant: either --shop <id> or --credential <name>');
  }
  await knownShop(aws, shop);
  const parts = (['thanku', 'thanx'] as const).filter((part) => (part === 'thanku' ? thanku : thanx));
  return { shop, parts: parts.length > 0 ? parts : ['thanku', 'thanx'] };
}

/** As people say it: `the ThankUs of my-shop`. */
export const scopeWords = {
  thanku: (shop: string) => `the ThankUs of ${shop}`,
  thanx: (shop: string) => `the Thanx receipts and gift cards of ${shop}`,
  credential: (credential: string) => `the Thanx credential "${credential}"`,
};

/** What a scope's audit rows are about. */
export const aboutScope = (scope: HeldScope): string[] =>
  'shop' in scope ? scope.parts.map((part) => `${scope.shop} ${part}`) : [`credential ${scope.credential}`];
