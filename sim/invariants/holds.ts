import { thankuSk } from '../../lib/store/keys.ts';
import { names } from '../stage.ts';
import { firstOf, type Invariant } from './invariant.ts';

/** A probe that was refused is followed by another one 15 minutes later; clocks differ. */
const probeEveryMs = 14 * 60_000;
/** What a hold or a brake kept goes on by so long after its end, and a hold ends by so long after all works again. */
const mostAfterMs = 40 * 60_000;

const credentialPk = `thanx#${names.credential}`;

/** What ThankU answers where nothing of a shop can succeed. */
const refusals = new Set([401, 403, 404, 405, 410]);

/** A hold costs one request a quarter of an hour, and what waits for it goes on soon after it. */
export const holdInvariants: Invariant[] = [
  {
    name: 'one-probe',
    promise: 'While a shop is on hold, one order tries, and after a refusal the next one a quarter of an hour later.',
    always({ world: { asks, orders } }) {
      const last = asks.asks.at(-1);
      if (last === undefined) return undefined;
      const hold = orders.holds.get(last.shop);
      const probes = asks.asks.filter(
        (ask) =>
          ask.shop === last.shop &&
          ask.hold !== undefined &&
          ask.hold === hold?.since &&
          ask.begunMs > hold.seenMs &&
          last.leftMs - ask.leftMs < probeEveryMs,
      );
      if (!probes.includes(last)) return undefined;
      return firstOf(probes, ({ pid, leftMs, heard, untilMs }) => {
        if (pid === last.pid) return undefined;
        const isRefused = heard?.exchanged.kind === 'answer' && refusals.has(heard.exchanged.status);
        const isOpen = heard === undefined && untilMs > last.leftMs;
        return isRefused || isOpen || (heard !== undefined && heard.atMs > last.leftMs)
          ? `${last.pid} was asked about ${last.leftMs - leftMs} ms after ${pid}, while their shop is on hold`
          : undefined;
      });
    },
  },
  {
    name: 'one-cause-fails-one',
    promise: 'While a shop is on hold, no order fails but the one whose refusal it began with.',
    always({ world }) {
      const { row, before } = world.orders.lastWrite();
      if (row['sk'] !== thankuSk || row['state'] !== 'failed' || before?.['state'] === 'failed') return undefined;
      const hold = world.orders.holds.get(String(row['shop']));
      const pid = String(row['pid']);
      const ask = world.asks.asks.findLast((one) => one.pid === pid);
      return row['reason'] === 'rejected' &&
        hold !== undefined &&
        ask !== undefined &&
        ask.begunMs > hold.seenMs &&
        !hold.tried.has(pid)
        ? `${pid} failed although its shop was on hold`
        : undefined;
    },
  },
  {
    name: 'accepted-lifts',
    promise: 'A hold ends with the first order that is accepted, and what could not be decided is tried again soon.',
    always: ({ world }) => world.ends.unlifted(),
  },
  {
    name: 'waits-no-longer',
    promise: 'What waited for an operator or for a hold goes on within 40 minutes after its end, once all works.',
    always({ world, plan }) {
      const { nowMs } = world.kernel;
      if (world.orders.waiting.size === 0 || nowMs < plan.healedMs + mostAfterMs) return undefined;
      return firstOf(world.orders.waiting, ([name, { shop, sinceMs }]) => {
        const { braked } = world.thanx;
        const brakes = [world.orders.braked.since(shop), braked.since(`shop#${shop}`), braked.since(credentialPk)];
        if (brakes.some((since) => since !== undefined)) return undefined;
        const fromMs = Math.max(
          sinceMs,
          plan.healedMs,
          world.orders.braked.endedMs(shop),
          braked.endedMs(`shop#${shop}`),
          braked.endedMs(credentialPk),
        );
        return nowMs - fromMs > mostAfterMs
          ? `${name} waits for a hold or a brake ${Math.round((nowMs - fromMs) / 60_000)} min after all was well`
          : undefined;
      });
    },
  },
];
