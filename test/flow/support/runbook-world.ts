import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { secretNames } from '../../../lib/secrets/secrets.ts';
import type { FlowStack } from './flow-stack.ts';
import { orderEnds } from './order-ends.ts';
import { customer, runbookStage, shop } from './runbook-stage.ts';
import { stuckFor, type ArrangedCode } from './stuck-for.ts';

/** The runbook's stage, on which its order can be made to be stuck for any reason. */
export function runbookWorld(stack: FlowStack) {
  const stage = runbookStage(stack);
  const { reset, apply, order } = stage;
  const { thanked } = orderEnds(stage);
  const arrange = stuckFor(stage);

  /** What the stage's secrets hold, as the commands that put them ask for it. */
  async function secretLines(name: string): Promise<string> {
    const { SecretString = '' } = await stack.secrets.send(new GetSecretValueCommand({ SecretId: name }));
    const secret = z.record(z.string(), z.string()).parse(JSON.parse(SecretString));
    return Object.values(secret).join('\n');
  }
  /** Outlives `fresh`: the wallets' tokens of ThankU's sandbox do too. */
  const filled: Record<string, string> = {};
  return {
    /** What a person enters from now on where a secret of this kind is asked for. */
    fillIn: (kind: string, line: string) => (filled[kind] = line),
    /** Makes the stage as new. */
    async fresh() {
      await reset();
      await apply();
    },
    customerId: customer.id,
    order,
    scan: stage.see.scan,
    stage,
    /** Makes the stage as new, and one thing on it stuck. */
    async arrange(code: ArrangedCode) {
      await reset();
      await apply();
      await arrange[code]();
    },
    /** Makes the stage as new, with the order thanked. */
    async healthy() {
      await reset();
      await apply();
      await thanked();
    },
    /** What is piped into a command that asks for secrets: those that are there already. */
    async stdinFor(words: readonly string[]): Promise<string> {
      if (words[0] !== 'secrets') return '';
      const names: Record<string, string> = {
        webhook: secretNames.webhook('local', shop),
        thanku: secretNames.thanku('local', shop),
        thanx: secretNames.thanx('local', 'main'),
      };
      const entered = filled[words[2] ?? ''];
      if (entered !== undefined) return entered;
      const name = names[words[2] ?? ''];
      return name === undefined ? 'a-user-token-0123456789' : await secretLines(name);
    },
  };
}
