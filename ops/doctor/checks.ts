import { resourceName } from '../../lib/naming.ts';
import { ok, wrong, type Finding } from '../connection/finding.ts';
import { describeFailure } from '../cli/failures.ts';
import { deployCommand } from '../cli/stages.ts';
import type { StageAws } from '../stage/aws.ts';
import { once } from '../stage/location.ts';
import { accountCheck } from './account.ts';
import { alarmAddressCheck } from './alarm-address.ts';
import { bootstrapCheck } from './bootstrap.ts';
import { findingsOf, type Check, type Examined } from './check.ts';
import { clockCheck } from './clock.ts';
import { concurrencyCheck } from './concurrency.ts';
import { readFunctions } from './deployed-functions.ts';
import { eventSourcesCheck } from './event-sources.ts';
import { expectedOf } from './expected.ts';
import { secretsCheck } from './secrets.ts';
import { settingsCheck } from './settings.ts';
import { readStacks } from './deployed-stacks.ts';
import { stacksCheck } from './stacks.ts';
import { versionsCheck } from './versions.ts';

const checkoutCheck: Check = {
  code: 'checkout',
  notLocally: 'Checkout: nothing is deployed from it to the local stack.',
  async findings({ stage, expected }) {
    try {
      return [
        ok('checkout', `This checkout can be synthesized: it has ${(await expected()).functions.length} functions.`),
      ];
    } catch (error) {
      const { message } = describeFailure(error, stage.name);
      return [wrong('checkout', `Nothing can be deployed: ${message}`, deployCommand(stage.name))];
    }
  },
};

/** In the order in which a person would look. */
const checks: readonly Check[] = [
  accountCheck,
  clockCheck,
  checkoutCheck,
  bootstrapCheck,
  stacksCheck,
  concurrencyCheck,
  versionsCheck,
  secretsCheck,
  settingsCheck,
  eventSourcesCheck,
  alarmAddressCheck,
];

/** Examines a stage. All checks run at the same time, and their findings come in a fixed order. Changes nothing. */
export async function* examine(
  aws: StageAws,
  { isAfter, expect = expectedOf }: { isAfter: boolean; expect?: typeof expectedOf },
): AsyncGenerator<Finding, void, undefined> {
  const { stage } = aws;
  const deployment = await aws.deployment();
  const stacks = once(async () =>
    deployment === undefined ? { data: undefined, app: undefined } : await readStacks(deployment.cloudFormation, stage),
  );
  const on: Examined = {
    stage,
    aws,
    deployment,
    isAfter,
    expected: once(() => expect(stage)),
    stacks,
    functions: once(async () =>
      deployment === undefined || (await stacks()).app === undefined
        ? []
        : await readFunctions(deployment, resourceName(stage, 'app')),
    ),
  };
  const running = checks.map((check) => findingsOf(check, on));
  for (const findings of running) yield* await findings;
}
