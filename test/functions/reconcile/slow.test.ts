import { expect, it } from 'vitest';
import { hour, minute, reconciledShop } from './world.ts';

it('queues what it has listed, even if the platform is so slow that listing could take the whole run', async () => {
  const world = await reconciledShop('woocommerce');
  world.pass(hour);
  for (let lost = 0; lost < 4; lost += 1) {
    world.shop.place();
    world.pass(minute);
  }
  world.lose();
  world.pass(20 * minute);
  const { admin: adminOf } = world.ports;
  world.ports.admin = (...of) => {
    const opened = adminOf(...of);
    const list: typeof opened.admin.list = async (span, after = '0') => {
      world.pass(1.3 * minute);
      const { orders } = await opened.admin.list(span);
      const at = Number(after);
      return { orders: orders.slice(at, at + 1), next: at + 1 < orders.length ? String(at + 1) : undefined };
    };
    return { ...opened, admin: { ...opened.admin, list } };
  };
  let queued = 0;
  for (let runs = 0; runs < 8; runs += 1) queued += (await world.reconcile(4 * minute)).length;
  expect(queued).toBe(4);
});
