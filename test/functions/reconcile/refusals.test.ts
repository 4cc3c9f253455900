import { describe, expect, it } from 'vitest';
import { ApiPlatform } from '../../../lib/reconcile/platform-secret.ts';
import { hour, minute, reconciledShop, type Platform } from './world.ts';

const platforms: Platform[] = [...ApiPlatform.options];

describe.each(platforms)('%s refuses', (platform) => {
  async function withLostOrder(differs: Parameters<typeof reconciledShop>[1] = {}) {
    const world = await reconciledShop(platform, differs);
    world.pass(hour);
    world.shop.place();
    world.lose();
    world.pass(20 * minute);
    return world;
  }

  it('a revoked token: the circuit opens, and closes once it is replaced', async () => {
    const world = await withLostOrder();
    world.setRevoked(true);
    expect(await world.reconcile()).toEqual([]);
    expect(await world.problems()).toMatchObject([
      {
        code: 'reconcile-refused',
        detail: expect.stringMatching(/refuses the credential|doesn't know the|gives the app no token/),
      },
    ]);
    // Not asked again for an hour.
    const calls = world.calls();
    world.pass(50 * minute);
    await world.reconcile();
    expect(world.calls()).toBe(calls);
    world.setRevoked(false);
    world.pass(11 * minute);
    expect(await world.reconcile()).toHaveLength(1);
    expect(await world.problems()).toEqual([]);
  });

  it('a token that is revoked midway: nothing is passed over', async () => {
    const world = await withLostOrder();
    world.shop.faults.revokeAfterCalls = 1;
    expect(await world.reconcile()).toEqual([]);
    expect(await world.status()).toMatchObject({ cursorMs: Date.parse('2026-03-01T12:00:00Z') });
    world.shop.faults.revokeAfterCalls = undefined;
    world.setRevoked(false);
    world.pass(hour);
    expect(await world.reconcile()).toHaveLength(1);
  });

  it('a clock that is an hour off', async () => {
    const world = await withLostOrder();
    world.shop.faults.dateSkewMs = hour;
    expect(await world.reconcile()).toEqual([]);
    expect(await world.problems()).toMatchObject([{ detail: expect.stringContaining('60 minutes ahead of') }]);
  });

  it('a credential that is missing, or of another platform', async () => {
    const world = await withLostOrder({ secret: undefined });
    expect(await world.reconcile()).toEqual([]);
    expect(await world.problems()).toMatchObject([{ detail: expect.stringContaining('there is no credential') }]);
  });

  it('a missing credential is noticed soon after reconciliation is switched on', async () => {
    const world = await reconciledShop(platform, { secret: undefined });
    world.pass(minute);
    await world.reconcile();
    expect(await world.problems()).toEqual([]);
    world.pass(20 * minute);
    await world.reconcile();
    expect(await world.problems()).toMatchObject([{ code: 'reconcile-refused' }]);
  });

  // The lists of these go on by time, so the clients see no page twice.
  it.skipIf(['squarespace', 'shopware', 'bigcommerce', 'square', 'ecwid'].includes(platform))(
    'a page that repeats',
    async () => {
      const world = await reconciledShop(platform);
      world.pass(hour);
      for (let placed = 0; placed < (platform === 'shopify' ? 600 : 250); placed++) {
        world.pass(1000);
        world.shop.place({ paid: false });
      }
      world.lose();
      world.pass(20 * minute);
      world.shop.faults.repeatPages = 9;
      expect(await world.reconcile()).toEqual([]);
      expect(await world.problems()).toMatchObject([{ detail: expect.stringContaining('repeats a page') }]);
    },
  );

  it('too many calls: it waits as long as the platform says', async () => {
    const world = await withLostOrder();
    world.shop.faults.tooManyRequests = 2;
    expect(await world.reconcile()).toHaveLength(1);
    expect(await world.problems()).toEqual([]);
  });

  it('to answer for hours: only then a person is called', async () => {
    const world = await withLostOrder();
    const answers = world.ports.admin;
    world.ports.admin = (...of) => {
      const { admin, calls } = answers(...of);
      return { admin: { ...admin, list: unavailable }, calls };
    };
    await world.reconcile();
    expect(await world.problems()).toEqual([]);
    for (let passed = 0; passed < 6; passed++) {
      world.pass(hour);
      await world.reconcile();
    }
    expect(await world.problems()).toMatchObject([{ code: 'reconcile-failing' }]);
  });
});

it('a pass that only crawls is reported once it is twelve hours behind', async () => {
  const world = await reconciledShop('woocommerce');
  world.pass(hour);
  for (let placed = 0; placed < 250; placed++) {
    world.pass(minute);
    world.shop.place({ paid: false });
  }
  world.lose();
  world.pass(14 * hour);
  const { admin: answers } = world.ports;
  world.ports.admin = (...of) => {
    const { admin, calls } = answers(...of);
    // One page takes half of the run.
    return { admin: { ...admin, list: (...span) => (world.pass(3 * minute), admin.list(...span)) }, calls };
  };
  await world.reconcile();
  expect(await world.problems()).toMatchObject([
    { code: 'reconcile-failing', detail: expect.stringContaining('hours behind') },
  ]);
  world.ports.admin = answers;
  await world.reconcile();
  expect(await world.problems()).toEqual([]);
});

async function unavailable(): Promise<never> {
  const { AdminRefusal } = await import('../../../lib/platforms/admin/refusal.ts');
  throw new AdminRefusal('unavailable', 'the platform failed (503)');
}

describe('Shopify', () => {
  it.each([
    [['read_customers', 'read_products'], 'read_orders'],
    [['read_orders', 'read_products'], 'read_customers'],
    [['read_orders', 'read_customers'], 'read_products'],
  ])('names the scope that is missing, before an order is lost by it: %s', async (scopes, missing) => {
    const world = await reconciledShop('shopify', { scopes });
    world.pass(hour);
    await world.reconcile();
    expect(await world.problems()).toMatchObject([
      { code: 'reconcile-refused', detail: expect.stringContaining(missing) },
    ]);
  });
});

describe('WooCommerce', () => {
  it('names the permission that is missing', async () => {
    const world = await reconciledShop('woocommerce', { permissions: 'write' });
    world.pass(hour);
    await world.reconcile();
    expect(await world.problems()).toMatchObject([{ detail: expect.stringContaining('the permission Read') }]);
  });
});

describe('an order that cannot be read', () => {
  it('goes to the quarantine, and the others are queued', async () => {
    const world = await reconciledShop('woocommerce');
    world.pass(hour);
    const odd = world.shop.place();
    world.shop.place();
    world.lose();
    world.shop.state.orders[odd.id] = { ...world.shop.order(odd.id)!, currency: 'Euro' };
    world.pass(20 * minute);
    expect(await world.reconcile()).toHaveLength(1);
    expect(world.quarantine).toMatchObject([{ platform: 'woocommerce', reason: expect.stringContaining('currency') }]);
    expect((await world.status())?.cursorMs).toBe(world.state.nowMs - 15 * minute);
  });
});
