import { createHash } from 'node:crypto';
import type * as z from 'zod';
import type { EraseEvent, ExportEvent, Subject } from '../../lib/order/event.ts';
import { cardsSkipped } from '../../lib/order/gift-card-transitions.ts';
import { unfollowed } from '../../lib/order/receipt-follow.ts';
import { receiptSkipped } from '../../lib/order/receipt-state.ts';
import type { ThankuState } from '../../lib/order/thanku-state.ts';
import { skipped } from '../../lib/order/thanku-transitions.ts';
import { orderOf } from '../../lib/store/due.ts';
import { erasedKeys, isSubject } from '../../lib/store/erased.ts';
import { keys } from '../../lib/store/keys.ts';
import { finish } from './finish.ts';
import type { Ports } from './ports.ts';

/** A shop that waits for cancellations has thousands of unsettled orders, and the function has half a minute. */
const ordersAtOnce = 25;

/**
 * Forgets a customer (or, without one, every customer of the shop): a tombstone that late webhooks meet at their claim,
 * then every order that still holds personal data or is followed at Thanx. The due index finds them all.
 */
export async function erase(ports: Ports, event: z.infer<typeof EraseEvent>): Promise<void> {
  const { shop, at, customer } = event;
  for (const key of erasedKeys(shop, customer ?? {})) await ports.store.erased.insert(key, { at });
  // One order that can't be read must not keep the others from being forgotten; the request comes back for it.
  const failures: unknown[] = [];
  for (const kind of ['thanku', 'receipt', 'settle', 'stuck', 'follow'] as const) {
    let pids: string[] = [];
    const eraseThem = async () => {
      const results = await Promise.allSettled(pids.map((pid) => eraseOrder(ports, shop, pid, customer)));
      for (const result of results) if (result.status === 'rejected') failures.push(result.reason);
    };
    for await (const entry of ports.due(kind, Number.MAX_SAFE_INTEGER)) {
      const order = orderOf(entry.pk);
      if (order?.shop === shop) pids.push(order.pid);
      if (pids.length < ordersAtOnce) continue;
      await eraseThem();
      pids = [];
    }
    await eraseThem();
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} orders could not be erased`);
}

const flagged = (row: ThankuState): ThankuState => ({ ...row, erase: true });

async function eraseOrder(ports: Ports, shop: string, pid: string, customer: Subject | undefined): Promise<void> {
  const payload = await ports.store.payload.get(keys.payload(shop, pid));
  if (payload === undefined) return await stopFollowing(ports, shop, pid, customer);
  if (customer !== undefined && !isSubject(payload.order.customer, customer)) return;
  const nowMs = ports.now();
  const { row: thanku } = await ports.store.thanku.change(
    keys.thanku(shop, pid),
    (order) => skipped(flagged(order), 'erased', nowMs) ?? flagged(order),
  );
  const receipt = await ports.store.receipt.change(
    keys.receipt(shop, pid),
    (row) => receiptSkipped(row, 'erased', nowMs) ?? { ...(unfollowed(row, nowMs) ?? row), erase: true },
  );
  await ports.store.giftCards.change(keys.giftCards(shop, pid), (cards) => cardsSkipped(cards, 'erased', nowMs));
  const open = (thanku?.lease?.until ?? 0) > nowMs || receipt.row?.state === 'sending';
  // An open attempt deletes it when it closes.
  if (!open) await ports.store.payload.delete(keys.payload(shop, pid));
  await finish(ports, shop, pid);
}

/** A settled order names nobody any more, but its receipt may still be followed under the customer's id at Thanx. */
async function stopFollowing({ store, now }: Ports, shop: string, pid: string, customer: Subject | undefined) {
  const names = new Set(erasedKeys(shop, customer ?? {}).map(({ sk }) => sk));
  await store.receipt.change(keys.receipt(shop, pid), (row) =>
    customer === undefined || row.follow?.customer.some((name) => names.has(name)) ? unfollowed(row, now()) : undefined,
  );
}

/** Keeps a request for a customer's data in an operator's sight: the shop has thirty days to answer it. */
export async function requestExport(ports: Ports, event: z.infer<typeof ExportEvent>): Promise<void> {
  const { shop, at, customer } = event;
  const id = createHash('sha256')
    .update(JSON.stringify([at, customer.id, customer.email]))
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
