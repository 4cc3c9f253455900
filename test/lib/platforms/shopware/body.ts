import { readShopware } from '../../../../lib/platforms/shopware/read.ts';
import type { ReadContext } from '../../../../lib/platforms/platform.ts';
import { fixture, webhook } from '../../../support/webhook.ts';

export const shopId = 'hRCw2xo1EDZnLco4';
export const paidEvent = 'state_enter.order_transaction.state.paid';
export const orderId = '0192f1a4b5c673d8a0e1f2a3b4c5d6e7';

export const context: ReadContext = { shop: 'acme', receivedAtMs: Date.parse('2026-02-10T00:00:00Z') };

type Fields = Record<string, unknown>;
interface Body {
  data: { event?: string; payload: { order: Fields } };
  source: Fields;
  timestamp?: unknown;
}

const parsed = (): Body => JSON.parse(fixture('shopware/order-paid.json').toString()) as Body;

const fixtureOrder = (): Fields => parsed().data.payload.order;

/** A transaction of the fixture's order. */
export const transaction = (id: string, totalPrice: number | undefined, differs: Fields = {}): Fields => ({
  id,
  createdAt: '2026-01-31T11:58:02.120+00:00',
  updatedAt: '2026-01-31T12:00:04.518+00:00',
  ...(totalPrice !== undefined && { amount: { totalPrice } }),
  ...differs,
});

export const inState = (technicalName: string): Fields => ({ stateMachineState: { technicalName } });

/** The fixture with another event and other fields of its order. */
function bodyOf(event: string, order: Fields = {}, differs: Partial<Body> = {}): string {
  const body = parsed();
  return JSON.stringify({
    ...body,
    ...differs,
    data: { event, payload: { order: { ...body.data.payload.order, ...order } } },
  });
}

export const read = (event = paidEvent, order: Fields = {}, differs: Partial<Body> = {}) =>
  readShopware(webhook({}, bodyOf(event, order, differs)), context);

/** An order as the API returns it. */
export const readFetched = (order: Fields) =>
  readShopware(webhook({}, JSON.stringify({ total: 1, data: [{ ...fixtureOrder(), ...order }] })), context);
