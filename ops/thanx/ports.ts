import { setTimeout as sleep } from 'node:timers/promises';
import type { Stage } from '../../infra/stages.ts';
import { thanxLimits } from '../../infra/thanx-capacity.ts';
import { connect, type Connected } from '../../lib/partners/connection.ts';
import type { PermittedCallPorts } from '../../lib/partners/thanx/permitted-call.ts';
import { limiter } from '../../lib/permits/limiter.ts';
import { grantsRow } from '../../lib/permits/row.ts';
import { controlKeys } from '../../lib/store/control.ts';
import type { StageAws } from '../stage/aws.ts';

/** Long enough for a permit and a call; a person waits. */
export const patienceMs = 60_000;

/**
 * What calls to a stage's Thanx need here, each with a permit of the credential's row, as the workers take them.
 */
export function thanxPorts(
  { stage, aws, credential }: { stage: Stage; aws: StageAws; credential: string },
  warn: (text: string) => void,
): PermittedCallPorts & { connectTo(baseUrl: string): Promise<Connected> } {
  const time = {
    now: Date.now,
    sleep: async (ms: number) => {
      if (ms > 0) await sleep(ms);
    },
  };
  const connectTo = (baseUrl: string) => connect(baseUrl, { timeoutMs: stage.partnerTimeoutMs, now: Date.now });
  return {
    permits: limiter({
      row: grantsRow(aws.documents, aws.controlTable, controlKeys.permits(credential)),
      limits: thanxLimits(stage),
      random: Math.random,
      ...time,
    }),
    connectTo,
    thanx: { connect: () => connectTo(aws.thanxUrl) },
    telemetry: { error: warn, count: () => undefined },
    ...time,
    credentialName: credential,
    partnerTimeoutMs: stage.partnerTimeoutMs,
  };
}
