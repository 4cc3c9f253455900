import type { LimitSettings } from '../shops/limit-settings.ts';
import type { LimitRow } from './limit-row.ts';
import type { LimitStore } from './limit-store.ts';
import { dayAt } from './period.ts';
import { untold, type LimitReached } from './tell.ts';
import { reserve, spent, type Need, type Reserved } from './reserve.ts';

export interface ReserveRequest {
  need: Need;
  limit: LimitSettings;
  nowMs: number;
}

export interface ReserveAnswer {
  outcome: Reserved;
  /** What has been reached and isn't published yet. Of orders that share a write, one has to publish it. */
  untold: LimitReached[];
}

/** Reserves units for the orders of one process. */
export interface Reserver {
  /** @throws ThankflowError `unavailable` if too many processes write the row at the same time */
  reserve(shop: string, request: ReserveRequest): Promise<ReserveAnswer>;
  /** A reservation's order has its ThankU: the shop's next write drops it, so that the row stays small. */
  isSpent(shop: string, id: string): void;
}

interface Waiting {
  request: ReserveRequest;
  answered: PromiseWithResolvers<ReserveAnswer>;
}

/** Orders that share a write. */
const maxTogether = 25;

/** Spent reservations that are remembered for each shop. Housekeeping drops the others. */
const maxRemembered = 100;

/** While a shop's row is being written, its further orders wait, and then share one write. */
export function reserver(limits: (shop: string) => LimitStore): Reserver {
  const queues = new Map<string, Waiting[]>();
  const spentOf = new Map<string, Set<string>>();

  async function answer(shop: string, together: readonly Waiting[]): Promise<void> {
    const known = spentOf.get(shop) ?? new Set();
    const droppable = [...known];
    const { outcome, row } = await limits(shop).change((before) =>
      reserveAll(
        before,
        together.map(({ request }) => request),
        droppable,
      ),
    );
    for (const id of droppable) if (row?.open.every((one) => one.id !== id) === true) known.delete(id);
    const full = outcome.find((one) => one.kind === 'exceeded');
    for (const [index, { request, answered }] of together.entries()) {
      const its = outcome[index];
      const reached = index > 0 || row === undefined ? [] : untold(row, request.limit, full?.period);
      if (its !== undefined) answered.resolve({ outcome: its, untold: reached });
    }
  }

  async function work(shop: string, queue: Waiting[]): Promise<void> {
    while (queue.length > 0) {
      const together = queue.splice(0, maxTogether);
      try {
        await answer(shop, together);
      } catch (error) {
        for (const { answered } of together) answered.reject(error);
      }
    }
    queues.delete(shop);
  }

  return {
    reserve(shop, request) {
      const waiting: Waiting = { request, answered: Promise.withResolvers() };
      const queue = queues.get(shop);
      if (queue !== undefined) queue.push(waiting);
      else {
        const first = [waiting];
        queues.set(shop, first);
        void work(shop, first);
      }
      return waiting.answered.promise;
    },
    isSpent(shop, id) {
      const known = spentOf.get(shop) ?? new Set();
      spentOf.set(shop, known);
      if (known.size < maxRemembered) known.add(id);
    },
  };
}

/** Reserves for one order after the other. What is spent is dropped if the row is written anyway. */
function reserveAll(
  before: LimitRow | undefined,
  requests: readonly ReserveRequest[],
  droppable: readonly string[],
): { row?: LimitRow | undefined; outcome: Reserved[] } {
  let row: LimitRow | undefined;
  const outcome = requests.map(({ need, limit, nowMs }) => {
    const reserved = reserve(row ?? before, { need, limit, nowMs, day: dayAt(nowMs, limit.timeZone) });
    row = reserved.row ?? row;
    return reserved.outcome;
  });
  return { row: row && spent(row, droppable), outcome };
}
