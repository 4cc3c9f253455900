import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { compareBooks, type Deviation } from './compare.ts';
import { compareEvents } from './events.ts';
import { faultsLeft, healPartners } from './faults/partners.ts';
import { unsettledRows } from './left.ts';
import { watchMemory, type Memories } from './memory.ts';
import { drawOrders, type SoakOrder } from './plan.ts';
import { startSending, type Journal } from './platforms.ts';
import { waitUntilSettled, type Settled } from './settle.ts';
import { startTrouble, type Injected } from './trouble.ts';
import type { SoakWorld } from './world.ts';

export interface SoakOptions {
  seed: number;
  orders: number;
  receipts: number;
  /** How long webhooks are sent, and faults happen at least. */
  seconds: number;
  skipWaits: boolean;
  only?: readonly string[] | undefined;
  print: (line: string) => void;
}

/** The result of a soak. */
export interface Soaked {
  orders: readonly SoakOrder[];
  journal: Journal;
  injected: Injected;
  memory: Memories;
  settled: Settled;
  deviations: readonly Deviation[];
  /** How much is in the partners' books at the end. */
  booked: { thankus: number; receipts: number };
  /** Calls to the partners that met a fault. */
  faultyCalls: number;
  /** From the first webhook to the last answer, to the end of the faults, and to the end of the soak. */
  seconds: { sending: number; faults: number; all: number };
}

/** Faults continue until this share of the webhooks is accepted, but for no longer than so many times the planned time. */
const enough = 0.9;
const maxTimes = 5;

/** Sends webhooks while faults happen, ends the faults, waits until everything is settled, and compares the books. */
export async function soak(world: SoakWorld, options: SoakOptions): Promise<Soaked> {
  const { seed, orders: count, receipts, seconds, print } = options;
  const orders = drawOrders({ seed, orders: count, receipts, spanMs: seconds * 1000 });
  const memory = watchMemory();
  const startedAtMs = performance.now();
  const since = () => (performance.now() - startedAtMs) / 1000;
  const timed = (line: string) => print(`${since().toFixed(0).padStart(5)} s  ${line}`);
  const { journal, done } = startSending(world, orders);
  const trouble = startTrouble(world, { seed, only: options.only, progress: journal.progress, print: timed });
  const troubled = async () => {
    // A slow machine takes longer.
    while (since() < seconds || (journal.progress() < enough && since() < maxTimes * seconds)) await delay(100);
    const injected = await trouble.stop();
    const untilS = since() + 2 * seconds;
    while (since() < untilS && (await faultsLeft(world.partners)) > 0) await delay(100);
    await healPartners(world.partners);
    timed('all faults have ended');
    return { injected, faults: since() };
  };
  const sent = async () => {
    await done;
    timed('all webhooks are answered');
    return since();
  };
  const [sending, { injected, faults, settled }] = await Promise.all([
    sent(),
    troubled().then(async (ended) => ({
      ...ended,
      settled: await waitUntilSettled(world, { ...options, print: timed }),
    })),
  ]);
  const all = since();
  const deviations = await findDeviations(world, orders, journal);
  const [{ thankus, receipts: booked }, calls] = await Promise.all([world.partners.books(), world.partners.calls()]);
  return {
    orders,
    journal,
    injected,
    settled,
    deviations,
    memory: await memory.stop(),
    booked: { thankus: thankus.length, receipts: booked.length },
    faultyCalls: calls.faulty,
    seconds: { sending, faults, all },
  };
}

/** Everything that isn't as promised once all is settled. */
async function findDeviations(world: SoakWorld, orders: readonly SoakOrder[], journal: Journal): Promise<Deviation[]> {
  const books = await world.partners.books();
  const versions = Object.fromEntries([...world.shops].map(([shop, { version }]) => [shop, version]));
  const { events } = await world.stack.endpoints();
  const published = z.array(z.unknown()).parse(await (await fetch(events)).json());
  return [
    ...compareBooks(orders, books, versions),
    ...compareEvents(orders, published, books),
    ...journal.acceptedForgeries.map((order) => ({
      order,
      what: `a forged webhook of ${order.pid} was answered with 200`,
    })),
    ...Object.values(books.rate)
      .flatMap(({ windows }) => windows)
      .filter(({ highest, requests }) => highest > requests)
      .map(({ highest, requests, windowMs }) => ({
        what: `${highest} calls arrived at Thanx within ${windowMs / 1000} s; ${requests} are allowed`,
      })),
    ...(await world.withAws(unsettledRows)).map((what) => ({ what: `not settled: ${what}` })),
  ];
}
