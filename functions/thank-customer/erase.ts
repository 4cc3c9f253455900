import { createHash } from 'node:crypto';
import type * as z from 'zod';
import type { EraseEvent, ExportEvent } from '../../lib/order/event.ts';
import { eraseRows } from '../../lib/privacy/erase.ts';
import { keys } from '../../lib/store/keys.ts';
import { finish } from './finish.ts';
import type { Ports } from './ports.ts';

/**
 * Forgets a customer in everything that this function may touch. What lies in quarantine and in dead letter queues goes by
 * itself within 30 days of its coming, and meets the tombstone should it be read again.
 */
export async function erase(ports: Ports, event: z.infer<typeof EraseEvent>): Promise<void> {
  const { shop } = event;
  const erasure = await eraseRows({ ...ports, finish: (_, pid) => finish(ports, shop, pid) }, event);
  const { orders, open, unfollowed, parked, named } = erasure;
  ports.telemetry.info('erased', { shop, orders, open: open.length, unfollowed, parked });
  if (named) ports.telemetry.warn('public ThankUs name an erased customer: `privacy list` says which', { shop });
}

/** Keeps a request for a customer's data in an operator's sight: the shop has thirty days to answer it. */
export async function requestExport(ports: Ports, event: z.infer<typeof ExportEvent>): Promise<void> {
  const { shop, at, customer } = event;
  const id = createHash('sha256')
    .update(JSON.stringify([at, ...(await ports.store.customers.current(shop, customer))]))
    .digest('hex')
    .slice(0, 32);
  const request = {
    shop,
    at,
    customerId: customer.id,
    email: customer.email,
    dueKind: 'stuck' as const,
    dueAt: ports.now(),
  };
  await ports.store.exportRequests.insert(keys.exportRequest(shop, id), request);
  ports.telemetry.warn('a customer asked for their data: answer within 30 days', { shop, request: id });
  ports.telemetry.count('ExportRequested');
}
