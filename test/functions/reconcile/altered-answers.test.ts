import { describe, expect, it } from 'vitest';
import { hour, minute, reconciledShop, type Platform } from './world.ts';

const isFetch = ({ path }: { path: string }) => /\/orders\/\d+$/.test(path);

async function withLostOrder() {
  const world = await reconciledShop('woocommerce');
  world.pass(hour);
  const order = world.shop.place();
  world.lose();
  world.pass(20 * minute);
  return { world, order };
}

/** A third pass wouldn't look at the order again, if these had moved on. */
async function twoPasses(world: Awaited<ReturnType<typeof withLostOrder>>['world']) {
  expect(await world.reconcile()).toEqual([]);
  world.pass(3 * hour);
  expect(await world.reconcile()).toEqual([]);
}

describe('an order is fetched, and what arrives is not the order', () => {
  it.each<[string, (body: string) => string]>([
    ['a page of a firewall', () => '<html>Checking your browser</html>'],
    ['a body that breaks off', (body) => body.slice(0, body.length / 2)],
    ['nothing', () => ''],
    ['an error with status 200', () => '{"code":"internal_error","message":"Ada Lovelace","data":null}'],
    ['another order', (body) => JSON.stringify({ ...JSON.parse(body), id: 4711 })],
  ])('%s: it is fetched again later', async (_, alter) => {
    const { world, order } = await withLostOrder();
    world.held.alter = (answer, request) => (isFetch(request) ? { ...answer, body: alter(answer.body) } : answer);
    await twoPasses(world);
    expect(world.quarantine).toEqual([]);
    expect(JSON.stringify(await world.status())).not.toContain('Ada');
    world.held.alter = (answer) => answer;
    world.pass(5 * hour);
    expect(await world.reconcile()).toMatchObject([{ order: { orderId: order.id } }]);
  });

  it.each([
    ['a 404 of a security plugin', 'rest_endpoint_disabled'],
    ['a 404 of another endpoint', 'rest_post_invalid_id'],
  ])('%s: the order is not gone', async (_, code) => {
    const { world, order } = await withLostOrder();
    const body = JSON.stringify({ code, message: 'Not found.', data: { status: 404 } });
    world.held.alter = (answer, request) => (isFetch(request) ? { ...answer, status: 404, body } : answer);
    await twoPasses(world);
    world.held.alter = (answer) => answer;
    world.pass(5 * hour);
    expect(await world.reconcile()).toMatchObject([{ order: { orderId: order.id } }]);
  });
});

describe('an order is fetched, and what arrives is from before the change that was listed', () => {
  it.each<Platform>(['shopify', 'woocommerce'])('%s: it is fetched again later', async (platform) => {
    const world = await reconciledShop(platform);
    world.pass(hour);
    const { id } = world.shop.place({ paid: false });
    const unpaid = world.shop.order(id)!;
    world.pass(minute);
    const paid = world.shop.pay(id);
    world.lose();
    world.pass(20 * minute);
    // A cache answers.
    world.shop.hooks.beforeFetch = () => void (world.shop.state.orders[id] = unpaid);
    expect(await world.reconcile()).toEqual([]);
    expect(await world.status()).toMatchObject({ failing: { detail: expect.stringContaining('a cache') } });
    world.shop.state.orders[id] = paid;
    world.shop.hooks = {};
    world.pass(3 * hour);
    expect(await world.reconcile()).toMatchObject([{ order: { orderId: id } }]);
  });
});

describe('WooCommerce lists an order whose time of payment cannot be read', () => {
  it('quarantines that one, and thanks the others', async () => {
    const { world, order } = await withLostOrder();
    const odd = world.shop.place({ createdAtMs: world.state.nowMs - 20 * minute });
    world.lose();
    world.held.alter = (answer, { path }) => {
      const spoil = (one: { id: number }) => (String(one.id) === odd.id ? { ...one, date_paid_gmt: 'yesterday' } : one);
      if (answer.status !== 200 || !path.includes('/orders')) return answer;
      const body = JSON.parse(answer.body) as { id: number } | { id: number }[];
      return { ...answer, body: JSON.stringify(Array.isArray(body) ? body.map(spoil) : spoil(body)) };
    };
    expect(await world.reconcile()).toMatchObject([{ order: { orderId: order.id } }]);
    expect(world.quarantine).toMatchObject([{ reason: expect.stringContaining('date_paid_gmt') }]);
    expect(await world.problems()).toEqual([]);
  });
});

describe('WooCommerce lists fewer orders than a page has', () => {
  async function withPages() {
    const world = await reconciledShop('woocommerce');
    world.pass(hour);
    for (let placed = 0; placed < 130; placed++) {
      world.pass(1000);
      world.shop.place({ paid: false });
    }
    const last = world.shop.place();
    world.lose();
    world.pass(20 * minute);
    return { world, last };
  }

  it('because it leaves out one that it cannot load: the list is not over', async () => {
    const { world, last } = await withPages();
    world.held.alter = (answer, { path }) => {
      if (!path.includes('/orders?')) return answer;
      const [, ...others] = JSON.parse(answer.body) as unknown[];
      return { ...answer, body: JSON.stringify(others) };
    };
    world.shop.place({ paid: false });
    expect(await world.reconcile()).toMatchObject([{ order: { orderId: last.id } }]);
  });

  it('because a plugin limits pages: the list is not over', async () => {
    const { world, last } = await withPages();
    world.held.alter = (answer, { path }) => {
      if (!path.includes('/orders?')) return answer;
      const total = Number(answer.headers['x-wp-total']);
      const orders = (JSON.parse(answer.body) as unknown[]).slice(0, 40);
      const headers = { ...answer.headers, 'x-wp-totalpages': String(Math.ceil(total / 40)) };
      return { ...answer, headers, body: JSON.stringify(orders) };
    };
    expect(await world.reconcile()).toMatchObject([{ order: { orderId: last.id } }]);
  });
});

describe('Shopify reports errors that quote something personal', () => {
  const quoted = 'ada@example.com';
  it.each<[string, object]>([
    ['in the message', { message: quoted }],
    ['in the code', { message: '', extensions: { code: quoted } }],
    ['in the path', { message: '', path: [quoted], extensions: { code: 'ACCESS_DENIED' } }],
    ['in the scope', { message: '', extensions: { code: 'ACCESS_DENIED', requiredAccess: `\`${quoted}\` access` } }],
  ])('%s: none of it is repeated', async (_, error) => {
    const world = await reconciledShop('shopify');
    world.pass(hour);
    world.held.alter = (answer) => ({ ...answer, body: JSON.stringify({ data: null, errors: [error] }) });
    expect(await world.reconcile()).toEqual([]);
    const said = JSON.stringify([await world.status(), await world.problems(), world.ports.telemetry]);
    expect((await world.problems())[0]).toMatchObject({ code: 'reconcile-refused' });
    expect(said).not.toContain('ada@');
  });
});

describe("Shopify's list of an order's lines", () => {
  it.each([null, 'the-same'])('ends, even if each page says that there is another after %j', async (endCursor) => {
    const world = await reconciledShop('shopify');
    world.pass(hour);
    world.shop.place();
    world.lose();
    world.pass(20 * minute);
    const pageInfo = JSON.stringify({ hasNextPage: true, endCursor });
    world.held.alter = (answer, { body = '' }) =>
      body.includes('lineItems')
        ? { ...answer, body: answer.body.replace(/"pageInfo":\{[^}]*\}/, `"pageInfo":${pageInfo}`) }
        : answer;
    expect(await world.reconcile()).toEqual([]);
    expect(await world.status()).toMatchObject({ failing: { kind: 'unreadable' } });
    expect(world.calls()).toBeLessThan(6);
  });
});

describe('WooCommerce behind something that refuses', () => {
  it.each<[string, number, string, string]>([
    ['a firewall', 403, '<html>Attention Required!</html>', 'such as a firewall'],
    ['WooCommerce itself', 403, '{"code":"woocommerce_rest_cannot_view","message":"Sorry"}', 'the permission Read'],
    ['an old WooCommerce', 400, '{"code":"rest_invalid_param","message":"Invalid parameter(s): orderby"}', 'update'],
    ['WordPress without pretty permalinks', 404, '<html>Not found</html>', 'permalinks other than'],
  ])('%s: it says which', async (_, status, body, said) => {
    const { world } = await withLostOrder();
    world.held.alter = (answer) => ({ ...answer, status, body });
    await world.reconcile();
    expect(await world.status()).toMatchObject({ failing: { detail: expect.stringContaining(said) } });
  });
});
