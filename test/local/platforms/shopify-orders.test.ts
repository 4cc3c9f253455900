import { describe, expect, it } from 'vitest';
import { shopifyWorld } from './world.ts';

const list = `query($first: Int, $after: String, $query: String) {
  orders(first: $first, after: $after, sortKey: UPDATED_AT, query: $query) {
    nodes { id name } pageInfo { hasNextPage endCursor }
  }
}`;
const second = 1000;
const names = ({ body }: { body: { data: { orders: { nodes: { name: string }[] } } } }) =>
  body.data.orders.nodes.map(({ name }) => name);

describe('an order', () => {
  it('shows what the documentation says', () => {
    const { shop, query, clock } = shopifyWorld();
    const { id } = shop.place({
      lines: [
        { title: 'Desk', quantity: 2, price: '10.00' },
        { title: 'Card', price: '25.00', giftCard: true, productId: null, sku: null },
      ],
      shipping: '5.00',
      presentmentCurrency: 'USD',
      rate: '1.1',
      tags: ['a'],
    });
    clock.pass(60 * second);
    shop.refund(id, { lines: [{ index: 0, quantity: 1 }], amount: '12.50' });
    const found = query(
      `query($id: ID!) { node(id: $id) { ... on Order {
        legacyResourceId name email displayFinancialStatus createdAt updatedAt test tags paymentGatewayNames
        totalPriceSet { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }
        currentTotalPriceSet { shopMoney { amount } } totalRefundedSet { shopMoney { amount } }
        customer { legacyResourceId firstName defaultEmailAddress { emailAddress } }
        lineItems(first: 5) { nodes { title quantity currentQuantity isGiftCard sku product { legacyResourceId } } }
        transactions(first: 5) { kind status amountSet { presentmentMoney { amount } } }
        refunds(first: 5) {
          createdAt totalRefundedSet { shopMoney { amount } }
          refundLineItems(first: 5) { nodes { quantity subtotalSet { shopMoney { amount } } } }
          orderAdjustments(first: 5) { nodes { reason amountSet { shopMoney { amount } } } }
          refundShippingLines(first: 5) { edges { node { id } } } duties { amountSet { shopMoney { amount } } }
        }
      } } }`,
      { id: `gid://shopify/Order/${id}` },
    );
    expect(found.body.errors).toBeUndefined();
    expect(found.body.data.node).toEqual({
      legacyResourceId: id,
      name: '#1001',
      email: 'ada.lovelace@example.com',
      displayFinancialStatus: 'PARTIALLY_REFUNDED',
      createdAt: '2026-11-20T12:00:00Z',
      updatedAt: '2026-11-20T12:01:00Z',
      test: false,
      tags: ['a'],
      paymentGatewayNames: ['shopify_payments'],
      totalPriceSet: {
        shopMoney: { amount: '50.0', currencyCode: 'EUR' },
        presentmentMoney: { amount: '55.0', currencyCode: 'USD' },
      },
      currentTotalPriceSet: { shopMoney: { amount: '40.0' } },
      totalRefundedSet: { shopMoney: { amount: '12.5' } },
      customer: {
        legacyResourceId: '115310627314723',
        firstName: 'Ada',
        defaultEmailAddress: { emailAddress: 'ada.lovelace@example.com' },
      },
      lineItems: {
        nodes: [
          {
            title: 'Desk',
            quantity: 2,
            currentQuantity: 1,
            isGiftCard: false,
            sku: 'DESK-1',
            product: { legacyResourceId: '632910392' },
          },
          { title: 'Card', quantity: 1, currentQuantity: 1, isGiftCard: true, sku: null, product: null },
        ],
      },
      transactions: [
        { kind: 'SALE', status: 'SUCCESS', amountSet: { presentmentMoney: { amount: '55.0' } } },
        { kind: 'REFUND', status: 'SUCCESS', amountSet: { presentmentMoney: { amount: '13.75' } } },
      ],
      refunds: [
        {
          createdAt: '2026-11-20T12:01:00Z',
          totalRefundedSet: { shopMoney: { amount: '12.5' } },
          refundLineItems: { nodes: [{ quantity: 1, subtotalSet: { shopMoney: { amount: '10.0' } } }] },
          orderAdjustments: {
            nodes: [{ reason: 'REFUND_DISCREPANCY', amountSet: { shopMoney: { amount: '-2.5' } } }],
          },
          refundShippingLines: { edges: [] },
          duties: [],
        },
      ],
    });
  });

  it('is gone once it is deleted, even between a list and a fetch', () => {
    const { shop, query } = shopifyWorld();
    const { id } = shop.place();
    shop.hooks.beforeFetch = (fetched) => shop.delete(fetched);
    const found = query('query($id: ID!) { order(id: $id) { id } }', { id: `gid://shopify/Order/${id}` });
    expect(found.body.data).toEqual({ order: null });
  });

  it('has an ID that no number can hold, every third time', () => {
    const { shop } = shopifyWorld();
    const ids = [shop.place(), shop.place(), shop.place()].map(({ id }) => Number.isSafeInteger(Number(id)));
    expect(ids).toEqual([true, true, false]);
  });
});

describe('a list of orders', () => {
  it('continues behind the last order by time and ID, also if orders move', () => {
    const { shop, query, clock } = shopifyWorld();
    const [first, , third] = Array.from({ length: 4 }, () => {
      clock.pass(second);
      return shop.place();
    });
    const page = query(list, { first: 2 });
    expect(names(page)).toEqual(['#1001', '#1002']);
    shop.hooks.betweenPages = () => {
      clock.pass(second);
      shop.edit(first!.id);
      shop.delete(third!.id);
    };
    const next = query(list, { first: 2, after: page.body.data.orders.pageInfo.endCursor });
    expect(names(next)).toEqual(['#1004', '#1001']);
    expect(next.body.data.orders.pageInfo.hasNextPage).toBe(false);
  });

  it('repeats a page once if it is told to', () => {
    const { shop, query } = shopifyWorld();
    for (let n = 0; n < 3; n += 1) shop.place();
    shop.faults.repeatPages = 1;
    const first = query(list, { first: 1 });
    const after = first.body.data.orders.pageInfo.endCursor;
    expect(names(query(list, { first: 1, after }))).toEqual(['#1001']);
    expect(names(query(list, { first: 1, after }))).toEqual(['#1002']);
  });

  it.each([
    ["updated_at:>='2026-11-20T12:00:01Z'", ['#1002', '#1003']],
    ["updated_at:>='2026-11-20T12:00:01Z' AND updated_at:<'2026-11-20T12:00:02Z'", ['#1002']],
    ["updated_at:>='2026-11-20T12:00:01Z' updated_at:<='2026-11-20T12:00:02Z'", ['#1002', '#1003']],
    ['updated_at:>"2026-11-20T14:00:00+02:00"', ['#1002', '#1003']],
    // Without an offset, a time is the shop's, which is two hours ahead.
    ["updated_at:>='2026-11-20T14:00:01'", ['#1002', '#1003']],
    // Unquoted, a time ends at its first colon.
    ['updated_at:>=2026-11-20T12:00:01Z', []],
    ["updated_at:>='yesterday'", []],
    ['financial_status:pending', []],
    ['', ['#1001', '#1002', '#1003']],
  ])('is filtered by %s', (search, expected) => {
    const { shop, query, clock } = shopifyWorld(undefined, { utcOffsetMinutes: 120 });
    for (let n = 0; n < 3; n += 1) {
      shop.place();
      clock.pass(second);
    }
    expect(names(query(list, { first: 9, query: search }))).toEqual(expected);
  });

  it('ignores an unknown search field, and says so where few look', () => {
    const { shop, query } = shopifyWorld();
    shop.place();
    const found = query(list, { first: 9, query: "updatedAt:>='2030-01-01T00:00:00Z'" });
    expect(names(found)).toEqual(['#1001']);
    expect(found.body.extensions.search).toMatchObject([
      { path: ['orders'], warnings: [{ field: 'updatedAt', code: 'invalid_field' }] },
    ]);
  });

  it.each([
    [{}, 'you must provide one of first or last'],
    [{ first: 251 }, 'first and last cannot exceed 250'],
    [{ first: 1, after: 'x' }, 'Invalid cursor for current pagination sort.'],
    [{ first: 1, query: 'name:1 OR name:2' }, "the sandbox doesn't know: OR"],
  ])('is refused with %j', (variables, message) => {
    const { query } = shopifyWorld();
    expect(query(list, variables)).toMatchObject({ status: 200, body: { data: null, errors: [{ message }] } });
  });

  it('refuses a cursor of another sort key', () => {
    const { shop, query } = shopifyWorld();
    shop.place();
    const after = query(list, { first: 1 }).body.data.orders.pageInfo.endCursor;
    const other = query('query($after: String) { orders(first: 1, after: $after) { nodes { id } } }', { after });
    expect(other.body.errors[0].extensions.code).toBe('BAD_REQUEST');
  });
});
