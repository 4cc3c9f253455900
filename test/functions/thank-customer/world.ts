import type { NoticesOf } from '../../../lib/store/keys.ts';
import { targetsIn } from '../../../lib/shops/notify-settings.ts';
import { keyText } from '../../../lib/order/order-key.ts';
import { randomUUID } from 'node:crypto';
import { thankCustomer } from '../../../functions/thank-customer/thank-customer.ts';
import type { Ports } from '../../../functions/thank-customer/ports.ts';
import type { OrdersMessage } from '../../../lib/order/event.ts';
import type { Order } from '../../../lib/order/order.ts';
import { pidOf } from '../../../lib/order/pid.ts';
import type { ThankuCall } from '../../../lib/partners/thanku/postpaid.ts';
import type { ErasureNote } from '../../../lib/privacy/erasure-log.ts';
import type { ThankuOutcome } from '../../../lib/partners/thanku/outcome.ts';
import { asPublished, type OutgoingEvent } from '../../support/outgoing-event.ts';
import { limitStore } from '../../../lib/limit/limit-store.ts';
import { reserver } from '../../../lib/limit/reserver.ts';
import type { ShopSettings } from '../../../lib/shops/settings.ts';
import { shopControl } from '../../../lib/store/control.ts';
import { dueEntries } from '../../../lib/store/due.ts';
import { parking } from '../../../lib/store/parked.ts';
import { keys } from '../../../lib/store/keys.ts';
import { customerStore } from '../../../lib/store/orders.ts';
import { orderWith, settingsWith, storedAs } from '../../lib/order/support.ts';
import { customers } from '../../support/customer-key.ts';
import type { Tables } from '../../support/tables.ts';
import { memoryTables } from '../../support/memory-tables.ts';
import { recordedTelemetry } from '../../support/telemetry.ts';

export const created: ThankuOutcome = {
  kind: 'created',
  id: 'sUiS29M3t0CbhOvATxnS',
  link: 'https://www.thanku.social/thanks/x',
};

export const thanxSettings = { credential: 'main', merchantId: 'm1', currency: 'EUR' };

/**
 * Everything around thankCustomer: real rows in real tables, a clock that the test turns, and a ThankU that answers what
 * the test says (`answers`, else created).
 */
export async function startWorld(given?: Tables) {
  const tables = given ?? memoryTables();
  let shopNumber = 0;
  return {
    tables,
    close: () => tables.close(),
    control: shopControl(tables.documents, tables.control),
    /** A fresh shop on the same tables. */
    shop(thanku: Record<string, unknown> = {}, rest: Record<string, unknown> = {}, overrides: Partial<Ports> = {}) {
      shopNumber += 1;
      const shop = `shop-${shopNumber}`;
      const state = {
        /** Those of a newer version too. */
        settings: settingsWith(thanku, { ...rest, shop }) as (ShopSettings & Record<string, unknown>) | undefined,
        nowMs: Date.parse('2026-03-01T12:00:00.000Z'),
        token: 'token-one-0000000000000000000000' as string | undefined,
        freshToken: undefined as string | undefined,
        answers: [] as (ThankuOutcome | ((call: ThankuCall) => Promise<ThankuOutcome>))[],
        calls: [] as ThankuCall[],
        events: [] as OutgoingEvent[],
        letters: [] as { key: string; reason: string }[],
        wakes: [] as string[],
        notes: [] as ErasureNote[],
        told: [] as NoticesOf[],
      };
      const telemetry = recordedTelemetry();
      const store = customerStore(tables.documents, tables.orders, customers);
      const limits = limitStore(tables.documents, tables.control);
      const ports: Ports = {
        store,
        targets: async () => targetsIn(state.settings ?? {}),
        wakeNotices: async (notices) => void state.told.push(...notices),
        due: dueEntries(tables.documents, tables.orders),
        parking: parking(tables.documents, tables.orders, () => state.nowMs),
        isElsewhereEmpty: async () => true,
        noteErasure: async (note) => void state.notes.push(note),
        control: shopControl(tables.documents, tables.control),
        limits,
        reserver: reserver(limits),
        settings: async () => state.settings && storedAs(state.settings),
        tokens: {
          get: async () => (state.token === undefined ? undefined : { token: state.token }),
          refresh: async () => {
            const token = state.freshToken ?? state.token;
            return token === undefined ? undefined : { token };
          },
        },
        createThanku: async (call) => {
          state.calls.push(call);
          const answer = state.answers.shift() ?? created;
          return typeof answer === 'function' ? await answer(call) : answer;
        },
        wakeReceipt: async ({ pid }) => {
          state.wakes.push(pid);
        },
        sendDeadLetter: async (order, reason) => {
          state.letters.push({ key: keyText(order), reason });
        },
        publish: async (event) => {
          state.events.push(asPublished(event));
        },
        telemetry,
        now: () => state.nowMs,
        random: () => 1,
        newId: randomUUID,
        simulateAll: false,
        partnerTimeoutMs: 10_000,
        retryBaseSeconds: 5,
        ...overrides,
      };
      const at = () => new Date(state.nowMs).toISOString();
      const pid = (orderId = '4711') => pidOf(`${shop}-`, orderId);
      const send = (message: OrdersMessage, remainingMs = 30_000) => thankCustomer(ports, message, () => remainingMs);
      return {
        ...state,
        state,
        ports,
        telemetry,
        pid,
        name: shop,
        send,
        paid: (differs: Partial<Order> = {}) => send({ type: 'paid', shop, at: at(), order: orderWith(differs) }),
        cancelled: (orderId = '4711') => send({ type: 'cancelled', shop, at: at(), orderId }),
        refunded: (refunds: { id: string; amount?: string }[], full = false) =>
          send({ type: 'refunded', shop, at: at(), orderId: '4711', refunds, full }),
        wake: (orderId = '4711') => send({ type: 'wake', shop, pid: pid(orderId) }),
        order: (orderId = '4711') => store.thanku.get(keys.thanku(shop, pid(orderId))),
        receipt: (orderId = '4711') => store.receipt.get(keys.receipt(shop, pid(orderId))),
        payload: (orderId = '4711') => store.payload.get(keys.payload(shop, pid(orderId))),
        control: () => ports.control(shop).get(),
        pass: (ms: number) => {
          state.nowMs += ms;
        },
      };
    },
  };
}
