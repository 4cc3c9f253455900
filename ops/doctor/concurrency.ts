import { ThankflowError } from '../../lib/errors.ts';
import { stagesFile } from '../cli/stages.ts';
import { number } from '../cli/words.ts';
import { ok, warning, wrong, type Finding } from '../connection/finding.ts';
import type { Check } from './check.ts';

/** AWS requires that this much stays unreserved. @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
const minUnreserved = 100;

export interface ConcurrencyFacts {
  region: string;
  /** How many functions the account may run at once. */
  limit: number;
  /** How much of it no function reserves. */
  unreserved: number;
  /** How much this stage's functions reserve now. */
  reservedNow: number;
  /** How much this checkout's functions reserve. */
  needed: number;
}

export const concurrencyCheck: Check = {
  code: 'concurrency',
  notLocally: 'Concurrency: the local stack has no account that limits it.',
  async findings({ deployment, expected, functions }) {
    if (deployment === undefined) return [];
    const { GetAccountSettingsCommand } = await import('@aws-sdk/client-lambda');
    const [{ AccountLimit }, { functions: wanted }, deployed] = await Promise.all([
      deployment.lambda.send(new GetAccountSettingsCommand({})),
      expected(),
      functions(),
    ]);
    const { ConcurrentExecutions: limit, UnreservedConcurrentExecutions: unreserved } = AccountLimit ?? {};
    if (limit === undefined || unreserved === undefined)
      throw new ThankflowError('unavailable', 'Lambda didn’t say how many functions the account may run');
    const { region } = deployment;
    return concurrencyFindings({ region, limit, unreserved, reservedNow: sum(deployed), needed: sum(wanted) });
  },
};

const sum = (of: readonly { reserved: number }[]): number => of.reduce((total, { reserved }) => total + reserved, 0);

export function concurrencyFindings(facts: ConcurrencyFacts): Finding[] {
  const { region, limit, unreserved, reservedNow, needed } = facts;
  // What the stage reserves now is free again when it is deployed.
  const left = unreserved + reservedNow - needed;
  const account = `This account may run ${number(limit)} functions at once in ${region}`;
  if (needed === 0)
    return [
      warning(
        'concurrency-unreserved',
        `${account}, and the stage reserves none of them: its workers, its webhooks and the account’s other functions compete. A burst can delay thanks, and throttle webhooks.`,
        `Once the account may run enough, reserve concurrency again in ${stagesFile()}.`,
      ),
    ];
  if (left >= minUnreserved)
    return [
      ok(
        'concurrency',
        `${account}. The stage reserves ${number(needed)}, and ${number(left)} stay unreserved (at least ${minUnreserved}).`,
      ),
    ];
  const enough = limit + minUnreserved - left;
  return [
    wrong(
      'concurrency-short',
      `${account}, of which ${number(unreserved + reservedNow)} are free for this stage. It reserves ${number(needed)}, and AWS requires ${minUnreserved} to stay unreserved: deploying fails.`,
      `aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value ${enough} --region ${region}`,
    ),
  ];
}
