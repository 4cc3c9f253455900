import { describe, expect, it } from 'vitest';
import { shopifyWorld, start } from './world.ts';

describe('a query', () => {
  it.each([
    ['{ orders(first: 1) { nodes { idd } } }', "Field 'idd' doesn't exist on type 'Order'"],
    ['{ orders(first: 1) }', /must have a selection of subfields/],
    ['{ orders(first: "1") { nodes { id } } }', /Int cannot represent/],
    ['{ orders(first: 1, sortKey: UPDATED) { nodes { id } } }', /does not exist in "OrderSortKeys"/],
    ['{ orders(', /Syntax Error/],
  ])('is refused: %s', (text, message) => {
    const { query } = shopifyWorld();
    const { status, body } = query(text);
    expect(status).toBe(200);
    expect(body.data).toBeUndefined();
    expect(body.errors[0].message).toMatch(message);
  });

  it.each([
    ['{}', {}],
    ['{"query":1}', {}],
    ['{"query":"{ shop { id } }"}', { 'content-type': 'text/plain' }],
    ['{ shop { id } }', {}],
  ])('needs JSON with a text: %s %j', (body, headers) => {
    expect(shopifyWorld().post(body, { headers }).status).toBe(400);
  });

  it('creates and deletes webhook subscriptions, but none twice', () => {
    const { shop, query } = shopifyWorld();
    const create = `mutation($uri: String!) {
      webhookSubscriptionCreate(topic: ORDERS_PAID, webhookSubscription: { uri: $uri, format: JSON }) {
        webhookSubscription { id topic uri format } userErrors { field message }
      } }`;
    const created = query(create, { uri: 'https://api.example/webhooks/foo' }).body.data.webhookSubscriptionCreate;
    expect(created).toMatchObject({ userErrors: [], webhookSubscription: { topic: 'ORDERS_PAID', format: 'JSON' } });
    for (const uri of ['https://api.example/webhooks/foo', 'http://api.example/', 'api.example']) {
      const { userErrors } = query(create, { uri }).body.data.webhookSubscriptionCreate;
      expect(userErrors).toHaveLength(1);
    }
    const read = '{ webhookSubscriptions(first: 9, topics: [ORDERS_PAID]) { nodes { id uri } } }';
    const { id } = created.webhookSubscription;
    const uri = 'https://api.example/webhooks/foo';
    expect(query(read).body.data.webhookSubscriptions.nodes).toEqual([{ id, uri }]);
    query('mutation($id: ID!) { webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId } }', { id });
    expect(shop.outbox.subscriptions).toEqual([]);
  });

  it('shows times in whole seconds', () => {
    const { shop, query, clock } = shopifyWorld();
    clock.pass(999);
    shop.place();
    const { body } = query('{ orders(first: 1) { nodes { createdAt } } }');
    expect(body.data.orders.nodes).toEqual([{ createdAt: new Date(start).toISOString().replace('.000', '') }]);
  });
});
