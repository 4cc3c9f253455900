import type { Stage } from '../../infra/stages.ts';
import type { Connection, Timing } from '../../lib/partners/connection.ts';
import { getMerchants, getScopes } from '../../lib/partners/thanx/partner-api.ts';
import { listReceipts } from '../../lib/partners/thanx/list-receipts.ts';
import type { ThanxOutcome } from '../../lib/partners/thanx/read-answer.ts';
import { permittedCall } from '../../lib/partners/thanx/permitted-call.ts';
import type { Permits } from '../../lib/permits/permits.ts';
import type { StageAws } from '../stage/aws.ts';
import type { ThanxQuestions } from './check.ts';
import { patienceMs, thanxPorts } from './ports.ts';

/** The questions to a stage's Thanx. */
export function thanxQuestions(
  on: { stage: Stage; aws: StageAws; credential: string },
  warn: (text: string) => void,
): { permits: Permits; ask: ThanxQuestions } {
  const ports = thanxPorts(on, warn);
  const call = <T>(send: (connection: Connection, timing: Timing) => Promise<ThanxOutcome<T>>) =>
    permittedCall(ports, () => patienceMs, send);
  return {
    permits: ports.permits,
    ask: {
      scopes: (secret) => call((connection, timing) => getScopes(connection, { credential: secret }, timing)),
      merchants: (secret) => call((connection, timing) => getMerchants(connection, { credential: secret }, timing)),
      receipts: ({ clientId }, { token: bearer }, merchantId) =>
        call((connection, timing) => listReceipts(connection, { clientId, bearer, merchantId, page: 1 }, timing)),
    },
  };
}
