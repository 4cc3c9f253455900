import type { TargetKind } from '../lib/shops/notify-settings.ts';
import type { Faults } from './faults.ts';
import type { Outage } from './outages.ts';

/** What an operator's import file says about an order. Only a paid order gets something. */
export const fileEntries = ['paid', 'cancelled', 'before-orders-paid-from'] as const;
export type FileEntry = (typeof fileEntries)[number];

/** One `import` of a shop's file. */
export interface Import {
  shop: string;
  atMs: number;
  perSecond: number;
  /** It's killed after so many turns, and run again. */
  mostTurns?: number;
}

/** Commands of an operator for one order. */
export const orderCommands = ['retry', 'hurry', 'refreeze', 'resolve'] as const;
export type OrderCommand = (typeof orderCommands)[number];

/** One `dlq replay`. */
export interface Replay {
  /** Default: all queues. */
  queue?: 'orders-dlq' | 'loyalty-main-dlq';
  refreeze: boolean;
  asFrozen: boolean;
  limit: number;
  /** When somebody presses Ctrl-C, after its start. */
  stoppedAfterMs?: number;
  /** It's killed after so many turns, and run again. */
  mostTurns?: number;
}

/** What becomes dead letters, and who replays them. */
export interface DeadLetters {
  /** For a while, functions crash repeatedly on some messages. `share`: before which share of a queue’s receives some are given up. */
  crashes?: { fromMs: number; untilMs: number; share: number };
  /** From the start, ThankU refuses an order, or Thanx its receipt. `order` is an index in the plan. */
  refusals: readonly { order: number; by: 'ThankU' | 'Thanx'; untilMs: number }[];
  replays: readonly (Replay & { atMs: number })[];
  /** Once everything works, somebody replays until no event is left. */
  last: Replay & { atMs: number };
}

/** Trouble with Thanx's credential, with the permits and with rows. */
export interface ThanxTrouble {
  /** When Thanx doesn't accept the stored credential. */
  credential?: { what: 'removed' | 'rotated'; fromMs: number; untilMs: number };
  /** When the row that counts requests to Thanx is lost. */
  permitsLostMs?: number;
  /** When a newer version writes into an order's rows. `order` is an index in the plan. */
  newer: readonly { order: number; atMs: number }[];
}

/** Something that happens to an order at some time. `isLost`: its webhook never arrives, and only the platform knows of it. */
export type PlannedHappening =
  /** Each webhook may name the customer differently. */
  | { kind: 'paid'; atMs: number; firstName: string; isLost?: boolean }
  /** @prop saidMs when the platform says that it happened */
  | { kind: 'cancelled'; atMs: number; saidMs?: number; isLost?: boolean }
  /** Paid after it was cancelled. */
  | { kind: 'reinstated'; atMs: number; saidMs: number; isLost?: boolean }
  /** Somebody resends a webhook that they recorded long ago. */
  | { kind: 'replayed'; atMs: number }
  | { kind: 'refunded'; atMs: number; saidMs?: number; refund: string; amount: string; isLost?: boolean }
  /** The payment was taken back. */
  | { kind: 'unpaid'; atMs: number; saidMs: number }
  | { kind: 'erase'; atMs: number }
  /** Signed with another secret. */
  | { kind: 'forged'; atMs: number }
  | { kind: OrderCommand; atMs: number };

export interface PlannedOrder {
  shop: string;
  orderId: string;
  email: string;
  amount: string;
  /** What the customer pays for the goods, and for each of two lines. Only baskets need it. */
  goods?: { subtotal: string; prices?: readonly [string, string] };
  isTest: boolean;
  /** When it was paid, epoch ms. Default: a second before the run begins. */
  paidMs?: number;
  /** How long the platform's list doesn't show a change. Default: not at all. */
  listLagMs?: number;
  /** What the import file says about it. Absent: the file doesn't contain it. */
  inFile?: FileEntry;
  happens: readonly PlannedHappening[];
}

/** How much a shop gives at most. */
export interface PlannedLimit {
  perMonth?: number | undefined;
  perDay?: number | undefined;
  /** Whether further orders are skipped, and don't wait. */
  skips: boolean;
}

export interface PlannedShop {
  id: string;
  isLoyal: boolean;
  holdHours: number;
  /** When its settings get another impact. */
  changesMs?: number;
  limit?: PlannedLimit;
  /** When its settings have `mode: baskets`. Default: never. */
  baskets?: { fromMs: number; untilMs: number };
  /** Of its own systems. Its webhooks are the generic ones, whatever its platform. Default: `standard`. */
  platform?: 'standard' | 'woocommerce' | 'shopify';
  /** Its own systems that are notified. */
  targets?: readonly PlannedTarget[];
}

export interface PlannedTarget {
  shop: string;
  name: string;
  to: TargetKind;
  /** When it's removed from the settings; `undefined`: never. */
  removedMs: number | undefined;
}

/** For a while, every request to one of a shop's systems meets the same fault. */
export interface PlannedTrouble {
  shop: string;
  system: string;
  /** `slowWrites`: what is written takes effect only after its sender gave up, as if WooCommerce waited for its mail server. */
  fault: keyof Faults | 'redirects' | 'slowWrites';
  /** How often, as a probability of each request. */
  share: number;
  fromMs: number;
  untilMs: number;
}

/** What only baskets need, and what goes wrong with it. */
export interface PlannedBaskets {
  /** When `thanx certify` has passed. */
  certifiedMs: number;
  /** When Thanx doesn't accept what is stored as a shop's key of its merchant. */
  keys: readonly { shop: string; what: 'missing' | 'wrong'; fromMs: number; untilMs: number }[];
  /** When the credential lacks the scope `users.read`. */
  scope?: { fromMs: number; untilMs: number };
  /** The addresses of customers who aren't members. */
  strangers: readonly string[];
}

/** A shop whose orders are compared with its platform's. */
export interface PlannedReconciliation {
  shop: string;
  /** When it's switched on: before the run begins, or during it. */
  sinceMs: number;
  /** When its first pass is due. */
  dueMs: number;
  /** Orders per page of the platform's list. */
  pageSize: number;
  /** How long the platform takes for an answer, at most. Large shops take many seconds. */
  latencyMs: number;
  /** Whether the list says when an order was paid. */
  saysPaidAt: boolean;
  /** When the platform refuses the credential. */
  revoked?: { fromMs: number; untilMs: number };
  /** What a person does when far too many orders are missing, and how long after the alarm. */
  person: { does: 'queue' | 'from-now'; afterMs: number };
}

export interface PlannedRestore {
  toMs: number;
  stoppedMs: number;
}

export type PauseTarget = 'thanku' | 'thanx' | 'credential';

/** What happens in a run, drawn from its seed. */
export interface Plan {
  shops: readonly PlannedShop[];
  orders: readonly PlannedOrder[];
  /** An operator pauses a shop or Thanx's credential, and resumes it. */
  brakes: readonly { shop: string; what: PauseTarget; fromMs: number; untilMs: number }[];
  outages: readonly Outage[];
  /** A wallet's token is rotated, and its secret follows later; or its secret is removed for a while. */
  wallet?: { what: 'rotated' | 'removed'; fromMs: number; untilMs: number };
  /** When a person stores a new webhook secret, and when the platform starts to use it, in either order. */
  webhookSecret?: { putMs: number; usedMs: number };
  thanx: ThanxTrouble;
  dead?: DeadLetters;
  imports: readonly Import[];
  reconciled: readonly PlannedReconciliation[];
  /** How long one run of `reconcile` may take. */
  reconcileTimeoutMs: number;
  /** A newer version applies settings that this one doesn't know, and later removes them. */
  newerSettings?: { shop: string; fromMs: number; untilMs: number };
  /** When all limits are raised, once everything works. */
  limitsRaisedMs: number;
  /** The tables go back to their state of `toMs`: the stage is stopped at `stoppedMs`, restored, and started again. */
  restore?: PlannedRestore;
  /** Absent: no shop is ever in baskets mode. */
  baskets?: PlannedBaskets;
  /** May last longer than all other faults. */
  systemTroubles: readonly PlannedTrouble[];
  /** Orders that their shops delete. */
  deleted: readonly { shop: string; orderId: string; atMs: number }[];
  /** When all faults end. */
  healedMs: number;
}

/** A plan in which nothing happens. `endsMs`: when all limits are raised, and all faults end. */
export const uneventful = (endsMs: number): Plan => ({
  shops: [],
  orders: [],
  brakes: [],
  outages: [],
  thanx: { newer: [] },
  imports: [],
  reconciled: [],
  reconcileTimeoutMs: 0,
  systemTroubles: [],
  deleted: [],
  limitsRaisedMs: endsMs,
  healedMs: endsMs,
});
