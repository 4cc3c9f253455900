import { refundBasket } from '../../../../functions/thank-customer/refund-basket.ts';
import type { Ports } from '../../../../functions/submit-to-thanx/ports.ts';
import type { BasketPlan } from '../../../../lib/order/basket/plan.ts';
import type { BasketState } from '../../../../lib/order/basket/state.ts';
import type { ThankuState } from '../../../../lib/order/thanku/state.ts';
import { keys } from '../../../../lib/store/keys.ts';
import { startWorld } from '../world.ts';

export const planned = (pid: string): BasketPlan => ({
  credential: 'main',
  merchantId: 'm1',
  email: 'ada@example.com',
  basket: {
    id: `oak-shop.${pid}`,
    orderTimestamp: '2026-03-01T10:00:00.000Z',
    locationUid: 'online',
    items: [{ id: 'desk', name: 'Oak desk', price: '50.00' }],
    subtotal: '50.00',
    payments: [],
  },
});

/** Baskets on real rows, a clock that the test turns, and a Thanx that answers what the test says. */
export async function startBasketWorld() {
  const world = await startWorld();
  return {
    close: world.close,
    async basket(overrides: Partial<Ports> = {}) {
      const made = await world.receipt(overrides);
      const { ports, state, pid } = made;
      const { store } = ports;
      const [shop, key] = ['oak-shop', keys.basket('oak-shop', pid)];
      const at = new Date(state.nowMs).toISOString();
      await store.receipt.delete(keys.receipt(shop, pid));
      const plan = planned(pid);
      await store.payload.change(keys.payload(shop, pid), (payload) => ({
        ...payload,
        receipt: undefined,
        basket: plan,
      }));
      await store.thanku.change(keys.thanku(shop, pid), (order) => ({
        ...order,
        amount: '60.00',
        currency: 'EUR',
        receiptReason: 'basket',
      }));
      await store.basket.insert(key, {
        shop,
        pid,
        orderId: '4711',
        credential: ports.credentialName,
        state: 'waiting',
        subtotal: plan.basket.subtotal,
        attempts: 0,
        notBefore: state.nowMs,
        startedAt: at,
        updatedAt: at,
        dueKind: 'receipt',
        dueAt: state.nowMs,
      });
      await ports.control.change((control) => ({
        ...control,
        basketsCertified: { at, by: 'ada', host: 'loyalty.thanxsandbox.com' },
      }));
      const basket = () => store.basket.get(key);
      return {
        ...made,
        row: async () => (await basket())!,
        change: (differs: Partial<BasketState>) => store.basket.change(key, (row) => ({ ...row, ...differs })),
        /** As thank-customer writes it when the platform reports it, with the basket's worker not woken. */
        async orderChanges(differs: Partial<ThankuState>) {
          const { row } = await store.thanku.change(keys.thanku(shop, pid), (order) => ({ ...order, ...differs }));
          await refundBasket({ ...ports, wakeReceipt: async () => {} }, row!);
        },
        requests: () => state.calls.filter((call) => call.startsWith('basket ')),
      };
    },
  };
}

export const cancelled = { reversed: { kind: 'cancelled', at: '2026-03-01T12:00:00.000Z' } } as const;
