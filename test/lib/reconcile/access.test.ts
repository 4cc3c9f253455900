import { describe, expect, it } from 'vitest';
import { reconciledShop } from '../../functions/reconcile/world.ts';

const adminOf = async (...of: Parameters<typeof reconciledShop>) => {
  const world = await reconciledShop(...of);
  return { ...world.ports.admin(world.held.secret!, {}, Infinity), world };
};

describe('what a credential may do', () => {
  it('Shopify: everything', async () => {
    const { admin } = await adminOf('shopify');
    expect(await admin.access()).toMatchObject({ missingScopes: [], limits: [], shop: 'shop-1.myshopify.com' });
  });

  it('Shopify: it lacks scopes, and the approval for older orders', async () => {
    const { admin } = await adminOf('shopify', { scopes: ['read_orders'] });
    expect(await admin.access()).toMatchObject({
      missingScopes: ['read_customers', 'read_products'],
      limits: [expect.stringContaining('read_all_orders')],
    });
  });

  it('Shopify: the app is not approved for what names the customer', async () => {
    const { admin, world } = await adminOf('shopify');
    world.api.shopify.protectedData = false;
    world.shop.place();
    expect(await admin.access()).toMatchObject({ missingScopes: [expect.stringContaining('protected customer data')] });
  });

  it('WooCommerce: a key that may not read', async () => {
    const { admin } = await adminOf('woocommerce', { permissions: 'write' });
    expect(await admin.access()).toMatchObject({ missingScopes: ['Read'] });
  });

  it.each(['shopify', 'woocommerce'] as const)('%s: none, if it is unknown', async (platform) => {
    const { admin, world } = await adminOf(platform);
    world.api.shopify.revoked = true;
    world.api.key.revoked = true;
    await expect(admin.access()).rejects.toMatchObject({ kind: 'unauthorized' });
  });
});

describe('webhooks', () => {
  it.each([
    ['shopify', 'orders/paid'],
    ['woocommerce', 'order.updated'],
  ] as const)('%s: subscribes, and lists what there is', async (platform, topic) => {
    const { admin, world } = await adminOf(platform, { permissions: 'read_write' });
    for (const { id } of world.shop.outbox.subscriptions) world.shop.outbox.unsubscribe(id);
    await admin.subscribe(topic, 'https://api.example/webhooks/shop-1', 'a secret of the shop');
    expect(await admin.subscriptions()).toMatchObject([
      { topic, url: 'https://api.example/webhooks/shop-1', state: 'active' },
    ]);
    expect(admin.topics).toContain(topic);
  });
});
