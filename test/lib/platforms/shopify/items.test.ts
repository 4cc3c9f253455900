import { describe, expect, it } from 'vitest';
import { PaidEvent } from '../../../../lib/order/event.ts';
import { readBody } from './read-fixture.ts';

const items = (...line_items: unknown[]) => PaidEvent.parse(readBody('orders/paid', { line_items })).order.items;
const tree = { title: 'Apple tree', quantity: 2 };
const item = { title: 'Apple tree', quantity: 2, giftCard: false };

describe('the items of an order', () => {
  it.each([
    ['tip', { tip: { payment_gateway: 'shopify_payments', payment_method: 'Visa' } }],
    ['two fields', { tip_payment_gateway: 'shopify_payments', tip_payment_method: 'Visa' }],
    ['a gateway that is null', { tip_payment_gateway: null }],
  ])('hold no tip, told by %s', (_what, tip) => {
    expect(items(tree, { title: 'Tip', quantity: 1, gift_card: false, ...tip })).toEqual([item]);
  });

  it.each([
    [
      { sku: 'TREE-1', product_id: 632910392 },
      { sku: 'TREE-1', productId: '632910392' },
    ],
    [{ sku: '', product_id: null }, {}],
    [
      { sku: 42, product_id: 'gid' },
      { sku: '42', productId: 'gid' },
    ],
    [{ sku: 'x'.repeat(101), product_id: [1] }, {}],
  ])('say which product it is: %j', (product, read) => {
    expect(items({ ...tree, ...product })).toEqual([{ ...item, ...read }]);
  });

  it('hold what is only called a tip', () => {
    expect(items({ title: 'Tip', quantity: 1, tip: null })).toEqual([{ title: 'Tip', quantity: 1, giftCard: false }]);
  });

  it('hold each part of a bundle once, and no bundle', () => {
    const part = { quantity: 1, sales_line_item_group_id: 142831562 };
    const order = {
      line_items: [{ title: 'Chair', ...part }, { title: 'Table', ...part }, tree],
      line_item_groups: [{ id: 142831562, title: 'Dining room', quantity: 1 }],
    };
    const read = PaidEvent.parse(readBody('orders/paid', order)).order.items;
    expect(read.map(({ title, quantity }) => [title, quantity])).toEqual([
      ['Chair', 1],
      ['Table', 1],
      ['Apple tree', 2],
    ]);
  });

  it.each([
    ['left out', undefined, 2],
    ['null', null, 2],
    ['odd', 'many', 2],
    ['empty', '', 2],
    ['less', 1, 1],
    ['text', '1', 1],
  ])('count the ordered ones where the current quantity is %s', (_what, current_quantity, quantity) => {
    expect(items({ ...tree, current_quantity })).toEqual([{ ...item, quantity }]);
  });

  it('hold nothing that was taken back', () => {
    expect(items({ ...tree, current_quantity: 0 })).toEqual([]);
  });

  it('hold what has no title, and nothing for what is no line', () => {
    expect(items({ title: null, quantity: 1 }, null, 'tree', [])).toEqual([
      { title: '', quantity: 1, giftCard: false },
    ]);
  });
});
