import { expect, it } from 'vitest';
import { hour, minute, reconciledShop, type ReconciledShop } from './world.ts';

/** The shop's admin API with one order per page, each of which takes this long. */
function slowly(world: ReconciledShop, pageMs: number): ReconciledShop['ports']['admin'] {
  const { admin: adminOf } = world.ports;
  return (...of) => {
    const opened = adminOf(...of);
    const list: typeof opened.admin.list = async (span, after = '0') => {
      world.pass(pageMs);
      const { orders } = await opened.admin.list(span);
      const at = Number(after);
      return { orders: orders.slice(at, at + 1), next: at + 1 < orders.length ? String(at + 1) : undefined };
    };
    return { ...opened, admin: { ...opened.admin, list } };
  };
}

it('queues what it has listed, even if the platform is so slow that listing could take the whole run', async () => {
  const world = await reconciledShop('woocommerce');
  world.pass(hour);
  for (let lost = 0; lost < 4; lost += 1) {
    world.shop.place();
    world.pass(minute);
  }
  world.lose();
  world.pass(20 * minute);
  world.ports.admin = slowly(world, 1.3 * minute);
  for (let runs = 0; runs < 4; runs += 1) await world.reconcile(4 * minute);
  expect((await world.states()).map(({ state }) => state)).toEqual(['posted', 'posted', 'posted', 'posted']);
});
