import { ThankflowError } from '../../lib/errors.ts';
import type { OrderEvent } from '../../lib/order/event.ts';
import type { Dead } from './dead.ts';
import type { ReplayPorts } from './action.ts';
import { whyNotFound } from './find.ts';
import { searchDead } from './search.ts';

/**
 * Puts an edited event on its work queue, then removes the original, which is in the DLQ until then.
 * @throws `not-found`, with nothing sent, if somebody else has replayed or dropped it meanwhile
 */
export async function sendCorrected(
  ports: Pick<ReplayPorts, 'send' | 'now' | 'sqs' | 'settings'>,
  { id, queue }: Dead,
  edited: OrderEvent,
): Promise<void> {
  const sent = new AbortController();
  const searched = await searchDead(
    ports,
    [queue],
    { ids: [id] },
    async () => {
      await ports.send(queue.source.url, edited);
      sent.abort();
      return 'remove';
    },
    { nowMs: ports.now(), signal: sent.signal },
  );
  if (!sent.signal.aborted) throw new ThankflowError('not-found', `nothing was sent: ${whyNotFound(id, searched)}`);
}
