import type { Command } from 'commander';
import { tagsOf } from '../../infra/stages.ts';
import { ThankflowError } from '../../lib/errors.ts';
import type { PlatformSecret } from '../../lib/reconcile/platform-secret.ts';
import { audited } from '../audit/audited.ts';
import type { Output } from '../cli/output.ts';
import { replaceSecret, type SeenSecret } from '../../lib/secrets/writer.ts';
import type { StageAws } from '../stage/aws.ts';
import type { Examined } from './examine.ts';
import { fetchSoon } from './fetch-soon.ts';
import { reconcileSoon } from '../reconcile/states.ts';

/**
 * Refuses a credential that can't do its work.
 * @param anyway how to write it all the same
 * @throws ThankflowError `refused` with the names of what is missing
 */
export function refuseUnfit(examined: Examined, anyway: string): void {
  const problem = unfitness(examined);
  if (problem === undefined) return;
  throw new ThankflowError('refused', [
    `${problem} Nothing was written.`,
    `Fix it and repeat the command. To write the credential anyway${anyway}`,
  ]);
}

/** Why a credential can't do its work, in a sentence; `undefined`: it can. */
export function unfitness(examined: Examined): string | undefined {
  if (!examined.works) return `The credential doesn't work: ${examined.why}.`;
  const { missingScopes } = examined;
  return missingScopes.length === 0 ? undefined : `The credential lacks ${missingScopes.join(' and ')}.`;
}

/** Writes a shop's credential, and has its waiting orders fetched and the shop reconciled soon. @returns whether its reconciliation is on */
export const putPlatformSecret = (
  aws: StageAws,
  command: Command,
  { shop, seen, secret }: { shop: string; seen: SeenSecret; secret: PlatformSecret },
): Promise<boolean> =>
  audited(aws, command, { about: [shop, 'platform credential'] }, async () => {
    await replaceSecret(aws.secrets, seen, secret, tagsOf(aws.stage));
    await fetchSoon(aws, shop, Date.now());
    return await reconcileSoon(aws, shop, Date.now());
  });

/** Prints what a credential can do. */
export function printExamined(out: Output, examined: Examined): void {
  const problem = unfitness(examined);
  if (problem !== undefined) out.note(`warning: ${problem}`);
  if (!examined.works || problem !== undefined) return;
  const { shop, readOrder, limits } = examined;
  const of = shop === undefined ? '' : ` It belongs to ${shop}.`;
  const read = readOrder === undefined ? 'The last 30 days have no order to try it on.' : 'It can read orders.';
  out.line(`The credential works.${of} ${read}`);
  for (const limit of limits) out.note(`Limit: ${limit}.`);
}
