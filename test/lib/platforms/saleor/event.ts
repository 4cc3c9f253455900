import { PaidEvent } from '../../../../lib/order/event.ts';
import { readSaleor } from '../../../../lib/platforms/saleor/read.ts';
import { fixture, webhook } from '../../../support/webhook.ts';

interface SaleorBody {
  __typename?: string;
  issuedAt?: string | null;
  version?: string;
  order: Record<string, unknown>;
}

/** An order that was just paid. */
export const paidEvent = JSON.parse(fixture('saleor/order-fully-paid.json').toString()) as SaleorBody;
export const orderId = 'T3JkZXI6N2QzYjE0YTYtNTJjMC00ZTg5LTlmM2ItMGExYzZlOGQ1Zjcy';

/** The same order with other fields, in an event of this type. */
export const eventOf = (type: string | undefined, differs: object = {}, event: object = {}): object => ({
  ...paidEvent,
  __typename: type,
  ...event,
  order: { ...paidEvent.order, ...differs },
});

export const read = (body: unknown, headers: Record<string, string> = {}) =>
  readSaleor(webhook(headers, typeof body === 'string' ? body : JSON.stringify(body)), {
    shop: 'acme',
    receivedAtMs: Date.parse('2026-02-01T00:00:00Z'),
  });

/** What is read of the paid order with other fields. */
export const orderOf = (differs: object = {}, event: object = {}) =>
  PaidEvent.parse(read(eventOf('OrderFullyPaid', differs, event))).order;

export const amount = (of: number) => ({ amount: of });
export const total = (of: number, currency = 'EUR') => ({ gross: { amount: of, currency } });
