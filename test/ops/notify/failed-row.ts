import type { Delivery, NoticesState } from '../../../lib/notify/state.ts';

/** The row of an order of which one target refused the thank-you for good. */
export function failedRow(
  { shop, pid, atMs }: { shop: string; pid: string; atMs: number },
  ...more: readonly Partial<Delivery>[]
): NoticesState {
  const at = new Date(atMs).toISOString();
  const failed: Delivery = {
    target: 'erp',
    to: 'webhook',
    notice: 'evt_1',
    state: 'failed',
    reason: 'refused',
    attempts: 1,
    notBefore: atMs,
    lastError: { at, code: 'status', status: 410 },
    endedAt: at,
  };
  return {
    shop,
    pid,
    notices: [{ type: 'Order Thanked', id: 'evt_1', occurredAt: at }],
    deliveries: [failed].concat(more.map((one) => Object.assign({}, failed, one))),
    updatedAt: at,
    dueKind: 'stuck',
    dueAt: atMs,
  };
}
