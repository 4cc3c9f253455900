import type { PollReceipts } from '../../lib/order/event.ts';
import type { DueEntries } from '../../lib/store/due.ts';
import type { StopScope } from '../../lib/circuit/watch.ts';
import type { OrderStore } from '../../lib/store/orders.ts';
import type { StopCounts } from '../../lib/circuit/count-open.ts';
import type { Key } from '../../lib/store/rows.ts';
import type { ParkedEvent, Parking } from '../../lib/store/parked.ts';
import type { Standing } from '../../lib/circuit/read-scope.ts';
import type { CurrentRow } from '../../lib/stuck/current-row.ts';
import type { Telemetry } from '../../lib/telemetry.ts';

/** What housekeeping needs from the world. */
export interface Ports {
  store: OrderStore;
  due: DueEntries;
  parking: Parking;
  /** What keeps a scope's work waiting. */
  standing: (scope: StopScope) => Promise<Standing>;
  /** The Thanx credentials that the stage has. */
  credentials: readonly string[];
  sendEvent: (event: ParkedEvent) => Promise<void>;
  /** Wakes orders on the orders queue. */
  wakeOrders: (orders: readonly { shop: string; pid: string }[]) => Promise<void>;
  /** Wakes receipts on the queue of their credential. */
  wakeReceipts: (credential: string, orders: readonly { shop: string; pid: string }[]) => Promise<void>;
  /** Has receipts followed, by messages on the queue of their credential. */
  followReceipts: (credential: string, messages: readonly PollReceipts[]) => Promise<void>;
  /** How a row of the orders table stands now; `undefined` if it is gone. */
  currentRow: (key: Key) => Promise<CurrentRow | undefined>;
  held: () => Promise<StopCounts>;
  quarantined: () => Promise<number>;
  telemetry: Telemetry;
  now: () => number;
  random: () => number;
}

/** One job: works through what is due until there is no more or its slice of time is over. Called again, it goes on. */
export type Job = (ports: Ports, untilMs: number) => Promise<JobReport>;

export interface JobReport {
  done: number;
  /** The slice ended before the work did. */
  unfinished: boolean;
  /** Rows or batches that failed; they are due still. */
  failures?: readonly unknown[];
}
