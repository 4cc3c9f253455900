import type { Outage } from './outages.ts';

/** How an order stands in the file that an operator imports. The last two get nothing for it. */
export const fileEntries = ['paid', 'cancelled', 'before-orders-paid-from'] as const;
export type FileEntry = (typeof fileEntries)[number];

/** One `import` of a shop's file. */
export interface Import {
  shop: string;
  atMs: number;
  perSecond: number;
  /** Killed before it does more, and run again. */
  mostTurns?: number;
}

/** What an operator does about one order. */
export const orderCommands = ['retry', 'hurry', 'refreeze', 'resolve'] as const;
export type OrderCommand = (typeof orderCommands)[number];

/** One `dlq replay`. */
export interface Replay {
  /** Of one queue only. */
  queue?: 'orders-dlq' | 'loyalty-main-dlq';
  refreeze: boolean;
  asFrozen: boolean;
  limit: number;
  /** Somebody presses Ctrl-C so long after it began. */
  stoppedAfterMs?: number;
  /** Killed before it does more, and run again. */
  mostTurns?: number;
}

/** What becomes dead letters, and who replays them. */
export interface DeadLetters {
  /** For a while, functions crash again and again on some messages. `share`: before how many of a queue’s receives some are given up, from 0 to 1. */
  crashes?: { fromMs: number; untilMs: number; share: number };
  /** ThankU refuses an order, or Thanx its receipt, from the beginning on. `order`: its place in the plan. */
  refusals: readonly { order: number; by: 'ThankU' | 'Thanx'; untilMs: number }[];
  replays: readonly (Replay & { atMs: number })[];
  /** Once everything works again, somebody replays until no event is left. */
  last: Replay & { atMs: number };
}

/** What happens to Thanx's credential, to the permits and to rows. */
export interface ThanxTrouble {
  /** From when to when the credential's secret is not what Thanx takes. */
  credential?: { what: 'removed' | 'rotated'; fromMs: number; untilMs: number };
  /** When the row is lost that counts what Thanx was sent. */
  permitsLostMs?: number;
  /** When a newer version writes into the rows of an order, by its place in the plan. */
  newer: readonly { order: number; atMs: number }[];
}

/** Something that happens to an order, at a moment of true time. */
export type PlannedHappening =
  /** Each report may say something else of the customer. */
  | { kind: 'paid'; atMs: number; firstName: string }
  /** @prop saidMs when the platform says that it happened */
  | { kind: 'cancelled'; atMs: number; saidMs?: number }
  /** Paid after all, after it was cancelled. */
  | { kind: 'reinstated'; atMs: number; saidMs: number }
  /** Somebody sends once more what they recorded long ago. */
  | { kind: 'replayed'; atMs: number }
  | { kind: 'refunded'; atMs: number; refund: string; amount: string }
  | { kind: 'erase'; atMs: number }
  /** Signed with another secret: a forgery. */
  | { kind: 'forged'; atMs: number }
  | { kind: OrderCommand; atMs: number };

export interface PlannedOrder {
  shop: string;
  orderId: string;
  email: string;
  amount: string;
  isTest: boolean;
  /** Stands so in the file that an operator imports. */
  inFile?: FileEntry;
  happens: readonly PlannedHappening[];
}

export interface PlannedShop {
  id: string;
  isLoyal: boolean;
  holdHours: number;
  /** When its settings change to another impact. */
  changesMs?: number;
}

export type PauseTarget = 'thanku' | 'thanx' | 'credential';

/** What a run does, drawn from its seed before it begins. */
export interface Plan {
  shops: readonly PlannedShop[];
  orders: readonly PlannedOrder[];
  /** An operator holds a shop, or Thanx's credential, and releases it. */
  brakes: readonly { shop: string; what: PauseTarget; fromMs: number; untilMs: number }[];
  outages: readonly Outage[];
  /** A shop's token for ThankU is another one from some moment on, and its secret too, sooner or later; or it is gone for a while. */
  wallet?: { what: 'rotated' | 'removed'; fromMs: number; untilMs: number };
  /** A person puts another webhook secret, and the platform signs with it from some moment on, sooner or later. */
  webhookSecret?: { putMs: number; usedMs: number };
  thanx: ThanxTrouble;
  /** Messages that their functions crash on, and what an operator does about dead letters. */
  dead?: DeadLetters;
  imports: readonly Import[];
  /** A newer version has a shop's settings applied, and takes them back. */
  newerSettings?: { shop: string; fromMs: number; untilMs: number };
  /** From when on everything works. */
  healedMs: number;
}
