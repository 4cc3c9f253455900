import { setTimeout as delay } from 'node:timers/promises';
import { hourMs } from '../lib/durations.ts';
import { keys } from '../lib/store/keys.ts';
import { orderStore } from '../lib/store/orders.ts';
import { until } from './patience.ts';
import type { SoakOrder } from './plan.ts';
import { Turns } from './turns.ts';
import { postOnce, plannedWebhook, type Webhook } from './webhooks.ts';
import type { SoakWorld } from './world.ts';

/** What was sent so far, and how it was answered. */
export interface Journal {
  /** A line for each answer. */
  of(order: SoakOrder): readonly string[];
  /** By status, or `no answer`: how often webhooks were answered so. */
  answers: Map<string, number>;
  /** The share of webhooks that thankflow has accepted of those that it must accept, including copies. From 0 to 1. */
  progress(): number;
  /** Orders whose forged webhooks were accepted. */
  acceptedForgeries: SoakOrder[];
}

/** Between two attempts at a webhook. Real platforms wait longer, and give up after days. */
const firstWaitMs = 500;
const longestWaitMs = 15_000;
/** How many webhooks wait for their answers at the same time. */
const concurrency = 10;
const forgedAttempts = 3;

/**
 * Sends every order's webhooks at their times, and each one again until it is answered with 2xx, as platforms do. `done` settles when all
 * are answered.
 */
export function startSending(
  world: SoakWorld,
  orders: readonly SoakOrder[],
): { journal: Journal; done: Promise<void> } {
  const lines = new Map<SoakOrder, string[]>();
  const startMs = Date.now();
  const turns = new Turns(concurrency);
  const wanted = orders.reduce((sum, order) => sum + wantedOf(order), 0);
  let accepted = 0;
  const journal: Journal = {
    of: (order) => lines.get(order) ?? [],
    answers: new Map(),
    progress: () => accepted / wanted,
    acceptedForgeries: [],
  };

  const deliver = async (webhook: Webhook): Promise<void> => {
    const { order, topic } = webhook;
    let waitMs = firstWaitMs;
    for (let attempt = 1; ; attempt++) {
      const status = await turns.take(() => postOnce(world, webhook));
      const answer = status === undefined ? 'no answer' : String(status);
      journal.answers.set(answer, (journal.answers.get(answer) ?? 0) + 1);
      const seconds = ((Date.now() - startMs) / 1000).toFixed(1);
      const log = lines.get(order) ?? [];
      lines.set(order, log);
      log.push(`${seconds} s: ${topic} was answered ${answer}`);
      if (status !== undefined && status < 300) break;
      if (order.story === 'forged' && attempt === forgedAttempts) return;
      await delay(waitMs);
      waitMs = Math.min(waitMs * 2, longestWaitMs);
    }
    if (order.story === 'forged') journal.acceptedForgeries.push(order);
    else accepted += 1;
  };
  const waitUntil = (atMs: number) => delay(Math.max(0, startMs + atMs - Date.now()));
  const deliverAt = async (webhook: Webhook, times: readonly number[]): Promise<void> => {
    await Promise.all(
      times.map(async (atMs) => {
        await waitUntil(atMs);
        await deliver(webhook);
      }),
    );
  };
  const play = async (order: SoakOrder): Promise<void> => {
    // The bodies of ten thousand orders would take a hundred megabytes.
    await waitUntil(Math.min(...order.paidAtMs));
    const paid = plannedWebhook(order, 'paid', startMs);
    const reversal = plannedWebhook(order, order.reversal, startMs);
    switch (order.story) {
      case 'paid':
      case 'test':
      case 'forged':
        return await deliverAt(paid, order.paidAtMs);
      case 'reversed':
        await Promise.all([deliverAt(paid, order.paidAtMs), deliverAt(reversal, order.reversalAtMs)]);
        return;
      case 'stopped':
        await deliverAt(reversal, order.reversalAtMs);
        await cancellationIsKnown(world, order);
        return await deliverAt(paid, order.paidAtMs);
    }
  };
  const done = Promise.all(orders.map(play)).then(() => undefined);
  return { journal, done };
}

function wantedOf({ story, paidAtMs, reversalAtMs }: SoakOrder): number {
  if (story === 'forged') return 0;
  return paidAtMs.length + (story === 'reversed' || story === 'stopped' ? reversalAtMs.length : 0);
}

/** Settles when thankflow knows that an order is cancelled. If it were paid before that, it might be thanked. */
async function cancellationIsKnown(world: SoakWorld, { shop, pid }: SoakOrder): Promise<void> {
  await until(
    `the cancellation of ${pid} is processed`,
    () =>
      world.withAws(({ documents, ordersTable }) =>
        orderStore(documents, ordersTable).thanku.get(keys.thanku(shop.id, pid)),
      ),
    { patienceMs: hourMs, everyMs: 3000 },
  );
}
