import { createHash } from 'node:crypto';
import type { SentOrder, TopicName } from '../../lib/senders/sent-order.ts';
import type { ShopSettings } from '../../lib/shops/settings.ts';
import { hasApi, needsApi } from '../platform/address.ts';
import type { StageAws } from '../stage/aws.ts';

interface Change {
  path: string;
  order: unknown;
}

/** The ID of a customer who has only this order. */
const digitsOf = (id: string): string => String(createHash('sha256').update(id).digest().readUIntBE(0, 6));

const changes: Partial<Record<TopicName, (order: SentOrder) => Change>> = {
  paid: ({ id, amount, title, email, firstName, lastName, test = false }) => ({
    path: 'orders',
    order: {
      id,
      lines: [{ title, price: amount }],
      customer: { id: digitsOf(id), email, firstName, lastName },
      test,
    },
  }),
  cancelled: ({ id }) => ({ path: 'orders/cancel', order: id }),
  refunded: ({ id }) => ({ path: 'orders/refund', order: id }),
  deleted: ({ id }) => ({ path: 'orders/trash', order: id }),
};

/**
 * Where webhooks only name orders, one about a made-up order finds nothing. So the order is placed or changed in the local
 * stack's sandbox first, if it has this shop.
 * @param refunded how much is refunded; default: all that is left
 */
export async function changeInSandbox(
  { sandboxes }: Pick<StageAws, 'sandboxes'>,
  { shop, platform }: Pick<ShopSettings, 'shop' | 'platform'>,
  topic: TopicName,
  order: SentOrder,
  refunded?: string,
): Promise<void> {
  const change = changes[topic]?.(order);
  if (change === undefined || sandboxes === undefined || !hasApi(platform) || !needsApi(platform)) return;
  // 400: a shop or an order that the sandbox doesn't know. Then the webhook finds nothing, which is said below it.
  const refund = topic === 'refunded' && refunded !== undefined ? { amount: refunded } : undefined;
  await fetch(`${sandboxes[platform]}/_sandbox/${change.path}`, {
    method: 'POST',
    body: JSON.stringify({ shop, order: change.order, refund }),
  });
}
