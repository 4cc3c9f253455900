import { thankuSk } from '../../lib/store/keys.ts';
import { names } from '../stage.ts';
import { firstOf, type Invariant } from './invariant.ts';

/** After a refused probe, the next one comes 15 minutes later. Clocks differ. */
const probeEveryMs = 14 * 60_000;
/** How long after a pause or an open circuit orders continue, and how long after all outages circuits close. */
const mostAfterMs = 40 * 60_000;

const credentialPk = `thanx#${names.credential}`;

/** Statuses of ThankU that open a shop's circuit. */
const refusals = new Set([401, 403, 404, 405, 410]);

/** An open circuit costs one request every 15 minutes, and orders continue soon after it. */
export const holdInvariants: Invariant[] = [
  {
    name: 'one-probe',
    promise:
      'While a shop’s circuit is open, one order tries at a time; after a refusal, the next one tries 15 minutes later.',
    always({ world: { asks, orders } }) {
      const last = asks.asks.at(-1);
      if (last === undefined) return undefined;
      const circuit = orders.circuits.get(last.shop);
      const probes = asks.asks.filter(
        (ask) =>
          ask.shop === last.shop &&
          ask.circuit !== undefined &&
          ask.circuit === circuit?.since &&
          ask.begunMs > circuit.seenMs &&
          last.leftMs - ask.leftMs < probeEveryMs,
      );
      if (!probes.includes(last)) return undefined;
      return firstOf(probes, ({ pid, leftMs, heard, untilMs }) => {
        if (pid === last.pid) return undefined;
        const isRefused = heard?.exchanged.kind === 'answer' && refusals.has(heard.exchanged.status);
        const isOpen = heard === undefined && untilMs > last.leftMs;
        return isRefused || isOpen || (heard !== undefined && heard.atMs > last.leftMs)
          ? `${last.pid} was asked about ${last.leftMs - leftMs} ms after ${pid}, while their shop’s circuit is open`
          : undefined;
      });
    },
  },
  {
    name: 'one-cause-fails-one',
    promise: 'While a shop’s circuit is open, only the order that opened it fails.',
    always({ world }) {
      const { row, before } = world.orders.lastWrite();
      if (row['sk'] !== thankuSk || row['state'] !== 'failed' || before?.['state'] === 'failed') return undefined;
      const circuit = world.orders.circuits.get(String(row['shop']));
      const pid = String(row['pid']);
      const ask = world.asks.asks.findLast((one) => one.pid === pid);
      return row['reason'] === 'rejected' &&
        circuit !== undefined &&
        ask !== undefined &&
        ask.begunMs > circuit.seenMs &&
        !circuit.tried.has(pid)
        ? `${pid} failed although its shop’s circuit was open`
        : undefined;
    },
  },
  {
    name: 'accepted-lifts',
    promise: 'The first accepted order closes a circuit, and an undecided probe is repeated soon.',
    always: ({ world }) => world.ends.leftOpen(),
  },
  {
    name: 'waits-no-longer',
    promise:
      'What waited for a pause or an open circuit continues within 40 minutes after its end, once everything works.',
    always({ world, plan }) {
      const { nowMs } = world.kernel;
      if (world.orders.waiting.size === 0 || nowMs < plan.healedMs + mostAfterMs) return undefined;
      return firstOf(world.orders.waiting, ([name, { shop, sinceMs }]) => {
        const { paused } = world.thanx;
        const pauses = [world.orders.paused.since(shop), paused.since(`shop#${shop}`), paused.since(credentialPk)];
        if (pauses.some((since) => since !== undefined)) return undefined;
        const fromMs = Math.max(
          sinceMs,
          plan.healedMs,
          world.orders.paused.endedMs(shop),
          paused.endedMs(`shop#${shop}`),
          paused.endedMs(credentialPk),
        );
        return nowMs - fromMs > mostAfterMs
          ? `${name} still waits for a pause or a circuit ${Math.round((nowMs - fromMs) / 60_000)} min after everything worked`
          : undefined;
      });
    },
  },
];
