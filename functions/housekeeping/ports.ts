import type { PollReceipts } from '../../lib/order/event.ts';
import type { OrderKey } from '../../lib/order/order-key.ts';
import type { DueEntries } from '../../lib/store/due.ts';
import type { Control, ShopControl } from '../../lib/store/control.ts';
import type { LimitStore } from '../../lib/limit/limit-store.ts';
import type { ParkedEvent, Parking } from '../../lib/store/parked.ts';
import type { StopScope } from '../../lib/circuit/watch.ts';
import type { OrderStore } from '../../lib/store/orders.ts';
import type { StopCounts } from '../../lib/circuit/count-open.ts';
import type { ScopeStops } from '../../lib/circuit/read-scope.ts';
import type { NoticesOf } from '../../lib/store/keys.ts';
import type { Key } from '../../lib/store/rows.ts';
import type { CurrentRow } from '../../lib/stuck/current-row.ts';
import type { Telemetry } from '../../lib/telemetry.ts';
import type { Levels } from './levels.ts';

/** What housekeeping needs from the world. */
export interface Ports {
  store: OrderStore;
  due: DueEntries;
  parking: Parking;
  /** Reads whether a scope is paused, and its circuit. */
  stopsOf: (scope: StopScope) => Promise<ScopeStops>;
  control: (shop: string) => Pick<Control<ShopControl>, 'get'>;
  /** What a shop has given of its limit. */
  limits: (shop: string) => LimitStore;
  /** The Thanx credentials that the stage has. */
  credentials: readonly string[];
  /** Sends an event to the queue of its type. */
  sendEvent: (event: ParkedEvent) => Promise<void>;
  /** Has fetch-order look at the waiting orders of these shops. */
  wakeFetches: (shops: readonly string[]) => Promise<void>;
  /** Wakes orders on the orders queue. */
  wakeOrders: (orders: readonly OrderKey[]) => Promise<void>;
  /** Wakes receipts on the queue of their credential. */
  wakeReceipts: (credential: string, orders: readonly OrderKey[]) => Promise<void>;
  /** Wakes notify-shop. */
  wakeNotices: (notices: readonly NoticesOf[]) => Promise<void>;
  /** Sends messages that make submit-to-thanx poll receipts, to the queue of their credential. */
  pollReceipts: (credential: string, messages: readonly PollReceipts[]) => Promise<void>;
  /** Reads a row of the orders table; `undefined` if it is gone. */
  currentRow: (key: Key) => Promise<CurrentRow | undefined>;
  /** How many circuits are open, how much is paused, and which shops have limits. */
  stopCounts: () => Promise<StopCounts>;
  /** How many webhooks are in quarantine. */
  quarantined: () => Promise<number>;
  /** Publishes gauges, and leaves out zeros that say nothing new. */
  publishLevels: (levels: Levels) => void;
  telemetry: Telemetry;
  newId: () => string;
  now: () => number;
  random: () => number;
}

/** Handles what is due until nothing is left, or until `untilMs` (epoch). Called again, it continues. */
export type Job = (ports: Ports, untilMs: number) => Promise<JobReport>;

export interface JobReport {
  done: number;
  /** The time was over before the work was done. */
  unfinished: boolean;
  /** The errors of rows or batches that failed. They are still due. */
  failures?: readonly unknown[];
}
