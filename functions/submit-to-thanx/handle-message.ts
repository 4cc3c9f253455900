import type { LoyaltyMessage } from '../../lib/order/loyalty-message.ts';
import type { Verdict } from '../../lib/queue/consume.ts';
import type { Ports } from './ports.ts';
import { pollReceipts } from './receipt/poll.ts';
import { settleByPurchase } from './receipt/purchase.ts';
import { lookAtOrder } from './submit-to-thanx.ts';

/** Handles a message of the loyalty queue. */
export async function handleMessage(
  ports: Ports,
  message: LoyaltyMessage,
  remainingMs: () => number,
): Promise<Verdict> {
  switch (message.type) {
    case 'wake':
      return await lookAtOrder(ports, message, remainingMs);
    case 'follow':
      return await pollReceipts(ports, message, remainingMs);
    case 'purchase':
      return await settleByPurchase(ports, message);
  }
}
