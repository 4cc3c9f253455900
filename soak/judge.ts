import * as z from 'zod';
import { compareBooks, type Deviation } from './compare.ts';
import { compareEvents } from './events.ts';
import { unsettledRows } from './left.ts';
import type { SoakOrder } from './plan.ts';
import type { Journal } from './platforms.ts';
import type { SoakWorld } from './world.ts';

const Events = z.array(z.unknown());

/** Everything that is not as promised once all is settled. */
export async function findDeviations(
  world: SoakWorld,
  orders: readonly SoakOrder[],
  journal: Journal,
): Promise<Deviation[]> {
  const books = await world.partners.books();
  const versions = Object.fromEntries([...world.shops].map(([shop, { version }]) => [shop, version]));
  const { events } = await world.stack.endpoints();
  const published = Events.parse(await (await fetch(events)).json());
  return [
    ...compareBooks(orders, books, versions),
    ...compareEvents(orders, published, books),
    ...journal.takenForgeries.map((order) => ({
      order,
      what: `a forged webhook of ${order.pid} was answered with 200`,
    })),
    ...Object.values(books.rate)
      .flatMap(({ windows }) => windows)
      .filter(({ highest, requests }) => highest > requests)
      .map(({ highest, requests, windowMs }) => ({
        what: `${highest} calls arrived at Thanx within ${windowMs / 1000} s, allowed are ${requests}`,
      })),
    ...(await world.withAws(unsettledRows)).map((what) => ({ what: `not settled: ${what}` })),
  ];
}
