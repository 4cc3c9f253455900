import * as z from 'zod';
import type { Connect } from '../lib/partners/connection.ts';
import type { Exchanged } from '../lib/partners/exchange.ts';

/** One request to ThankU, as its worker sees it. All times are true times, epoch ms. */
export interface ThankuAsk {
  pid: string;
  shop: string;
  /** When the invocation began. */
  begunMs: number;
  leftMs: number;
  /** When its worker gives up. */
  untilMs: number;
  /** The answer. Absent while the worker waits, or if it was killed. */
  heard?: { atMs: number; exchanged: Exchanged };
  /** Since when the shop's circuit had been open; `undefined` if it was closed. */
  circuit: string | undefined;
  /** The leases that its environment has taken. */
  leases: ReadonlySet<string>;
}

/** One execution environment that calls ThankU. */
export interface AskingWorker {
  connect: Connect;
  newLeaseId: () => string;
  leases: ReadonlySet<string>;
  /** Call it when an invocation begins. */
  begins(): void;
}

const Body = z.object({ pid: z.string() });
const shopOf = (pid: string): string => pid.slice(0, pid.lastIndexOf('-'));

/** Records the requests to ThankU. */
export function watchAsks(nowMs: () => number, circuitOf: (shop: string) => string | undefined) {
  const asks: ThankuAsk[] = [];
  let heard = 0;
  return {
    asks,
    changes: () => asks.length + heard,
    /** The requests whose workers are waiting. */
    open: (): ThankuAsk[] => asks.filter((ask) => ask.heard === undefined && ask.untilMs > nowMs()),
    /** Watches one execution environment. */
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
                circuit: circuitOf(shop),
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
