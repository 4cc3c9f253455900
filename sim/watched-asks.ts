import * as z from 'zod';
import type { Connect } from '../lib/partners/connection.ts';
import type { Exchanged } from '../lib/partners/exchange.ts';

/** One request to ThankU, as its worker sees it. All times are true ones, epoch ms. */
export interface ThankuAsk {
  pid: string;
  shop: string;
  /** When the invocation began that asks. */
  begunMs: number;
  leftMs: number;
  /** The latest at which its worker hears of it. */
  untilMs: number;
  /** What the worker heard; absent while it waits, and for ever where it was killed. */
  heard?: { atMs: number; exchanged: Exchanged };
  /** The automatic hold that was on then, by when it began. */
  hold: string | undefined;
  /** The leases that its environment has taken. */
  leases: ReadonlySet<string>;
}

/** ThankU, as one execution environment asks it. */
export interface AskingWorker {
  connect: Connect;
  newLeaseId: () => string;
  leases: ReadonlySet<string>;
  /** An invocation begins. */
  begins(): void;
}

const Body = z.object({ pid: z.string() });
const shopOf = (pid: string): string => pid.slice(0, pid.lastIndexOf('-'));

/** Watches the way to ThankU. */
export function watchAsks(nowMs: () => number, holdOf: (shop: string) => string | undefined) {
  const asks: ThankuAsk[] = [];
  let heard = 0;
  return {
    asks,
    changes: () => asks.length + heard,
    /** Requests that a worker waits for. */
    open: (): ThankuAsk[] => asks.filter((ask) => ask.heard === undefined && ask.untilMs > nowMs()),
    /** The way of one execution environment, and what its leases are named by. */
    worker(connect: Connect, newId: () => string): AskingWorker {
      let begunMs = 0;
      const leases = new Set<string>();
      const newLeaseId = () => {
        const id = newId();
        leases.add(id);
        return id;
      };
      const begins = () => {
        begunMs = nowMs();
      };
      const watched: Connect = async (baseUrl, options) => {
        const opened = await connect(baseUrl, options);
        if (opened.kind !== 'open') return opened;
        const { connection } = opened;
        return {
          kind: 'open',
          connection: {
            ...connection,
            exchange: async (request, timeLimitMs) => {
              const { pid } = Body.parse(JSON.parse(request.body ?? ''));
              const shop = shopOf(pid);
              const ask: ThankuAsk = {
                pid,
                shop,
                begunMs,
                leftMs: nowMs(),
                untilMs: nowMs() + timeLimitMs,
                hold: holdOf(shop),
                leases,
              };
              asks.push(ask);
              const exchanged = await connection.exchange(request, timeLimitMs);
              ask.heard = { atMs: nowMs(), exchanged };
              heard += 1;
              return exchanged;
            },
          },
        };
      };
      return { connect: watched, newLeaseId, leases, begins };
    },
  };
}
