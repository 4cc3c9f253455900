import { setTimeout as delay } from 'node:timers/promises';
import type { Deviation } from './compare.ts';
import { faultsLeft, healPartners } from './faults/partners.ts';
import { findDeviations } from './judge.ts';
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
  /** How long webhooks come, and faults happen at least. */
  seconds: number;
  skipWaits: boolean;
  only?: readonly string[] | undefined;
  tell: (line: string) => void;
}

/** What a soak came to. */
export interface Soaked {
  orders: readonly SoakOrder[];
  journal: Journal;
  injected: Injected;
  memory: Memories;
  settled: Settled;
  findings: readonly Deviation[];
  /** What the partners have at the end. */
  booked: { thankus: number; receipts: number };
  /** Calls of the partners that met a fault. */
  faultyCalls: number;
  /** From the first webhook to the last answer, to the end of the faults, and to the end of it all. */
  seconds: { sending: number; faults: number; all: number };
}

/** So much of the webhooks is to be taken while faults happen, if that takes no longer than so many times what it should. */
const enough = 0.9;
const mostTimes = 5;

/** Webhooks come while faults happen; then the faults end, everything settles, and the books are compared. */
export async function soak(world: SoakWorld, options: SoakOptions): Promise<Soaked> {
  const { seed, orders: count, receipts, seconds, tell } = options;
  const orders = drawOrders({ seed, orders: count, receipts, spanMs: seconds * 1000 });
  const memory = watchMemory();
  const startedAtMs = performance.now();
  const since = () => (performance.now() - startedAtMs) / 1000;
  const timed = (line: string) => tell(`${since().toFixed(0).padStart(5)} s  ${line}`);
  const { journal, done } = startSending(world, orders);
  const trouble = startTrouble(world, { seed, only: options.only, progress: journal.progress, tell: timed });
  const troubled = async () => {
    // A slow machine takes longer, to ask the partners too.
    while (since() < seconds || (journal.progress() < enough && since() < mostTimes * seconds)) await delay(100);
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
      settled: await waitUntilSettled(world, { ...options, tell: timed }),
    })),
  ]);
  const all = since();
  const findings = await findDeviations(world, orders, journal);
  const [{ thankus, receipts: booked }, calls] = await Promise.all([world.partners.books(), world.partners.calls()]);
  return {
    orders,
    journal,
    injected,
    settled,
    findings,
    memory: await memory.stop(),
    booked: { thankus: thankus.length, receipts: booked.length },
    faultyCalls: calls.faulty,
    seconds: { sending, faults, all },
  };
}
