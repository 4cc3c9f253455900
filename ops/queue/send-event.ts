import type { Lookup } from '../../lib/lookup/lookup.ts';
import type { OrderEvent } from '../../lib/order/event.ts';
import { ofShop, sendMessage } from '../../lib/queue/send.ts';
import type { StageAws } from '../stage/aws.ts';

/** Sends an event to the queue of its type, as ingest does. */
export const sendEvent =
  ({ sqs, queueUrl }: Pick<StageAws, 'sqs' | 'queueUrl'>) =>
  async (event: OrderEvent | Lookup): Promise<void> =>
    await sendMessage(sqs, await queueUrl(event.type === 'lookup' ? 'fetches' : 'orders'), ofShop(event));
