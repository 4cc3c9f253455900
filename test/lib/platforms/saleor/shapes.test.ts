import { describe, expect, it } from 'vitest';
import { UnreadableWebhook } from '../../../../lib/platforms/platform.ts';
import { readRecord } from '../../../../ops/import/reading.ts';
import { amount, eventOf, orderId, orderOf, paidEvent, read, total } from './event.ts';

describe('a body', () => {
  it.each([
    ['the event alone', paidEvent],
    ['the event in `data`, because the query filters by channel', { data: { orderFullyPaid: paidEvent } }],
    ['the same without its type', { data: { orderFullyPaid: eventOf(undefined) } }],
    ['the whole answer to the query', { data: { event: paidEvent } }],
    [
      'with errors of fields that may be missing',
      { ...paidEvent, errors: [{ message: 'no', path: ['event', 'order', 'user'] }] },
    ],
  ])('is %s', (_, body) => {
    expect(read(body)).toMatchObject({ type: 'paid', order: { orderId, paidAt: '2026-01-31T12:00:04.109Z' } });
  });

  it.each([
    'OrderCreated',
    'OrderConfirmed',
    'OrderFulfilled',
    'OrderExpired',
    'OrderMetadataUpdated',
    'OrderBulkCreated',
    'DraftOrderCreated',
    'CustomerDeleted',
    'AccountDeleted',
    'constructor',
    '',
  ])('of %s is ignored, with or without an order', (type) => {
    expect(read(eventOf(type))).toEqual({ type: 'ignored', reason: 'event' });
    expect(read({ __typename: type })).toEqual({ type: 'ignored', reason: 'event' });
  });

  it('of a query that filters by channel says what it is by the name of its field', () => {
    expect(read({ data: { orderCancelled: { order: { id: orderId } } } })).toMatchObject({ type: 'cancelled' });
    expect(read({ data: { orderUpdated: eventOf(undefined) } })).toEqual({ type: 'ignored', reason: 'update' });
  });

  it('says what it is: headers aren’t signed', () => {
    const headers = { 'saleor-event': 'order_fully_paid', 'saleor-domain': 'other.example' };
    expect(read(eventOf('OrderConfirmed'), headers)).toEqual({ type: 'ignored', reason: 'event' });
    expect(read(paidEvent, { 'saleor-event': 'order_cancelled' })).toMatchObject({ type: 'paid' });
  });

  it('of a webhook without a query says what to do', () => {
    const body = [
      { type: 'Order', id: orderId, status: 'unfulfilled', charge_status: 'full', total_gross_amount: '66.700' },
    ];
    expect(() => read(body)).toThrow(/^the body is a list, so the webhook has no subscription query\. Give it the one/);
  });

  it.each([
    { errors: [{ message: 'PermissionDenied' }] },
    { ...paidEvent, order: null, errors: [{ message: 'PermissionDenied' }] },
    { data: { orderFullyPaid: null } },
    { data: {} },
    {},
  ])('without an order says what may be wrong: %j', (body) => {
    expect(() => read(body)).toThrow(UnreadableWebhook);
  });

  it('without type and charge status, like those of other apps, isn’t guessed', () => {
    const { chargeStatus: _, ...order } = paidEvent.order;
    expect(() => read({ order })).toThrow(/^order\.chargeStatus: expected a status such as FULL\. Does the webhook/);
  });

  it('without a type is read by the order’s state', () => {
    expect(read({ order: paidEvent.order })).toMatchObject({ type: 'paid' });
    expect(read({ order: { ...paidEvent.order, chargeStatus: 'PARTIAL' } })).toEqual({
      type: 'ignored',
      reason: 'not paid',
    });
  });

  it.each([
    '',
    '7',
    '"x"',
    'null',
    '{"__typename":"OrderFullyPaid","order":7}',
    '{"__typename":"OrderFullyPaid","order":{"id":7}}',
    '{"__typename":"OrderFullyPaid","order":{"id":"a b"}}',
  ])('that is %s isn’t read', (body) => {
    expect(() => read(body)).toThrow(UnreadableWebhook);
  });
});

describe('an order from the API', () => {
  const fetched = (differs: object = {}) => ({
    data: { order: { __typename: 'Order', ...paidEvent.order, ...differs } },
  });

  it('was paid when its history says so, the last time', () => {
    expect(read(fetched())).toMatchObject({
      type: 'paid',
      changedAt: '2026-01-31T12:00:04.098Z',
      order: { paidAt: '2026-01-31T12:00:04.101Z' },
    });
    const events = [
      { type: 'ORDER_MARKED_AS_PAID', date: '2026-02-01T08:00:00+00:00' },
      { type: 'ORDER_FULLY_PAID', date: '2026-02-03T08:00:00+00:00' },
      { type: 'ORDER_FULLY_PAID', date: null },
      { type: 'NOTE_ADDED', date: '2026-02-09T08:00:00+00:00' },
      null,
    ];
    expect(read(fetched({ events }))).toMatchObject({ order: { paidAt: '2026-02-03T08:00:00.000Z' } });
  });

  it('was paid when it was made, at the earliest, if its history doesn’t say it', () => {
    expect(read(fetched({ events: [] }))).toMatchObject({ order: { paidAt: '2026-01-31T11:58:40.112Z' } });
    expect(() => read(fetched({ events: [], created: null }))).toThrow(/^issuedAt: /);
  });

  it.each([
    [
      { chargeStatus: 'PARTIAL', totalCharged: amount(60), totalRefunded: amount(6.7) },
      { type: 'paid', order: { amount: '60.0' } },
    ],
    [
      { chargeStatus: 'NONE', totalCharged: amount(0), totalRefunded: amount(66.7) },
      { type: 'refunded', full: true },
    ],
    [
      { chargeStatus: 'NONE', totalCharged: amount(0), totalRefunded: amount(0) },
      { type: 'ignored', reason: 'not paid' },
    ],
    [{ status: 'CANCELED' }, { type: 'cancelled' }],
    [
      { chargeStatus: 'NONE', totalCharged: amount(0), transactions: [{ events: [{ type: 'CHARGE_BACK' }] }] },
      { type: 'unpaid' },
    ],
    [{ origin: 'BULK_CREATE' }, { type: 'ignored', reason: 'imported' }],
  ])('is read by its state: %j', (differs, reading) => {
    expect(read(fetched(differs))).toMatchObject(reading);
  });

  it.each([fetched(), { __typename: 'Order', ...paidEvent.order }, { order: paidEvent.order }, paidEvent.order])(
    'may be in a file, in any of these forms',
    (line) => {
      const settings = { platformShopId: 'acme.saleor.cloud' };
      expect(
        readRecord('saleor', Buffer.from(JSON.stringify(line)), { shop: 'acme', nowMs: 0, settings }),
      ).toMatchObject({
        type: 'paid',
        order: { orderId, paidAt: '2026-01-31T12:00:04.101Z' },
      });
    },
  );
});

describe('amounts are in major units, as JSON writes numbers', () => {
  it.each([
    ['66.7', 'EUR', '66.7'],
    ['1200.0', 'JPY', '1200'],
    ['12.345', 'KWD', '12.345'],
    ['29.349999999999998', 'EUR', '29.35'],
    ['1e3', 'EUR', '1000'],
    ['"66.70"', 'EUR', '66.70'],
    ['123456789012.25', 'EUR', '123456789012.25'],
  ])('%s %s', (written, currency, read_) => {
    const body = JSON.stringify(eventOf('OrderFullyPaid', { total: total(7e9, currency), totalCharged: null })).replace(
      '7000000000',
      written,
    );
    expect(read(body)).toMatchObject({ order: { amount: read_, currency } });
  });

  it.each([
    { total: total(-1) },
    { total: total(1, 'EURO') },
    { total: {} },
    { total: null },
    { totalRefunded: amount(-1) },
    { totalRefunded: { amount: 'x' } },
  ])('an order with %j isn’t read', (differs) => {
    expect(() => orderOf(differs)).toThrow(UnreadableWebhook);
  });
});
