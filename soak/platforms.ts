import { setTimeout as delay } from 'node:timers/promises';
import type { SoakOrder } from './plan.ts';
import { Stopped } from './stopped.ts';
import { Turns } from './turns.ts';
import { postOnce, plannedWebhook, type Webhook } from './webhooks.ts';
import type { SoakWorld } from './world.ts';

/** What was sent so far, and how it was answered. */
export interface Journal {
  /** A line for each answer. */
  of(order: SoakOrder): readonly string[];
  /** By status, or `no answer`: how often webhooks were answered so. */
  answers: Map<string, number>;
  /** How many of the webhooks that thankflow has to take it has taken, copies counted. From 0 to 1. */
  progress(): number;
  /** Forged ones that were not refused. */
  takenForgeries: SoakOrder[];
}

/** Between two attempts at a webhook. Platforms wait for longer, and give up after days. */
const firstWaitMs = 500;
const longestWaitMs = 15_000;
/** Webhooks that wait for their answer at the same time. What nobody waits for any more is taken in all the same. */
const atOnce = 10;
/** Nobody who forges is known to be patient. */
const forgedAttempts = 3;

/**
 * Sends every order's webhooks at their times, each again until it is answered with 2xx, as platforms do. `done` settles when all are
 * answered.
 */
export function startSending(
  world: SoakWorld,
  orders: readonly SoakOrder[],
): { journal: Journal; done: Promise<void> } {
  const lines = new Map<SoakOrder, string[]>();
  const startMs = Date.now();
  const turns = new Turns(atOnce);
  const stopped = new Stopped(world);
  const wanted = orders.reduce((sum, order) => sum + wantedOf(order), 0);
  let accepted = 0;
  const journal: Journal = {
    of: (order) => lines.get(order) ?? [],
    answers: new Map(),
    progress: () => accepted / wanted,
    takenForgeries: [],
  };

  const deliver = async (webhook: Webhook): Promise<void> => {
    const { order, topic } = webhook;
    let waitMs = firstWaitMs;
    for (let attempt = 1; ; attempt++) {
      const status = await turns.take(() => postOnce(world, webhook));
      const answer = status === undefined ? 'no answer' : String(status);
      journal.answers.set(answer, (journal.answers.get(answer) ?? 0) + 1);
      const seconds = ((Date.now() - startMs) / 1000).toFixed(1);
      const told = lines.get(order) ?? [];
      lines.set(order, told);
      told.push(`${seconds} s: ${topic} was answered ${answer}`);
      if (status !== undefined && status < 300) break;
      if (order.story === 'forged' && attempt === forgedAttempts) return;
      await delay(waitMs);
      waitMs = Math.min(waitMs * 2, longestWaitMs);
    }
    if (order.story === 'forged') journal.takenForgeries.push(order);
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
    // Bodies are made when they are needed: those of ten thousand orders take a hundred megabytes.
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
        await stopped.known(order);
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
