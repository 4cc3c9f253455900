import { addGiftCards } from '../../../functions/submit-to-thanx/gift-cards/turn.ts';
import { withNewKey } from '../../../lib/sealing/new-key.ts';
import { sealCard } from '../../../lib/sealing/seal.ts';
import type { GiftCardsState } from '../../../lib/order/gift-cards/state.ts';
import { firstGiftCards } from '../../../lib/order/gift-cards/claim.ts';
import { keys } from '../../../lib/store/keys.ts';
import { orderWith } from '../../lib/order/support.ts';
import type { startWorld } from './world.ts';

const shop = 'oak-shop';
export const key = await withNewKey(undefined, 'k1');
export const cards = [
  { number: '6006491234567890', pin: '8173' },
  { number: '6006491234560042', pin: undefined },
];
const planWith = (credential: string) => ({ credential, merchantId: 'm1', email: 'ada@example.com', providerId: 'p1' });

export type CardWorld = Awaited<ReturnType<typeof startCards>>;

/** An order whose receipt is through and whose two gift cards wait. */
export async function startCards(worlds: Awaited<ReturnType<typeof startWorld>>) {
  const world = await worlds.receipt();
  const { ports, state, pid } = world;
  const plan = planWith(ports.credentialName);
  const giftCards = await Promise.all(cards.map((card) => sealCard(card, key.publicKey)));
  state.cardKeys = key.secret;
  await world.change({ state: 'skipped', reason: 'currency' });
  await world.changePayload({ order: orderWith({ giftCards }), giftCards: plan });
  const first = firstGiftCards({ shop, pid, orderId: '4711', giftCards }, { plan }, 0, state.nowMs);
  const rowKey = keys.giftCards(shop, pid);
  await ports.store.giftCards.insert(rowKey, first);
  const row = async () => (await ports.store.giftCards.get(rowKey))!;
  const wake = () => addGiftCards(ports, { type: 'wake', shop, pid }, () => 60_000);
  return {
    ...world,
    key: `${shop}/${pid}`,
    wake,
    row,
    /** Until the row is due again, and then another wake-up. */
    wakeInTime: async () => {
      world.pass(Math.max(0, (await row()).notBefore - state.nowMs));
      return await wake();
    },
    states: async () =>
      (await row()).cards.map((card) => (card.reason === undefined ? card.state : `${card.state} ${card.reason}`)),
    changeCards: (decide: (current: GiftCardsState) => GiftCardsState | undefined) =>
      ports.store.giftCards.change(rowKey, decide),
    adds: () => state.calls.filter((call) => call.startsWith('add ')),
    cancel: () =>
      ports.store.thanku.change(keys.thanku(shop, pid), (order) => ({
        ...order,
        reversed: { kind: 'cancelled', at: order.createdAt },
      })),
  };
}
