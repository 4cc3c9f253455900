import { describe, expect, it } from 'vitest';
import { paidWith } from './read-order.ts';

const meta = (key: string, value: unknown) => ({ meta_data: [{ id: 1, key, value }] });

describe("gateways' test modes", () => {
  it.each([
    ['_wcpay_mode', 'test', 'prod'],
    ['_ppcp_paypal_payment_mode', 'sandbox', 'live'],
    ['_ppcp_environment', 'sandbox', 'production'],
    ['_enviorment', 'sandbox', 'live'],
    ['_mollie_payment_mode', 'test', 'live'],
    ['_wc_stripe_mode', 'test', 'live'],
    ['_wc_klarna_environment', 'test', 'live'],
    ['_wc_klarna_environment', 'us-test', 'us-live'],
    ['_wc_authorize_net_cim_credit_card_environment', 'test', 'production'],
    ['_wc_braintree_environment', 'sandbox', 'production'],
    ['is_production_mode', 'no', 'yes'],
    ['kekspay_test_mode', 'yes', 'no'],
  ])('%s: %s is a test, %s is not', (key, test, live) => {
    expect(paidWith(meta(key, test)).test).toBe(true);
    expect(paidWith(meta(key, live)).test).toBe(false);
    expect(paidWith(meta(key, [test])).test).toBe(false);
    expect(paidWith(meta(`${key}_note`, test)).test).toBe(false);
  });
});

describe('the language of the order', () => {
  it.each([
    [meta('wpml_language', 'de'), 'de'],
    [meta('trp_language', 'de_DE'), 'de_DE'],
    [meta('weglot_language', 'de'), 'de'],
    [meta('_perflocale_language', 'de'), 'de'],
    [meta('_order_language', 'de'), 'de'],
    [{ lang: 'de' }, 'de'],
    [{ language: 'de-AT' }, 'de-AT'],
    [{ lang: '', ...meta('wpml_language', 'de') }, 'de'],
    [meta('wpml_language', ' de '), 'de'],
    [{ lang: ' de_DE.UTF-8 ' }, 'de_DE.UTF-8'],
    [meta('trp_language', 'de_DE@euro'), 'de_DE@euro'],
    [meta('wpml_language', ''), undefined],
    [meta('wpml_language', ['de']), undefined],
    [meta('wpml_language', 'as the browser says'), undefined],
    [{ lang: false }, undefined],
  ])('%j: %s', (fields, locale) => {
    expect(paidWith(fields).customer.locale).toBe(locale);
  });
});

describe('bundles, composites and boxes', () => {
  const box = { id: 1, name: 'Box', quantity: 1, total: '30.00' };
  const part = { id: 2, name: 'Tea', quantity: 3, total: '0.00' };

  it.each([
    [{ bundled_by: 1 }],
    [{ bundled_by: '1' }],
    [{ composite_parent: '1' }],
    [{ mnm_child_of: 1 }],
    [meta('_bundled_by', 'c81e728d')],
    [meta('_composite_parent', 'c81e728d')],
    [meta('_mnm_container', 'c81e728d')],
    [meta('_woosb_parent_id', 17)],
    [meta('wooco_parent_id', '17')],
    [meta('_wooco_parent_id', '17')],
    [meta('_yith_wcp_child_component_data', { yith_wcp_cart_parent_key: 'c81e728d' })],
    [meta('_asnp_wepb_parent_id', '17')],
    [meta('_chained_product_of', '17')],
  ])('count once, and their parts (%j) not', (fields) => {
    const order = paidWith({ line_items: [box, { ...part, ...fields }, { ...part, ...fields, total: '14.00' }] });
    expect(order.items).toMatchObject([{ title: 'Box', quantity: 1, giftCard: false }]);
    expect(order.subtotal).toBe('44.00');
  });

  it.each([
    [{ bundled_items: [2, 3] }],
    [{ bundled_items: ['2', 3], bundled_by: '' }],
    [{ composite_children: [2, 3], composite_parent: '' }],
    [{ mnm_child_items: { 1: 2, 2: 3 } }],
    [{ bundled_items: [2], mnm_child_items: [3, null, {}] }],
  ])('count once if only they list their parts: %j', (fields) => {
    const order = paidWith({ line_items: [{ ...box, ...fields }, part, { ...part, id: '3' }] });
    expect(order.items).toMatchObject([{ title: 'Box', quantity: 1, giftCard: false }]);
  });

  it.each([
    { bundled_items: [1] },
    { bundled_items: [9] },
    { bundled_items: 2 },
    { composite_children: null },
    { mnm_child_items: [{ id: 2 }] },
  ])('%j lists no part', (fields) => {
    expect(paidWith({ line_items: [{ ...box, ...fields }, part] }).items).toHaveLength(2);
  });

  it.each([
    [{ bundled_by: '', composite_parent: '', mnm_child_of: '', bundled_items: [], composite_children: [] }],
    [{ bundled_by: 0 }],
    [meta('_bundled_by', '')],
    [meta('_woosb_parent_id', 0)],
    [meta('_woosb_ids', '17/1')],
    [meta('_woobt_parent_id', '17')],
  ])('%j is no part', (fields) => {
    expect(paidWith({ line_items: [box, { ...part, ...fields }] }).items).toHaveLength(2);
  });

  it('count by their parts if only those are left', () => {
    expect(paidWith({ line_items: [{ ...part, bundled_by: 1 }] }).items).toMatchObject([
      { title: 'Tea', quantity: 3, giftCard: false },
    ]);
  });
});

it.each([
  [
    { sku: 'OAK-1', product_id: 22, variation_id: 7 },
    { sku: 'OAK-1', productId: '22' },
  ],
  [{ sku: '', product_id: 0 }, {}],
])('an item says which product it is: %j', (product, read) => {
  const line_items = [{ id: 1, name: 'Oak', quantity: 1, total: '9.00', ...product }];
  expect(paidWith({ line_items }).items).toEqual([
    { title: 'Oak', quantity: 1, giftCard: false, price: '9.00', ...read },
  ]);
});
