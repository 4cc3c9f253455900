import { setTimeout as sleep } from 'node:timers/promises';
import type { Stage } from '../../infra/stages.ts';
import { thanxLimits } from '../../infra/thanx-capacity.ts';
import { connect, type Connection, type Timing } from '../../lib/partners/connection.ts';
import { getMerchants, getScopes } from '../../lib/partners/thanx/partner-api.ts';
import { listReceipts } from '../../lib/partners/thanx/list-receipts.ts';
import type { ThanxOutcome } from '../../lib/partners/thanx/read-answer.ts';
import { permittedCall } from '../../lib/partners/thanx/permitted-call.ts';
import { limiter } from '../../lib/permits/limiter.ts';
import type { Permits } from '../../lib/permits/permits.ts';
import { grantsRow } from '../../lib/permits/row.ts';
import { controlKeys } from '../../lib/store/control.ts';
import type { StageAws } from '../stage/aws.ts';
import type { ThanxQuestions } from './check.ts';

/** Long enough for a permit and a call; a person waits. */
const patienceMs = 60_000;

/** Calls to a stage's Thanx from here, each with a permit of the credential's row, as the workers take them. */
export function thanxQuestions(
  { stage, aws, credential }: { stage: Stage; aws: StageAws; credential: string },
  warn: (text: string) => void,
): { permits: Permits; ask: ThanxQuestions } {
  const time = {
    now: Date.now,
    sleep: async (ms: number) => {
      if (ms > 0) await sleep(ms);
    },
  };
  const permits = limiter({
    row: grantsRow(aws.documents, aws.controlTable, controlKeys.permits(credential)),
    limits: thanxLimits(stage),
    random: Math.random,
    ...time,
  });
  const ports = {
    permits,
    thanx: { connect: () => connect(aws.thanxUrl, { timeoutMs: stage.partnerTimeoutMs, now: Date.now }) },
    telemetry: { error: warn, count: () => undefined },
    ...time,
    credentialName: credential,
    partnerTimeoutMs: stage.partnerTimeoutMs,
  };
  const call = <T>(send: (connection: Connection, timing: Timing) => Promise<ThanxOutcome<T>>) =>
    permittedCall(ports, () => patienceMs, send);
  return {
    permits,
    ask: {
      scopes: (secret) => call((connection, timing) => getScopes(connection, { credential: secret }, timing)),
      merchants: (secret) => call((connection, timing) => getMerchants(connection, { credential: secret }, timing)),
      receipts: ({ clientId }, { token: bearer }, merchantId) =>
        call((connection, timing) => listReceipts(connection, { clientId, bearer, merchantId, page: 1 }, timing)),
    },
  };
}
