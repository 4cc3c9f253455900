import type { PollReceipts } from '../../lib/order/event.ts';
import type { OrderKey } from '../../lib/order/order-key.ts';
import { pollWoken } from '../../lib/order/receipt/poll.ts';
import type { ReceiptState } from '../../lib/order/receipt/state.ts';
import { keys } from '../../lib/store/keys.ts';
import { inBatches, ofOrder } from './in-batches.ts';
import type { Job } from './ports.ts';

interface PolledReceipt {
  credential: string;
  customer: Pick<PollReceipts, 'merchantId' | 'userId' | 'tokenOf'>;
  lookBy: number;
  receipt: ReceiptState;
}

/**
 * Polls Thanx for submitted receipts that are due: one message for each customer, whose receipts come due at the same instant and so are
 * next to each other in the index. A receipt is dropped once Thanx has had long enough to decide, or if the stage no longer has its
 * credential.
 */
export const duePolls: Job = (ports, untilMs) => {
  const { store, now } = ports;
  const mark = (receipt: ReceiptState) =>
    store.receipt.change(keys.receipt(receipt.shop, receipt.pid), (row) => pollWoken(row, now()), receipt);
  return inBatches<PolledReceipt>(
    ports.due('follow', now()),
    { untilMs, now },
    {
      look: ofOrder(async ({ shop, pid }) => {
        const row = await store.receipt.get(keys.receipt(shop, pid));
        const next = row && pollWoken(row, now());
        if (row === undefined || next === undefined) return undefined;
        const { credential, follow, userId, dueAt } = next;
        const hasCredential = ports.credentials.includes(credential);
        if (!hasCredential || follow === undefined || userId === undefined || dueAt === undefined) {
          await mark(row);
          return undefined;
        }
        const { merchantId, tokenOf } = follow;
        const customer = { merchantId, userId, ...(tokenOf !== undefined && { tokenOf }) };
        return { credential, customer, lookBy: dueAt, receipt: row };
      }),
      groupOf: ({ credential }) => credential,
      send: (receipts, credential) => ports.pollReceipts(credential, messagesOf(receipts)),
      mark: ({ receipt }) => mark(receipt),
    },
  );
};

const keyOf = ({ receipt: { shop, pid } }: PolledReceipt): OrderKey => ({ shop, pid });

function messagesOf(receipts: readonly PolledReceipt[]): PollReceipts[] {
  const customers = Map.groupBy(receipts, ({ customer }) => JSON.stringify(customer));
  return [...customers.values()].flatMap((all) => {
    const [first, ...others] = all;
    if (first === undefined) return [];
    const lookBy = Math.min(...all.map((one) => one.lookBy));
    return [
      {
        type: 'follow' as const,
        ...first.customer,
        lookBy,
        receipts: [keyOf(first), ...others.map(keyOf)],
      },
    ];
  });
}
