import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adapters } from '../../../lib/platforms/adapters.ts';
import { maxEntries } from '../../../lib/platforms/fields.ts';
import { maxDepth, maxValues, sizeOfJson } from '../../../lib/platforms/json-limits.ts';
import { losslessJson } from '../../../lib/platforms/payload.ts';
import { readWebhook } from '../../../lib/platforms/read-webhook.ts';
import { PlatformName } from '../../../lib/shops/platform-name.ts';

const receivedAtMs = Date.parse('2026-11-20T10:00:00Z');
const at = '2026-11-20T10:00:00Z';
const headers = { 'x-wc-webhook-topic': 'order.updated', 'x-shopify-topic': 'orders/paid' };
const read = (platform: PlatformName, body: string) =>
  readWebhook(
    adapters[platform],
    { headers, body: Buffer.from(body), url: 'https://example.com' },
    { shop: 'my-shop', receivedAtMs },
  );

/** A paid order with a field, written as JSON. */
const orders: Record<PlatformName, (field: string, json: string) => string> = {
  shopify: (field, json) =>
    `{"id":1,"financial_status":"paid","total_price":"9.00","currency":"EUR","updated_at":"${at}","refunds":[],"${field}":${json}}`,
  woocommerce: (field, json) =>
    `{"id":1,"status":"processing","date_paid_gmt":"${at}","date_modified_gmt":"${at}","currency":"EUR","total":"9.00","${field}":${json}}`,
  squarespace: (field, json) =>
    `{"id":"1","createdOn":"${at}","grandTotal":{"value":"9.00","currency":"EUR"},"${field}":${json}}`,
  wix: (field, json) =>
    `{"data":{"eventType":"wix.ecom.v1.order_payment_status_updated","data":{"eventTime":"${at}","actionEvent":{"body":{"order":{"id":"1","paymentStatus":"PAID","currency":"EUR","priceSummary":{"total":{"amount":"9.00"}},"${field}":${json}}}}}}}`,
  shopware: (field, json) =>
    `{"data":{"event":"state_enter.order_transaction.state.paid","payload":{"order":{"id":"${'0'.repeat(32)}","amountTotal":9,"currency":{"isoCode":"EUR"},"${field}":${json}}}}}`,
  stripe: (field, json) =>
    `{"object":"event","type":"checkout.session.completed","created":1795168800,"livemode":true,"data":{"object":{"id":"cs_1","payment_status":"paid","payment_intent":"pi_1","amount_total":900,"currency":"eur","${field}":${field === 'line_items' ? `{"data":${json}}` : json}}}}`,
  bigcommerce: (field, json) =>
    `{"id":1,"status_id":11,"date_created":"${at}","total_inc_tax":"9.0000","default_currency_code":"EUR","${field}":${json}}`,
  square: (field, json) =>
    `{"order":{"id":"1","state":"COMPLETED","updated_at":"${at}","total_money":{"amount":900,"currency":"EUR"},"${field}":${json}}}`,
  ecwid: (field, json) =>
    `{"order":{"internalId":1,"paymentStatus":"PAID","createTimestamp":1795168800,"total":9.00,"${field}":${json}},"profile":{"formatsAndUnits":{"currency":"EUR"}}}`,
  saleor: (field, json) =>
    `{"__typename":"OrderFullyPaid","issuedAt":"${at}","order":{"id":"1","total":{"gross":{"amount":9.0,"currency":"EUR"}},"${field}":${json}}}`,
  'adobe-commerce': (field, json) =>
    `{"type":"com.adobe.commerce.observer.sales_order_save_commit_after","data":{"value":{"entity_id":"1","state":"processing","grand_total":"9.00","total_paid":"9.00","order_currency_code":"EUR","created_at":"2026-11-20 10:00:00","${field}":${json}}}}`,
  standard: (field, json) =>
    `{"type":"order.paid","data":{"id":"1","amount":"9.00","currency":"EUR","paidAt":"${at}","${field}":${json}}}`,
};
/** Where it has its items. */
const itemFields: Record<PlatformName, string> = {
  shopify: 'line_items',
  woocommerce: 'line_items',
  squarespace: 'lineItems',
  wix: 'lineItems',
  shopware: 'lineItems',
  stripe: 'line_items',
  bigcommerce: 'products',
  square: 'line_items',
  ecwid: 'items',
  saleor: 'lines',
  'adobe-commerce': 'items',
  standard: 'items',
};
const platforms = PlatformName.options;
const list = (length: number, entry = '1') => `[${Array.from({ length }, () => entry).join(',')}]`;

describe.each(platforms)('%s', (platform) => {
  const order = orders[platform];

  it('accepts the most values that an order may have, and not one more', () => {
    const { values } = sizeOfJson(order('other', '[]'));
    expect(read(platform, order('other', list(maxValues - values + 1)))).toMatchObject({ type: 'paid' });
    expect(read(platform, order('other', list(maxValues - values + 2)))).toEqual({
      type: 'unreadable',
      reason: 'the body is JSON of more than 250000 values',
    });
  });

  it('accepts the deepest nesting allowed, and nothing deeper', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    const depth = sizeOfJson(order('other', nested(100))).depth - 100;
    expect(read(platform, order('other', nested(maxDepth - depth)))).toMatchObject({ type: 'paid' });
    expect(read(platform, order('other', nested(maxDepth - depth + 1)))).toMatchObject({ type: 'unreadable' });
  });

  it('loses no part of a list that is too long to read: the order is quarantined', () => {
    const field = itemFields[platform];
    const item = '{"title":"Desk","name":"Desk","quantity":1}';
    const most = read(platform, order(field, list(maxEntries, item)));
    expect(most).toMatchObject({ type: 'paid', order: { itemsOmitted: maxEntries - 100 } });
    expect(read(platform, order(field, list(maxEntries + 1, item)))).toEqual({
      type: 'unreadable',
      reason: 'a list of more than 5000 entries',
    });
    const asObject = `{${Array.from({ length: maxEntries + 1 }, (_, index) => `"${index}":${item}`).join(',')}}`;
    expect(read(platform, order(field, asObject))).toMatchObject({ type: 'unreadable' });
  });
});

describe('tags of Shopify', () => {
  const tagsOf = (tags: unknown) => {
    const reading = read('shopify', orders.shopify('tags', JSON.stringify(tags)));
    return reading.type === 'paid' ? reading.order.tags : reading;
  };

  it.each([
    ['commas and nothing else', ',', []],
    ['blanks and commas', ' ,', []],
    ['commas before a tag', `${',\t '.repeat(50_000)}sale , ,vip`, ['sale', 'vip']],
  ])('%s', (_, text, expected) => {
    expect(tagsOf(text.length < 3 ? text.repeat(1_000_000) : text)).toEqual(expected);
  });

  it('are the first hundred, of a text or of a list', () => {
    const many = Array.from({ length: 200_000 }, (_, index) => `t${index}`);
    expect(tagsOf(many.join(', '))).toEqual(many.slice(0, 100));
    expect(tagsOf([1, null, ' ', ...many])).toEqual(many.slice(0, 100));
    expect(tagsOf(`${'x'.repeat(300)} , b`)).toEqual(['x'.repeat(100), 'b']);
  });
});

describe('numbers without loss', () => {
  /** What the digits of numbers were kept by before: JSON.parse with a function for each value. */
  const withReviver = (text: string): unknown => {
    const digits = (_: string, value: unknown, { source }: { source?: string }) =>
      typeof value === 'number' && !Number.isSafeInteger(value) && !(Number.isFinite(value) && !Number.isInteger(value))
        ? source
        : value;
    return JSON.parse(text, digits as (key: string, value: unknown) => unknown);
  };
  const integer = fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }).map(String);
  const decimal = fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 20n }), fc.nat(999)).map(([a, b]) => `${a}.${b}`);
  const exponent = fc.tuple(fc.integer({ min: -99, max: 99 }), fc.integer({ min: -400, max: 400 }));
  const number = fc.oneof(
    integer,
    decimal,
    exponent.map(([a, b]) => `${a}e${b}`),
    exponent.map(([a, b]) => `${a}.5E${b < 0 ? b : `+${b}`}`),
    fc.constantFrom('-0', '0', '9007199254740991', '9007199254740992', '-9007199254740993', '1e16', '0e9'),
  );
  const text = fc.string({ unit: fc.constantFrom('"', '\\', '1', '9', ',', '[', ']', '{', 'e', ' ') });
  const json = fc.array(fc.tuple(text, number), { maxLength: 8 }).map((entries) => {
    const fields = entries.map(([name, value]) => `${JSON.stringify(name)}:[${value} ,${JSON.stringify(name)}]`);
    return `{${fields.join(',')}}`;
  });

  it('are the same as digit for digit, wherever they are and whatever texts say', () => {
    fc.assert(
      fc.property(json, (whole) => {
        expect(losslessJson(Buffer.from(whole))).toEqual(withReviver(whole));
      }),
    );
  });

  it.each(['[01234567890123456789]', '[12345678901234567890a]', '[-]', '[1e]', '["12345678901234567890]'])(
    'make no JSON of what is none: %s',
    (broken) => {
      expect(() => losslessJson(Buffer.from(broken))).toThrow('not JSON');
    },
  );
});
