import * as z from 'zod';
import { compare, type Finding } from './compare.ts';
import { unsettledRows } from './left.ts';
import type { PlannedOrder } from './plan.ts';
import type { Journal } from './platforms.ts';
import type { World } from './world.ts';

const Events = z.array(z.object({ 'detail-type': z.string(), detail: z.object({ pid: z.string().optional() }) }));

/** Everything that is not as promised once all is settled. */
export async function judge(world: World, orders: readonly PlannedOrder[], journal: Journal): Promise<Finding[]> {
  const books = await world.partners.books();
  const versions = Object.fromEntries([...world.shops].map(([shop, { version }]) => [shop, version]));
  const { events } = await world.stack.endpoints();
  const published = Events.parse(await (await fetch(events)).json());
  const told = new Set(
    published.filter((event) => event['detail-type'] === 'Order Thanked').map(({ detail }) => detail.pid),
  );
  return [
    ...compare(orders, books, versions),
    ...journal.takenForgeries.map((order) => ({
      order,
      what: `a forged webhook of ${order.pid} was answered with 200`,
    })),
    ...orders
      .filter(({ story, pid }) => story === 'paid' && !told.has(pid))
      .map((order) => ({ order, what: `no event says that ${order.pid} was thanked` })),
    ...Object.values(books.rate)
      .flatMap(({ windows }) => windows)
      .filter(({ highest, requests }) => highest > requests)
      .map(({ highest, requests, windowMs }) => ({
        what: `${highest} calls arrived at Thanx within ${windowMs / 1000} s, allowed are ${requests}`,
      })),
    ...(await world.withAws(unsettledRows)).map((what) => ({ what: `not settled: ${what}` })),
  ];
}
