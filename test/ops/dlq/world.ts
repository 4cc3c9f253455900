import { shopifyEvents } from '../../support/shopify-event.ts';
import { randomUUID } from 'node:crypto';
import { deadLetters } from '../../../lib/queue/dead-letter.ts';
import { sendMessage } from '../../../lib/queue/send.ts';
import type { Order } from '../../../lib/order/order.ts';
import { walkQueue } from '../../../ops/queue/walk.ts';
import type { ThankuOutcome } from '../../../lib/partners/thanku/outcome.ts';
import type { Filters } from '../../../ops/dlq/filters.ts';
import type { ReplayPorts } from '../../../ops/dlq/action.ts';
import type { DeadQueue } from '../../../ops/dlq/queues.ts';
import { replayDead, type ReplayRun } from '../../../ops/dlq/replay.ts';
import { actionCounts } from '../../../ops/dlq/action-counts.ts';
import { startWorld } from '../../functions/thank-customer/world.ts';
import { storedAs } from '../../lib/order/support.ts';
import { startQueues } from '../../support/queues.ts';

const rejected: ThankuOutcome = { kind: 'rejected', status: 400, words: 'no such cause' };

/** Shops whose orders fail and leave real letters in a real queue, and an operator who replays them. */
export async function startDeadWorld() {
  const thanks = await startWorld();
  const queues = await startQueues();
  let made = 0;
  return {
    close: () => Promise.all([thanks.close(), queues.close()]),
    async shop(thanku: Record<string, unknown> = {}) {
      made += 1;
      const name = `orders-${made}`;
      const deadName = `${name}-dlq`;
      const url = await queues.queue(deadName);
      const workUrl = await queues.queue(name);
      const queue: DeadQueue = { name: deadName, url, source: { name, url: workUrl } };
      const put = (message: object, to = url) => sendMessage(queues.sqs, to, { shop: 'oak', message });
      const shop = thanks.shop(thanku, {}, { sendDeadLetter: deadLetters(queues.sqs, url) });
      const woken: string[] = [];
      const applied = { at: '2026-01-01T00:00:00.000Z' };
      const ports: ReplayPorts = {
        store: shop.ports.store,
        settings: async () => shop.state.settings && storedAs(shop.state.settings),
        settingsAppliedAt: async () => applied.at,
        sendOrders: async (message) => {
          if (message.type === 'wake') woken.push(message.pid);
        },
        wakeReceipt: async ({ pid }) => {
          woken.push(`receipt ${pid}`);
        },
        wakeNotices: async (notices) => {
          woken.push(...notices.map((of) => `notices ${of.pid ?? of.about}`));
        },
        send: (to, message) => sendMessage(queues.sqs, to, message),
        sleep: async () => undefined,
        now: () => shop.state.nowMs,
        newId: randomUUID,
        simulateAll: false,
        sqs: queues.sqs,
        shopifyEvents,
        waitSeconds: 0,
      };
      return {
        ...shop,
        queue,
        ports,
        woken,
        applied,
        put,
        /** Orders that ThankU refuses for good. */
        async failed(...orders: (string | Partial<Order>)[]) {
          for (const order of orders) {
            // Once more after the token was read again.
            shop.state.answers.push(rejected, rejected);
            await shop.paid(typeof order === 'string' ? { orderId: order } : order);
            shop.state.answers.length = 0;
            // Each by its own fault, and years apart.
            await shop.ports.control(shop.name).change((state) => ({ ...state, hold: undefined }));
          }
        },
        /** The bodies of what lies in a queue, left there. */
        async lying(at = url): Promise<unknown[]> {
          const bodies: unknown[] = [];
          await walkQueue(
            queues.sqs,
            at,
            async ({ body }) => {
              bodies.push(JSON.parse(body));
              return 'keep';
            },
            { waitSeconds: 0 },
          );
          return bodies;
        },
        /** Replays; returns what met which action, and the orders to follow. */
        async replay(run: Partial<ReplayRun> = {}, filters: Filters = {}, differs: Partial<ReplayPorts> = {}) {
          const keys: string[] = [];
          const met = actionCounts();
          const searched = await replayDead({ ...ports, ...differs }, [queue], filters, {
            yes: true,
            rate: 10_000,
            limit: Number.POSITIVE_INFINITY,
            startedAt: Date.now() + 1000,
            refreeze: false,
            asFrozen: false,
            signal: new AbortController().signal,
            progress: { advance: () => undefined, stop: () => undefined },
            replayed: { add: (key) => void keys.push(key) },
            counts: met,
            ...run,
          });
          return { ...searched, counts: met.counts, examples: met.examples, keys: keys.toSorted() };
        },
      };
    },
  };
}
export type DeadWorld = Awaited<ReturnType<typeof startDeadWorld>>;
