import { setTimeout as sleep } from 'node:timers/promises';
import type { OrderKey } from '../../../lib/order/order-key.ts';
import { isQuarantineEmpty } from '../../../lib/quarantine/bucket.ts';
import { isErased } from '../../../lib/store/erased.ts';
import { countDead, deadQueues } from '../../dlq/queues.ts';
import { privacyPorts } from '../../privacy/ports.ts';
import { openRequests } from '../../privacy/requests.ts';
import { rowsOf } from '../../send/wait.ts';
import type { StageAws } from '../../stage/aws.ts';

const pollMs = 200;
/** As long as `send` waits for a worker. */
const patienceMs = 15_000;

/**
 * Whether erasing a customer asks no person to do anything: while the stage has dead letters, or the shop quarantined webhooks, an operator gets
 * a request to look for the customer there.
 */
export async function asksNobody(aws: StageAws, shop: string): Promise<boolean> {
  const { waiting, held } = await countDead(aws.sqs, await deadQueues(aws));
  if (waiting + held > 0) return false;
  return await isQuarantineEmpty(await aws.s3(), await aws.quarantineBucket(), shop);
}

export interface Sent {
  /** The forged order. */
  orderId: string;
  /** The customers of the forged webhooks and of the signed one. */
  forgedEmail: string;
  signedEmail: string;
  sinceMs: number;
}

/**
 * What became of the forged webhooks. Looks once the signed one, which was sent after them, has been processed.
 * @returns `undefined` if it hasn't been processed in time: then nobody can say
 */
export async function tracesOf(
  aws: StageAws,
  order: OrderKey,
  { forgedEmail, signedEmail, sinceMs }: Omit<Sent, 'orderId'>,
  signal: AbortSignal,
): Promise<string[] | undefined> {
  const { shop } = order;
  const ports = privacyPorts(aws);
  const erased = (email: string) => isErased(ports.store, shop, { email });
  for (const untilMs = Date.now() + patienceMs; !(await erased(signedEmail)); await sleep(pollMs))
    if (Date.now() > untilMs || signal.aborted) return undefined;
  const traces: string[] = [];
  if ((await rowsOf(aws, order)) !== undefined) traces.push('orders/paid: the forged order was processed');
  if (await erased(forgedEmail)) traces.push('customers/redact: the forged request was processed');
  for await (const open of openRequests(ports, shop)) {
    if (open.kind === 'export' && open.request.email === forgedEmail)
      traces.push('customers/data_request: there is a forged request for data');
    if (open.kind === 'redact' && Date.parse(open.request.at) >= sinceMs)
      traces.push('shop/redact: there is a new request to erase the shop, and it is paused');
  }
  return traces;
}
