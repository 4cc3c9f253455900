import { describe, expect, it } from 'vitest';
import {
  changed,
  clientId,
  creditMemoSaved,
  fetchedWith,
  orderSaved,
  paidWith,
  readBody,
  readWith,
  receivedAt,
} from './adobe-event.ts';

const ignored = { type: 'ignored', reason: 'not paid' };

describe('an order', () => {
  it.each([
    ['nothing is paid of it', { total_paid: null }],
    ['the field has never had a value', { total_paid: undefined }],
    ['a part is paid', { total_paid: '20.0000' }],
    ['a cent is missing', { total_paid: '49.8900' }],
    ['what is missing is rounded to a cent', { total_paid: '49.8950' }],
    ['it waits for its invoice', { state: 'new', status: 'pending', total_paid: null }],
    ['its payment is only authorized', { state: 'processing', total_paid: '0.0000' }],
    ['the customer is at the provider', { state: 'pending_payment', total_paid: null }],
    ['it is free, and new', { grand_total: '0.0000', total_paid: '0.0000', state: 'new' }],
    ['it is free, and on hold', { grand_total: 0, total_paid: 0, state: 'holded' }],
    ['other fields are invalid', { total_paid: null, items: 7, increment_id: {} }],
  ])("isn't paid if %s", (_what, fields) => {
    expect(readWith(fields)).toEqual(ignored);
  });

  it.each([
    ['more than its total is paid', { total_paid: '60.0000' }],
    ["only a fraction of PHP's floats is missing", { total_paid: '49.8960' }],
    ['it is complete', { state: 'complete' }],
    ['it is on hold, and was paid before', { state: 'holded' }],
    ['it has a state that a plugin added', { state: 'waiting_for_pickup' }],
    ['only its status says so', { state: undefined, status: 'processing' }],
    ['its status is the shop’s own', { status: 'packed_on_monday' }],
  ])('is paid if %s', (_what, fields) => {
    expect(readWith(fields).type).toBe('paid');
  });

  it.each(['processing', 'complete'])('that costs nothing is paid once it is %s', (state) => {
    expect(paidWith({ grand_total: '0.0000', total_paid: null, state })).toMatchObject({ amount: '0.00' });
  });

  it('that a gift card paid has its amount', () => {
    const byCard = { grand_total: '0.0000', total_paid: null, gift_cards_amount: '49.9000' };
    expect(paidWith(byCard)).toMatchObject({ amount: '49.90', giftCardAmount: '49.90' });
  });

  it('is decided later if its payment is under review', () => {
    expect(readWith({ state: 'payment_review' })).toEqual({ type: 'ignored', reason: 'payment under review' });
    expect(readWith({ state: null, status: 'fraud' })).toEqual({ type: 'ignored', reason: 'payment under review' });
  });

  it('is cancelled, whatever else it says', () => {
    const cancelled = {
      type: 'cancelled',
      shop: 'acme',
      at: '2026-01-31T12:01:40.999Z',
      changedAt: '2026-01-31T12:01:40.999Z',
      orderId: '31',
    };
    expect(readWith({ state: 'canceled' })).toEqual(cancelled);
    expect(readWith({ state: 'canceled', grand_total: undefined, total_paid: undefined })).toEqual(cancelled);
    expect(fetchedWith({ state: 'canceled' })).toEqual(cancelled);
    expect(readWith({ state: 'canceled', updated_at: undefined })).toEqual({
      type: 'cancelled',
      shop: 'acme',
      at: '2026-01-31T12:01:42.436Z',
      orderId: '31',
    });
    const noTime = { state: 'canceled', updated_at: null };
    expect(readWith(noTime, { time: undefined })).toMatchObject({ at: receivedAt });
  });
});

describe('an event that says too little', () => {
  it.each([
    ['IDs alone', { grand_total: undefined, order_currency_code: undefined, state: undefined, status: undefined }],
    ['no total', { grand_total: undefined }],
    ['no currency', { order_currency_code: null }],
    ['no state', { state: undefined, status: 'packed_on_monday' }],
    ['nothing of the payment of a complete order', { state: 'complete', total_paid: undefined }],
    ['not when the order was placed', { created_at: undefined }],
  ])('because it has %s is a lookup', (_what, fields) => {
    expect(readWith(fields)).toEqual({
      type: 'lookup',
      shop: 'acme',
      at: '2026-01-31T12:01:40.999Z',
      changedAt: '2026-01-31T12:01:40.999Z',
      orderId: '31',
    });
  });

  it("isn't one if the API says it: then the order isn't paid", () => {
    expect(fetchedWith({ state: 'complete', total_paid: undefined })).toEqual(ignored);
  });
});

describe('what is strict', () => {
  it.each([
    ['entity_id', { id: undefined, entity_id: undefined }],
    ['entity_id', { entity_id: 'thirty-one' }],
    ['grand_total', { grand_total: 'much' }],
    ['grand_total', { grand_total: '-1.0000' }],
    ['grand_total', { grand_total: '1,917.60' }],
    ['total_paid', { total_paid: {} }],
    ['total_refunded', { total_refunded: 'all' }],
    ['order_currency_code', { order_currency_code: 'euro' }],
    ['updated_at', { updated_at: 'yesterday' }],
    ['created_at', { created_at: 1769860805 }],
    ['state', { state: 7 }],
  ])('is %s: %j', (name, fields) => {
    expect(() => readWith(fields)).toThrow(name);
  });

  it.each([
    ['', '', '49.90'],
    [false, 0, '49.90'],
  ])('PHP’s %j is nothing', (nothing, none, amount) => {
    expect(paidWith({ total_refunded: nothing, gift_cards_amount: none })).toMatchObject({ amount });
  });
});

describe('an envelope', () => {
  it('is for one client', () => {
    const other = '0123456789abcdef0123456789abcdef';
    expect(readWith({}, { recipientclientid: other })).toEqual({ type: 'other-site', reason: 'recipientclientid' });
    expect(readWith({}, { recipientclientid: undefined, recipient_client_id: other }).type).toBe('other-site');
    // One of the two may be a publisher's own attribute, which Adobe doesn't know any more or not yet.
    expect(readWith({}, { recipient_client_id: other }).type).toBe('other-site');
    expect(readWith({}, { recipientclientid: undefined }).type).toBe('paid');
    const nobody = { recipientclientid: undefined, recipient_client_id: undefined };
    expect(() => readWith({}, nobody)).toThrow('recipientclientid: expected the client ID');
  });

  it.each([
    ['com.adobe.commerce.observer.sales_order_save_after', 'paid'],
    ['com.adobe.commerce.observer.sales_order_save_commit_after_paid', 'paid'],
    ['com.adobe.commerce.observer.sales_order_place_after', 'ignored'],
    ['com.adobe.commerce.observer.sales_order_shipment_save_after', 'ignored'],
    ['com.adobe.commerce.observer.catalog_product_save_commit_after', 'ignored'],
    ['com.adobe.commerce.plugin.magento.sales.api.order_management.cancel', 'ignored'],
    ['com.adobe.commerce.observer.sales_order_save_commit_afterwards', 'ignored'],
    ['evil_observer.sales_order_save_commit_after', 'ignored'],
  ])('of the type %s is %s', (type, read) => {
    expect(readWith({}, { type }).type).toBe(read);
  });

  it('may be an old one, with or without a type', () => {
    const { data, type } = orderSaved;
    const old = { event_id: 'e-1', recipient_client_id: clientId };
    expect(readBody({ ...old, event: { type, data } })).toEqual(readWith());
    expect(readBody({ ...old, event: { data } })).toEqual(readWith());
    expect(() => readBody({ ...old, event: { data: creditMemoSaved.data } })).toThrow('type: expected');
    expect(() => readBody({ ...old, event: { hello: 'world' } })).toThrow('data: expected data.value');
  });

  it('is one: of a batch, only a list of one can be read', () => {
    expect(readBody([orderSaved])).toEqual(readWith());
    expect(() => readBody([orderSaved, orderSaved])).toThrow(/^a batch of 2 events: set .*"single"/);
    expect(() => readBody([])).toThrow('a batch of 0 events');
  });

  it('is needed for whatever Adobe signs: an order without one is the REST API’s', () => {
    const { value } = orderSaved.data;
    expect(readBody(value).type).toBe('paid');
    expect(() => readBody({ ...value, recipientclientid: clientId })).toThrow('data: expected data.value');
    expect(readBody({ ...value, recipientclientid: 'another' })).toEqual({
      type: 'other-site',
      reason: 'recipientclientid',
    });
  });

  it.each(['', '7', 'null', '"text"', '{', '{}', '[[]]'])('%s is unreadable', (body) => {
    expect(() => readBody(body)).toThrow(/expected|JSON/);
  });

  it('has a value', () => {
    expect(() => readBody(changed(orderSaved, {}, { data: { value: 'text' } }))).toThrow('data.value');
  });
});
