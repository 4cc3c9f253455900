import type { PollReceipts } from '../../lib/order/event.ts';
import { pollWoken } from '../../lib/order/receipt/poll.ts';
import { keys } from '../../lib/store/keys.ts';
import { inBatches } from './in-batches.ts';
import { ofOrder } from './jobs.ts';
import type { Job } from './ports.ts';

interface Followed {
  credential: string;
  whose: Pick<PollReceipts, 'merchantId' | 'userId' | 'tokenOf'>;
  lookBy: number;
  receipt: { shop: string; pid: string };
}

/**
 * Submitted receipts whose next look is due: one message for each customer, whose receipts come due at the same instant so that they stand
 * together on the index. What Thanx never decides about is let go. Nobody can look with a credential that the stage no longer has.
 */
export const dueFollows: Job = (ports, untilMs) => {
  const { store, now } = ports;
  const mark = ({ shop, pid }: Followed['receipt']) =>
    store.receipt.change(keys.receipt(shop, pid), (row) => pollWoken(row, now()));
  return inBatches<Followed>(
    ports.due('follow', now()),
    { untilMs, now },
    {
      look: ofOrder(async ({ shop, pid }) => {
        const row = await store.receipt.get(keys.receipt(shop, pid));
        const next = row && pollWoken(row, now());
        if (next === undefined) return undefined;
        const { credential, follow, userId, dueAt } = next;
        const isFollowed = ports.credentials.includes(credential);
        if (!isFollowed || follow === undefined || userId === undefined || dueAt === undefined) {
          await mark({ shop, pid });
          return undefined;
        }
        const { merchantId, tokenOf } = follow;
        const whose = { merchantId, userId, ...(tokenOf !== undefined && { tokenOf }) };
        return { credential, whose, lookBy: dueAt, receipt: { shop, pid } };
      }),
      groupOf: ({ credential }) => credential,
      send: (followed, credential) => ports.followReceipts(credential, messagesOf(followed)),
      mark: ({ receipt }) => mark(receipt),
    },
  );
};

function messagesOf(followed: readonly Followed[]): PollReceipts[] {
  const customers = Map.groupBy(followed, ({ whose }) => JSON.stringify(whose));
  return [...customers.values()].flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    const lookBy = Math.min(...all.map((one) => one.lookBy));
    return [{ type: 'follow' as const, ...first.whose, lookBy, receipts: all.map(({ receipt }) => receipt) }];
  });
}
