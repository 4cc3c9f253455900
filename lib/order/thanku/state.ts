import * as z from 'zod';
import { openObject } from '../../open-object.ts';
import { Cause } from '../../shops/thanku-settings.ts';
import { dueFields, type Changes, type OrderDueKind } from '../stops.ts';
import { happened, History, LastError, type Noting } from '../history.ts';
import type { ReversalKind, ThankuReason } from '../reasons.ts';
import { Currency, DecimalAmount, Instant, Money, ShopId } from '../order.ts';

/**
 * An order and its ThankU.
 *
 * `early` (cancelled or refunded before it was paid) → `waiting` ⇄ `held` → `posted` | `simulated` | `failed` | `skipped`.
 * Final: posted, simulated, skipped. `failed` waits for an operator.
 */
export const ThankuState = openObject({
  shop: ShopId,
  pid: z.string(),
  orderId: z.string(),
  number: z.string().optional(),
  amount: DecimalAmount.optional(),
  currency: Currency.optional(),
  /** The amount as the customer paid it, where that is in another currency. */
  presentment: Money.optional(),
  /** The other currency that the customer paid in, where that amount is not known. */
  presentmentCurrency: Currency.optional(),
  paidAt: Instant.optional(),
  /** When the platform last changed the order, as far as a signed body says. */
  changedAt: Instant.optional(),
  state: z.enum(['early', 'waiting', 'held', 'posted', 'simulated', 'failed', 'skipped']),
  /** Of held, failed and skipped: a short code such as `cancelled` or `below-minimum`. */
  reason: z.string().optional(),
  cause: Cause.optional(),
  impact: z.number().int().optional(),
  /** Attempts begun. */
  attempts: z.number().int(),
  /** Attempts that certainly made nothing: a definite 400, or nothing left. Fewer than `attempts`: one may have made a ThankU. */
  refusals: z.number().int().optional(),
  /** Attempts that nobody knows the end of: each may have made a ThankU. Absent on rows of older versions. */
  unanswered: z.number().int().optional(),
  /** ThankU is asked to store nothing. */
  simulated: z.literal(true).optional(),
  /** Of the attempts, those before an operator gave the order another chance: giving up counts from there. */
  attemptsBefore: z.number().int().optional(),
  /** Which of the payload's later requests is sent; absent, the one that the claim froze. */
  frozen: z.string().optional(),
  /** No attempt before this instant, epoch ms. */
  notBefore: z.number().int(),
  /** One worker's right to attempt, until `until` (epoch ms). */
  lease: openObject({ id: z.string(), until: z.number().int() }).optional(),
  /** Whether the order gets a Thanx receipt: `wanted` until its own row exists. */
  receipt: z.enum(['none', 'wanted', 'created']),
  /** Why it gets none. */
  receiptReason: z.string().optional(),
  id: z.string().optional(),
  link: z.string().optional(),
  certificateNum: z.string().optional(),
  certificateLink: z.string().optional(),
  lastError: LastError.optional(),
  history: History.optional(),
  /**
   * Cancelled, wholly refunded, not paid any more, or its customer erased after a ThankU may have been made. `told`: its event went out. `as` is what
   * versions that know no more than two kinds don't have to know.
   */
  reversed: openObject({
    kind: z.enum(['cancelled', 'refunded']),
    as: z.enum(['unpaid', 'erased']).optional(),
    at: Instant,
    told: z.boolean().optional(),
  }).optional(),
  /** Refunds by the platform's id; `0` for those that the amount at claim had taken off, `?` where the platform does not say. */
  refunds: z.record(z.string(), z.string()).optional(),
  /** The amounts of refunds that are not in the order's currency, by the same ids. */
  otherCurrencyRefunds: z.record(z.string(), Money).optional(),
  /** Of platforms that list all refunds each time: how old the newest list is. */
  refundsAsOf: Instant.optional(),
  /**
   * What a person has to look into, although nothing more is done for the order: `perhaps-thanked`, a ThankU may have been made for an order that
   * was reversed or erased; `reinstated`, a reversal was undone too late to thank the customer. `seen`: somebody has.
   */
  stuck: z.enum(['perhaps-thanked', 'reinstated', 'seen']).optional(),
  /** The customer's data is to go as soon as no attempt is open. */
  erase: z.boolean().optional(),
  /** The final state's event (and dead letter, if failed) went out. */
  announced: z.boolean().optional(),
  /** Somebody is sending them; until then, epoch ms, nobody else does. */
  announcingUntil: z.number().int().optional(),
  createdAt: Instant,
  updatedAt: Instant,
  settledAt: Instant.optional(),
  ...dueFields,
});
export type ThankuState = z.infer<typeof ThankuState>;

type Reversed = NonNullable<ThankuState['reversed']>;

export const reversalKind = ({ kind, as }: Pick<Reversed, 'kind' | 'as'>): ReversalKind => as ?? kind;

/** A reversal as a row keeps it. */
export const reversalOf = (kind: ReversalKind, at: string): Reversed =>
  kind === 'unpaid' || kind === 'erased' ? { kind: 'cancelled', as: kind, at } : { kind, at };

/** As what an order is next looked at, from its state. Nothing is left to do for it: see `restsAs`. */
export function dueFor(order: ThankuState): OrderDueKind | undefined {
  switch (order.state) {
    case 'early':
      return undefined;
    case 'waiting':
    case 'held':
      return 'thanku';
    case 'failed':
      return order.announced === true ? 'stuck' : 'thanku';
    case 'posted':
    case 'simulated':
    case 'skipped':
      return order.announced === false || order.receipt === 'wanted' || isReversalUnpublished(order)
        ? 'thanku'
        : 'settle';
  }
}

/** As what a final order stays due once nothing more is done for it: `stuck` if a person has to look into it, else not at all. */
export const restsAs = ({ stuck }: ThankuState): OrderDueKind | undefined =>
  stuck === undefined || stuck === 'seen' ? undefined : 'stuck';

export type ThankuChanges = Changes<ThankuState, ThankuReason>;

/** The row with changes applied, and what `happening` says added to its history. */
export function nextThanku(order: ThankuState, nowMs: number, changes: ThankuChanges, happening?: Noting): ThankuState {
  const history = happening === undefined ? {} : { history: happened(order.history, { at: nowMs, ...happening }) };
  const row = ThankuState.parse({ ...order, ...changes, ...history, updatedAt: new Date(nowMs).toISOString() });
  return 'dueAt' in changes ? due(row, row.dueAt) : row;
}

/** The row, due at `dueAt` (epoch ms) as what its state says; `undefined`: not due at all. */
export const due = (order: ThankuState, dueAt: number | undefined): ThankuState => ({
  ...order,
  dueKind: dueAt === undefined ? undefined : dueFor(order),
  dueAt,
});

export const isFinal = (order: Pick<ThankuState, 'state'>): boolean =>
  order.state === 'posted' || order.state === 'simulated' || order.state === 'skipped';

/** Nothing is left to do by itself, not even telling of it. A person may still have to look into it. */
export const isSettled = (order: ThankuState): boolean =>
  order.settledAt !== undefined && (order.dueKind === undefined || order.dueKind === 'stuck');

/** A worker's right to attempt has not run out. */
export const leased = (order: Pick<ThankuState, 'lease'>, nowMs: number): boolean =>
  order.lease !== undefined && order.lease.until > nowMs;

/** Attempts that may have made a ThankU. Rows of older versions count only those that certainly didn't: errs towards more. */
export const unansweredOf = ({ unanswered, attempts, refusals = 0 }: ThankuState): number =>
  unanswered ?? Math.max(0, attempts - refusals);

/** A ThankU may exist that nobody has the id of. */
export const mayExist = (order: ThankuState): boolean =>
  order.simulated !== true && (order.lease !== undefined || unansweredOf(order) > 0);

/** An order was reversed that has a ThankU, or may have one, and nobody was told yet. */
export const isReversalUnpublished = ({ state, reversed, stuck }: ThankuState): boolean =>
  reversed !== undefined &&
  reversed.told !== true &&
  (state === 'posted' || (state === 'skipped' && stuck === 'perhaps-thanked'));
