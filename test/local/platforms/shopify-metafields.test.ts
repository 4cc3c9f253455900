import { describe, expect, it } from 'vitest';
import { shopifyWorld } from './world.ts';

const mutation = `mutation ($metafields: [MetafieldsSetInput!]!) {
  metafieldsSet(metafields: $metafields) { metafields { namespace key type value compareDigest } userErrors { code field message elementIndex } }
}`;
const removal = `mutation ($metafields: [MetafieldIdentifierInput!]!) {
  metafieldsDelete(metafields: $metafields) { deletedMetafields { key namespace ownerId } userErrors { field message } }
}`;

function world(scopes: string[] = ['read_orders', 'write_orders']) {
  const shopify = shopifyWorld(scopes);
  const { id } = shopify.shop.place();
  const ownerId = `gid://shopify/Order/${id}`;
  const link = { ownerId, namespace: 'thankflow', key: 'link', type: 'url', value: 'https://thx.to/you/1' };
  const set = (...metafields: object[]) => shopify.query(mutation, { metafields }).body;
  const remove = (...metafields: object[]) => shopify.query(removal, { metafields }).body;
  return { ...shopify, id, ownerId, link, set, remove };
}

it('are set, shown with the order, and reported as a change of it', () => {
  const { shop, link, ownerId, set, query, clock, id } = world();
  shop.outbox.subscribe('orders/updated', 'https://foo.example');
  clock.pass(5000);
  expect(set(link).data.metafieldsSet).toMatchObject({ metafields: [{ key: 'link' }], userErrors: [] });
  const text = `query ($id: ID!) { order(id: $id) {
    updatedAt metafield(namespace: "thankflow", key: "link") { value jsonValue ownerType }
    metafields(first: 5, namespace: "thankflow") { nodes { key } } other: metafield(namespace: "thankflow", key: "no") { value }
  } }`;
  expect(query(text, { id: ownerId }).body.data.order).toEqual({
    updatedAt: '2026-11-20T12:00:05Z',
    metafield: { value: link.value, jsonValue: link.value, ownerType: 'ORDER' },
    metafields: { nodes: [{ key: 'link' }] },
    other: null,
  });
  expect(shop.outbox.deliveries).toMatchObject([{ topic: 'orders/updated', orderId: id }]);
});

it.each([
  ['metafieldsSet', mutation],
  ['metafieldsDelete', removal],
])('%s needs write_orders', (field, text) => {
  const { query, link } = world(['read_orders']);
  const { type: _, value: __, ...identifier } = link;
  const metafields = field === 'metafieldsSet' ? [link] : [identifier];
  expect(query(text, { metafields }).body).toMatchObject({
    data: { [field]: null },
    errors: [{ extensions: { code: 'ACCESS_DENIED', requiredAccess: '`write_orders` access scope.' }, path: [field] }],
  });
});

describe('are refused', () => {
  it.each<[string, object, string | null]>([
    ['an unknown type', { type: 'text' }, 'INVALID_TYPE'],
    ['no URL', { value: 'thx' }, 'INVALID_VALUE'],
    ['no JSON', { type: 'json', value: '{' }, 'INVALID_VALUE'],
    ['nothing', { type: 'single_line_text_field', value: '' }, 'BLANK'],
    ['a short key', { key: 'a' }, 'TOO_SHORT'],
    ['a long namespace', { namespace: 'x'.repeat(256) }, 'TOO_LONG'],
    ['an order that does not exist', { ownerId: 'gid://shopify/Order/1' }, null],
    ['a product', { ownerId: 'gid://shopify/Product/1' }, null],
    ['an old digest', { compareDigest: 'x' }, 'STALE_OBJECT'],
  ])('%s: and nothing is set', (_, differs, code) => {
    const { shop, id, link, set } = world();
    expect(set({ ...link, key: 'fine' }, { ...link, ...differs }).data.metafieldsSet).toMatchObject({
      metafields: null,
      userErrors: [{ code, elementIndex: 1 }],
    });
    expect(shop.order(id)!.metafields).toEqual([]);
  });

  it('26 at once', () => {
    const { link, set } = world();
    const many = Array.from({ length: 26 }, (_, index) => ({ ...link, key: `key${index}` }));
    expect(set(...many).data.metafieldsSet.userErrors).toMatchObject([{ code: 'LESS_THAN_OR_EQUAL_TO' }]);
  });

  it('an unknown field', () => {
    const { link, set } = world();
    expect(set({ ...link, description: 'x' })).toHaveProperty('errors');
  });
});

it('are deleted; one that does not exist is no error', () => {
  const { ownerId, link, set, remove, shop, id } = world();
  set(link);
  const of = (key: string) => ({ ownerId, namespace: 'thankflow', key });
  expect(remove(of('link'), of('no')).data.metafieldsDelete).toEqual({
    deletedMetafields: [of('link'), null],
    userErrors: [],
  });
  expect(shop.order(id)!.metafields).toEqual([]);
  shop.delete(id);
  expect(remove(of('link')).data.metafieldsDelete).toMatchObject({
    userErrors: [{ message: 'Owner does not exist.' }],
  });
});

it('of one of the credentials of a shop, the scopes can be changed', async () => {
  const { api, account, link, set } = world();
  const allow = (credential: string, scopes: string[]) =>
    api.admin['PUT /_sandbox/access']?.({ shop: 'foo', scopes, credential });
  allow('writing', ['read_orders']);
  expect(set(link)).not.toHaveProperty('errors');
  Object.assign(account, { writes: true });
  allow('writing', ['read_orders']);
  expect(set(link)).toHaveProperty('errors');
});
