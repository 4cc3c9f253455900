import type { WakeUp } from '../../lib/order/event.ts';
import { done, type Verdict } from '../../lib/queue/consume.ts';
import { leavingUnreadable } from '../../lib/store/unreadable.ts';
import { addGiftCards } from './gift-cards.ts';
import type { Ports } from './ports.ts';
import { submitToThanx } from './submit.ts';

/** A wake-up of the loyalty queue: the order's receipt first, then its gift cards. It comes back for whichever is due first. */
export async function lookAtOrder(ports: Ports, message: WakeUp, remainingMs: () => number): Promise<Verdict> {
  const { telemetry } = ports;
  const receipt = await leavingUnreadable(telemetry, () => submitToThanx(ports, message, remainingMs), done);
  const giftCards = await leavingUnreadable(telemetry, () => addGiftCards(ports, message, remainingMs), done);
  if (receipt.done) return giftCards;
  return giftCards.done || giftCards.againInSeconds > receipt.againInSeconds ? receipt : giftCards;
}
