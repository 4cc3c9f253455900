import { describe, expect, it } from 'vitest';
import { compareBooks, type ComparedReceipt, type ComparedThanku } from '../../soak/compare.ts';
import { drawOrders, receiptsOf, thankusOf, type SoakOrder, type Story } from '../../soak/plan.ts';
import { messageOf } from '../../soak/shops.ts';

const orders = drawOrders({ seed: 1, orders: 400, receipts: 100, spanMs: 1000 });
const orderOf = (story: Story, isLoyal = false): SoakOrder =>
  orders.find((order) => order.story === story && (order.currency === 'EUR') === isLoyal)!;

const thankuOf = ({ shop, pid, number }: SoakOrder, version = 1): ComparedThanku => ({
  pid,
  slug: shop.slug,
  donateeGroup: shop.cause,
  orderId: shop.thankuOrderId,
  impactValue: version,
  message: messageOf(number, version),
  language: 'en',
});
const receiptOf = ({ shop, pid, amount, shipping }: SoakOrder): ComparedReceipt => ({
  user_comments: `${shop.id}/${pid}`,
  merchant_id: shop.merchantId!,
  amount: (Math.round(Number(amount) * 100) - Math.round(Number(shipping) * 100)) / 100,
});

/** The books of a run in which every promise is kept. */
const kept = () => ({
  thankus: orders.filter((order) => thankusOf(order) === 'one').map((order) => thankuOf(order)),
  receipts: orders.filter((order) => receiptsOf(order) === 'one').map(receiptOf),
});
const versions = Object.fromEntries(orders.map(({ shop }) => [shop.id, 2]));
const told = (books: { thankus: ComparedThanku[]; receipts: ComparedReceipt[] }): string[] =>
  compareBooks(orders, books, versions).map(({ what }) => what);
const without = <Item>(items: Item[], left: Item): Item[] => items.filter((item) => item !== left);

describe('the comparison of the books with what was sent', () => {
  it('finds nothing where every promise is kept, by whichever settings that were in force', () => {
    const books = kept();
    const [first, ...others] = books.thankus;
    expect(told(books)).toEqual([]);
    const order = orders.find(({ pid }) => pid === first!.pid)!;
    expect(told({ ...books, thankus: [thankuOf(order, 2), ...others] })).toEqual([]);
  });

  it('finds a ThankU that is there twice, and one that is missing', () => {
    const books = kept();
    const order = orderOf('paid');
    const thanku = books.thankus.find(({ pid }) => pid === order.pid)!;
    expect(told({ ...books, thankus: [...books.thankus, thanku] })).toEqual([
      `2 ThankUs for ${order.pid} (paid), expected one`,
    ]);
    expect(told({ ...books, thankus: without(books.thankus, thanku) })).toEqual([
      `0 ThankUs for ${order.pid} (paid), expected one`,
    ]);
  });

  it('finds a receipt too many, a missing one, and a wrong amount', () => {
    const books = kept();
    const order = orderOf('paid', true);
    const receipt = books.receipts.find((one) => one.user_comments?.endsWith(order.pid))!;
    expect(told({ ...books, receipts: [...books.receipts, receipt] })).toEqual([
      `2 receipts for ${order.pid} (paid), expected one`,
    ]);
    expect(told({ ...books, receipts: without(books.receipts, receipt) })).toEqual([
      `0 receipts for ${order.pid} (paid), expected one`,
    ]);
    const dearer = { ...receipt, amount: receipt.amount + 0.01 };
    expect(told({ ...books, receipts: [...without(books.receipts, receipt), dearer] })).toEqual([
      expect.stringContaining(`the receipt of ${order.pid} is over`),
    ]);
  });

  it.each(['stopped', 'test', 'forged'] as const)('finds what was made for an order that is %s', (story) => {
    const books = kept();
    const order = orderOf(story, true);
    expect(told({ ...books, thankus: [...books.thankus, thankuOf(order)] })).toEqual([
      `1 ThankUs for ${order.pid} (${story}), expected none`,
    ]);
    expect(told({ ...books, receipts: [...books.receipts, receiptOf(order)] })).toEqual([
      `1 receipts for ${order.pid} (${story}), expected none`,
    ]);
  });

  it('lets a reversed order have one ThankU, or none', () => {
    const books = kept();
    const order = orderOf('reversed');
    const one = { ...books, thankus: [...books.thankus, thankuOf(order)] };
    expect(told(one)).toEqual([]);
    expect(told({ ...one, thankus: [...one.thankus, thankuOf(order)] })).toEqual([
      `2 ThankUs for ${order.pid} (reversed), expected at most one`,
    ]);
  });

  it.each([
    { field: 'message', value: 'Order #1, by settings 2.' },
    { field: 'impactValue', value: 3 },
    { field: 'slug', value: 'another' },
  ])('finds a ThankU with another $field', ({ field, value }) => {
    const books = kept();
    const wrong = { ...books.thankus[0]!, [field]: value };
    const findings = told({ ...books, thankus: [wrong, ...books.thankus.slice(1)] });
    expect(findings).toContainEqual(expect.stringContaining(`has the ${field} ${value}`));
  });

  it('finds what is nobody’s', () => {
    const books = kept();
    const stray = { ...books.thankus[0]!, pid: 'demo-shopify-1' };
    expect(told({ ...books, thankus: [...books.thankus, stray] })).toEqual([
      'a ThankU for demo-shopify-1, which is no order',
    ]);
    const receipt = { ...books.receipts[0]!, user_comments: null };
    expect(told({ ...books, receipts: [...books.receipts, receipt] })).toEqual(['a receipt for "", which is no order']);
  });
});
