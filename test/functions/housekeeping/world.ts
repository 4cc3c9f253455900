import { randomUUID } from 'node:crypto';
import { shopControl } from '../../../lib/store/control.ts';
import { limitStore } from '../../../lib/limit/limit-store.ts';
import { housekeeping } from '../../../functions/housekeeping/housekeeping.ts';
import { levelPublisher } from '../../../functions/housekeeping/levels.ts';
import type { Ports } from '../../../functions/housekeeping/ports.ts';
import { OrderEvent, type PollReceipts } from '../../../lib/order/event.ts';
import type { BasketState } from '../../../lib/order/basket/state.ts';
import type { ReceiptState } from '../../../lib/order/receipt/state.ts';
import type { ThankuState } from '../../../lib/order/thanku/state.ts';
import { dueEntries } from '../../../lib/store/due.ts';
import { parking } from '../../../lib/store/parked.ts';
import { keys } from '../../../lib/store/keys.ts';
import { countStops } from '../../../lib/circuit/count-open.ts';
import { scopeReader } from '../../../lib/circuit/read-scope.ts';
import { orderStore } from '../../../lib/store/orders.ts';
import { currentRow } from '../../../lib/stuck/current-row.ts';
import { orderWith } from '../../lib/order/support.ts';
import type { Tables } from '../../support/tables.ts';
import { recordedTelemetry } from '../../support/telemetry.ts';

/** Housekeeping on real rows, with a clock that the test turns and queues that only remember. */
export function worldOf(tables: Tables, overrides: Partial<Ports> = {}) {
  const clock = { nowMs: Date.parse('2026-03-01T12:00:00.000Z') };
  const sent: OrderEvent[] = [];
  const woken: string[] = [];
  const followed: (PollReceipts & { credential: string })[] = [];
  const telemetry = recordedTelemetry();
  const now = () => clock.nowMs;
  const ports: Ports = {
    store: orderStore(tables.documents, tables.orders),
    due: dueEntries(tables.documents, tables.orders),
    parking: parking(tables.documents, tables.orders, now),
    control: shopControl(tables.documents, tables.control),
    limits: limitStore(tables.documents, tables.control),
    stopsOf: scopeReader(tables.documents, tables.control),
    credentials: ['main', 'second'],
    sendEvent: async (event) => {
      sent.push(OrderEvent.parse(event));
    },
    wakeFetches: async (shops) => {
      woken.push(...shops.map((shop) => `fetches ${shop}`));
    },
    wakeOrders: async (orders) => {
      woken.push(...orders.map(({ pid }) => `thanku ${pid}`));
    },
    wakeReceipts: async (credential, orders) => {
      woken.push(...orders.map(({ pid }) => `${credential} ${pid}`));
    },
    wakeNotices: async (notices) => {
      woken.push(...notices.map(({ pid, about }) => `notices ${pid ?? about}`));
    },
    pollReceipts: async (credential, messages) => {
      followed.push(...messages.map((message) => ({ credential, ...message })));
    },
    currentRow: currentRow(tables.documents, tables.orders),
    stopCounts: () => countStops(tables.documents, tables.control),
    quarantined: async () => 0,
    publishLevels: levelPublisher(telemetry, now),
    telemetry,
    newId: randomUUID,
    now,
    random: () => 0.5,
    ...overrides,
  };
  const at = new Date(clock.nowMs).toISOString();
  const base = { shop: 'oak', orderId: '1', attempts: 1, notBefore: 0, createdAt: at, updatedAt: at };
  return {
    clock,
    sent,
    woken,
    followed,
    telemetry,
    ports,
    run: () => {
      const endMs = clock.nowMs + 50_000;
      return housekeeping(ports, () => endMs - clock.nowMs);
    },
    order: (pid: string, differs: Partial<ThankuState>) =>
      ports.store.thanku.insert(keys.thanku('oak', pid), {
        ...base,
        pid,
        state: 'waiting',
        receipt: 'none',
        ...differs,
      }),
    receipt: (pid: string, differs: Partial<ReceiptState>) =>
      ports.store.receipt.insert(keys.receipt('oak', pid), {
        ...base,
        pid,
        credential: 'main',
        state: 'waiting',
        ...differs,
      }),
    basket: (pid: string, differs: Partial<BasketState>) =>
      ports.store.basket.insert(keys.basket('oak', pid), {
        shop: 'oak',
        orderId: '1',
        pid,
        credential: 'main',
        state: 'waiting',
        subtotal: '50.00',
        attempts: 1,
        notBefore: 0,
        startedAt: at,
        updatedAt: at,
        ...differs,
      }),
    payload: (pid: string) => ports.store.payload.insert(keys.payload('oak', pid), { order: orderWith() }),
    read: (pid: string) => ports.store.thanku.get(keys.thanku('oak', pid)),
  };
}
