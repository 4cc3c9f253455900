import type { ReceiptState } from '../../../lib/order/receipt/state.ts';
import type { ThankuState } from '../../../lib/order/thanku/state.ts';

/** The rows of an order that has its ThankU, and whose receipt is due. */
export function rowsOf(ids: { shop: string; pid: string; credential: string }, nowMs: number) {
  const { shop, pid, credential } = ids;
  const at = new Date(nowMs).toISOString();
  const both = { shop, pid, orderId: '4711', notBefore: 0, createdAt: at, updatedAt: at };
  const order: ThankuState = {
    ...both,
    state: 'posted',
    id: 'thx',
    attempts: 1,
    receipt: 'created',
    announced: true,
  };
  const row: ReceiptState = {
    ...both,
    credential,
    state: 'waiting',
    attempts: 0,
    dueKind: 'receipt',
    dueAt: nowMs,
  };
  return { order, row };
}
