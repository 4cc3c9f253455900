import { describe, expect, it } from 'vitest';
import { hour, minute, reconciledShop } from './world.ts';

const isList = ({ path }: { path: string }) => path.includes('/orders?');
const isFetch = (id: string, { path }: { path: string }) => path.endsWith(`/orders/${id}`);

async function withLost(unpaid: number, lost: number) {
  const world = await reconciledShop('woocommerce');
  world.pass(hour);
  const orders = Array.from({ length: lost }, () => {
    world.pass(1000);
    return world.shop.place();
  });
  for (let placed = 0; placed < unpaid; placed++) {
    world.pass(1000);
    world.shop.place({ paid: false });
  }
  world.lose();
  world.pass(20 * minute);
  return { world, orders };
}

/** Runs the function every five minutes. @returns the orders that were queued */
async function runs(world: Awaited<ReturnType<typeof withLost>>['world'], count: number) {
  const found: string[] = [];
  for (let run = 0; run < count; run++) {
    for (const event of await world.reconcile()) if (event.type === 'paid') found.push(event.order.orderId);
    world.pass(5 * minute);
  }
  return found;
}

describe('a shop that needs longer for its list than a run takes', () => {
  it('still has its missing orders queued, and the pass ends', async () => {
    const { world, orders } = await withLost(1500, 2);
    world.held.alter = (answer, request) => {
      if (isList(request)) world.pass(25_000);
      return answer;
    };
    const cursorMs = (await world.status())!.cursorMs;
    expect(await runs(world, 6)).toEqual(orders.map(({ id }) => id));
    expect((await world.status())!.cursorMs).toBeGreaterThan(cursorMs + hour);
  });

  it('makes progress with fetches that take long, too', async () => {
    const { world, orders } = await withLost(0, 20);
    world.held.alter = (answer) => (world.pass(29_000), answer);
    expect(new Set(await runs(world, 8))).toEqual(new Set(orders.map(({ id }) => id)));
  });
});

describe('an order that the shop fails to answer', () => {
  it('keeps no other order waiting, and the cursor from passing it', async () => {
    const { world, orders } = await withLost(0, 5);
    const [first, second, ...others] = orders;
    const cursorMs = (await world.status())!.cursorMs;
    world.held.alter = (answer, request) =>
      [first, second].some((order) => isFetch(order!.id, request)) ? { ...answer, status: 500, body: '' } : answer;
    expect(await runs(world, 1)).toEqual(others.map(({ id }) => id));
    expect(await world.status()).toMatchObject({
      cursorMs,
      failing: { detail: `order ${first!.id}: the platform failed (500)` },
    });
    world.held.alter = (answer) => answer;
    expect(await runs(world, 4)).toEqual([first!.id, second!.id]);
  });

  it('ends the pass if it is not the only one: the shop is down', async () => {
    const { world } = await withLost(0, 20);
    let fetches = 0;
    world.held.alter = (answer, request) => {
      if (isList(request)) return answer;
      fetches += 1;
      return { ...answer, status: 503, body: '' };
    };
    expect(await runs(world, 1)).toEqual([]);
    expect(fetches).toBe(5);
  });
});

describe('a shop that fails to answer every fourth list', () => {
  it('keeps what was listed, and the pass ends', async () => {
    const { world, orders } = await withLost(800, 2);
    let lists = 0;
    world.held.alter = (answer, request) => {
      if (!isList(request)) return answer;
      lists += 1;
      return lists % 4 === 0 ? { ...answer, status: 503, body: '' } : answer;
    };
    const cursorMs = (await world.status())!.cursorMs;
    expect(await runs(world, 12)).toEqual(orders.map(({ id }) => id));
    expect((await world.status())!.failing).toBeUndefined();
    expect((await world.status())!.cursorMs).toBeGreaterThan(cursorMs + hour);
  });
});
