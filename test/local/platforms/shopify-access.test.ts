import { describe, expect, it } from 'vitest';
import { shopifyWorld } from './world.ts';

const day = 24 * 3_600_000;
const ids = '{ orders(first: 5) { nodes { id } } }';

describe('access', () => {
  it('needs read_orders', () => {
    const { query } = shopifyWorld(['read_customers', 'read_all_orders']);
    expect(query(ids)).toMatchObject({
      status: 200,
      body: {
        data: null,
        errors: [{ path: ['orders'], extensions: { code: 'ACCESS_DENIED' } }],
        extensions: { cost: { requestedQueryCost: 7 } },
      },
    });
  });

  it('shows no customer without read_customers, and the rest nevertheless', () => {
    const { shop, query } = shopifyWorld(['read_orders']);
    shop.place();
    expect(query('{ orders(first: 1) { nodes { name customer { id } } } }').body).toMatchObject({
      data: { orders: { nodes: [{ name: '#1001', customer: null }] } },
      errors: [{ path: ['orders', 'nodes', 0, 'customer'], extensions: { code: 'ACCESS_DENIED' } }],
    });
  });

  it('shows no personal data to an app that is not approved', () => {
    const { shop, query, account } = shopifyWorld();
    account.protectedData = false;
    shop.place();
    const person =
      'billingAddress { firstName } customer { legacyResourceId firstName defaultEmailAddress { emailAddress } }';
    const { body } = query(`{ orders(first: 1) { nodes { name email ${person} } } }`);
    expect(body.data.orders.nodes).toEqual([
      {
        name: '#1001',
        email: null,
        billingAddress: null,
        customer: { legacyResourceId: '115310627314723', firstName: null, defaultEmailAddress: null },
      },
    ]);
    expect(body.errors).toHaveLength(4);
    expect(body.errors[0].extensions.code).toBe('ACCESS_DENIED');
  });

  it('shows only the last 60 days without read_all_orders', () => {
    const { shop, query, clock } = shopifyWorld(['read_orders']);
    const { id } = shop.place();
    clock.pass(61 * day);
    shop.edit(id);
    shop.place();
    expect(query(ids).body.data.orders.nodes).toHaveLength(1);
    const fetched = query('query($id: ID!) { order(id: $id) { id } }', { id: `gid://shopify/Order/${id}` });
    expect(fetched.body.data.order).toBeNull();
  });

  it('lists the scopes', () => {
    const { query } = shopifyWorld(['read_orders']);
    expect(query('{ currentAppInstallation { accessScopes { handle } } }').body.data).toEqual({
      currentAppInstallation: { accessScopes: [{ handle: 'read_orders' }] },
    });
  });

  it('ends with the token, at once or after some calls', () => {
    const { query, account, shop } = shopifyWorld();
    expect(query(ids, {}, { token: 'shpat_2' })).toMatchObject({
      status: 401,
      body: { errors: expect.stringContaining('Invalid API key or access token') },
    });
    shop.faults.revokeAfterCalls = 1;
    expect([query(ids), query(ids), query(ids)].map(({ status }) => status)).toEqual([200, 401, 401]);
    expect(account.revoked).toBe(true);
  });

  it.each([
    ['2026-10', 200, '2026-10'],
    ['2026-01', 200, '2026-01'],
    ['2025-04', 200, '2026-01'],
    ['2027-01', 404, undefined],
    ['2026-02', 404, undefined],
    ['latest', 404, undefined],
  ])('of version %s is answered %s by version %s', (version, status, answered) => {
    const found = shopifyWorld().query(ids, {}, { version });
    expect([found.status, found.headers['x-shopify-api-version']]).toEqual([status, answered]);
  });
});

describe('costs', () => {
  // Measured on a real shop, by others: the last two with many orders.
  it.each([
    ['{ orders(first: 250) { nodes { id name } pageInfo { endCursor } } }', 13],
    ['{ orders(first: 250) { nodes { id lineItems(first: 250) { nodes { id } } } } }', 156],
    ['{ orders(first: 250) { edges { node { id lineItems(first: 250) { edges { node { id } } } } } } }', 156],
    ['{ orders(first: 10) { nodes { id } } }', 8],
    ['{ shop { id name } }', 1],
    ['query { node(id: "gid://shopify/Order/1") { id ... on Order { totalPriceSet { shopMoney { amount } } } } }', 3],
  ])('of %s are %i', (text, cost) => {
    expect(shopifyWorld().query(text).body.extensions.cost.requestedQueryCost).toBe(cost);
  });

  it('count variables and fragments', () => {
    const text = `query($n: Int!) { orders(first: $n) { nodes { ...parts } } }
      fragment parts on Order { lineItems(first: $n) { nodes { id } } }`;
    expect(shopifyWorld().query(text, { n: 250 }).body.extensions.cost.requestedQueryCost).toBe(156);
  });

  it('are charged for what was found', () => {
    const { shop, query } = shopifyWorld();
    const empty = query('{ orders(first: 250) { nodes { id } } }').body.extensions.cost;
    expect(empty).toMatchObject({ requestedQueryCost: 13, actualQueryCost: 2 });
    expect(empty.throttleStatus).toEqual({ maximumAvailable: 2000, currentlyAvailable: 1998, restoreRate: 100 });
    for (let n = 0; n < 3; n += 1) shop.place();
    expect(query('{ orders(first: 250) { nodes { id } } }').body.extensions.cost.actualQueryCost).toBe(5);
  });

  it('are at most 1000 for one query', () => {
    const { query } = shopifyWorld();
    const money = 'shopMoney { amount } presentmentMoney { amount }';
    const line = `originalUnitPriceSet { ${money} } product { id }`;
    const text = `{ orders(first: 250) { nodes { lineItems(first: 250) { nodes { ${line} } }
      transactions(first: 250) { amountSet { ${money} } } } } }`;
    const { status, body } = query(text);
    expect(status).toBe(200);
    expect(body.extensions).toBeUndefined();
    expect(body.errors[0].extensions).toMatchObject({ code: 'MAX_COST_EXCEEDED', maxCost: 1000 });
  });

  it('throttle a shop until its bucket has refilled', () => {
    const { query, account, clock } = shopifyWorld();
    account.bucket.take(1990);
    const text = '{ orders(first: 250) { nodes { id } } }';
    const throttled = query(text);
    expect(throttled).toMatchObject({
      status: 200,
      body: {
        errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }],
        extensions: { cost: { requestedQueryCost: 13, actualQueryCost: null } },
      },
    });
    expect(throttled.body.data).toBeUndefined();
    expect(throttled.body.extensions.cost.throttleStatus.currentlyAvailable).toBe(10);
    clock.pass(20);
    expect(query(text).body.errors).toHaveLength(1);
    clock.pass(10);
    expect(query(text).body.errors).toBeUndefined();
  });
});
