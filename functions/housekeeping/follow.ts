import type { FollowReceipts } from '../../lib/order/event.ts';
import { followWoken } from '../../lib/order/receipt-follow.ts';
import { keys } from '../../lib/store/keys.ts';
import { inBatches } from './in-batches.ts';
import { ofOrder } from './jobs.ts';
import type { Job } from './ports.ts';

/** A customer's receipts come due at the same instant, so that they stand together on the index. */
const batchSize = 100;

interface Followed {
  credential: string;
  whose: Pick<FollowReceipts, 'merchantId' | 'userId' | 'tokenOf'>;
  lookBy: number;
  receipt: { shop: string; pid: string };
}

/** Submitted receipts whose next look is due: one message for each customer. What Thanx never decides about is let go. */
export const dueFollows: Job = (ports, untilMs) =>
  inBatches(
    ports.due('follow', ports.now()),
    { untilMs, now: ports.now, batchSize },
    {
      look: ofOrder<Followed>(async ({ shop, pid }) => {
        const change = await ports.store.receipt.change(keys.receipt(shop, pid), (row) =>
          followWoken(row, ports.now()),
        );
        if (!change.changed) return undefined;
        const { credential, follow, userId, dueAt } = change.row;
        if (follow === undefined || userId === undefined || dueAt === undefined) return undefined;
        const { merchantId, tokenOf } = follow;
        const whose = { merchantId, userId, ...(tokenOf !== undefined && { tokenOf }) };
        return { credential, whose, lookBy: dueAt, receipt: { shop, pid } };
      }),
      async act(found) {
        const sent = [...Map.groupBy(found, ({ credential }) => credential)].map(([credential, followed]) =>
          ports.followReceipts(credential, messagesOf(followed)),
        );
        for (const send of await Promise.allSettled(sent)) if (send.status === 'rejected') throw send.reason;
      },
    },
  );

function messagesOf(followed: readonly Followed[]): FollowReceipts[] {
  const customers = Map.groupBy(followed, ({ whose }) => JSON.stringify(whose));
  return [...customers.values()].flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    const lookBy = Math.min(...all.map((one) => one.lookBy));
    return [{ type: 'follow' as const, ...first.whose, lookBy, receipts: all.map(({ receipt }) => receipt) }];
  });
}
