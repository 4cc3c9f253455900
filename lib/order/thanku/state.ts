import * as z from 'zod';
import { openObject } from '../../open-object.ts';
import { Cause, Language } from '../../shops/thanku-settings.ts';
import { dueFields, type Changes, type OrderDueKind } from '../due.ts';
import { happened, History, LastError, type Noting } from '../history.ts';
import type { ReversalKind, ThankuReason } from '../reasons.ts';
import { Currency, DecimalAmount, Instant, Money, ShopId } from '../order.ts';

/**
 * An order and its ThankU.
 * `early` (cancelled or refunded before it was paid) → `waiting` ⇄ `held` → `posted` | `simulated` | `failed` |
 * `skipped`. Final: posted, simulated, skipped. `failed` waits for an operator.
 */
export const ThankuState = openObject({
  shop: ShopId,
  pid: z.string(),
  orderId: z.string(),
  number: z.string().optional(),
  amount: DecimalAmount.optional(),
  currency: Currency.optional(),
  /** The amount in the currency that the customer paid in, if different. */
  presentment: Money.optional(),
  /** The other currency that the customer paid in, if the amount in it isn't known. */
  presentmentCurrency: Currency.optional(),
  paidAt: Instant.optional(),
  /** When the platform last changed the order, from a signed body. */
  changedAt: Instant.optional(),
  state: z.enum(['early', 'waiting', 'held', 'posted', 'simulated', 'failed', 'skipped']),
  /** For held, failed and skipped: a short code such as `cancelled` or `below-minimum`. */
  reason: z.string().optional(),
  cause: Cause.optional(),
  impact: z.number().int().optional(),
  /** Whether the impact is in 100 g instead of kg. Absent on rows of older versions, which didn't say. */
  use100Grams: z.boolean().optional(),
  /** The customer's language, if it's one of ThankU's. The ThankU may be in another one, if the shop wrote none in it. */
  language: Language.optional(),
  /** Attempts begun. */
  attempts: z.number().int(),
  /**
   * Attempts that certainly created nothing: a 400, or nothing was sent. If fewer than `attempts`, a ThankU may exist.
   */
  refusals: z.number().int().optional(),
  /** Attempts with an unknown outcome: each may have created a ThankU. Absent on rows of older versions. */
  unanswered: z.number().int().optional(),
  /** ThankU is asked to store nothing. */
  simulated: z.literal(true).optional(),
  /** Attempts before an operator last retried the order. The limit counts from there. */
  attemptsBefore: z.number().int().optional(),
  /** Which of the payload's later requests is sent. Absent: the request frozen at the claim. */
  frozen: z.string().optional(),
  /** No attempt before this time, epoch ms. */
  notBefore: z.number().int(),
  /** One worker's right to attempt, until `until` (epoch ms). */
  lease: openObject({ id: z.string(), until: z.number().int() }).optional(),
  /** The units of its shop's limit that it uses, and the day in the shop's time zone on which they count. */
  counted: openObject({ id: z.string(), units: z.number().int(), day: z.iso.date() }).optional(),
  /** How often what was reserved for it became void. A reservation of an earlier round can't be used. */
  limitRound: z.number().int().optional(),
  /** Whether the order gets a Thanx receipt or basket: `wanted` until its own row exists. */
  receipt: z.enum(['none', 'wanted', 'created']),
  /** Why it gets none. `basket`: it gets a basket instead of a receipt. */
  receiptReason: z.string().optional(),
  id: z.string().optional(),
  link: z.string().optional(),
  certificateNum: z.string().optional(),
  certificateLink: z.string().optional(),
  /** The customer was erased, and the ThankU's public message may name them: its links aren't given to anybody. */
  nameErased: z.literal(true).optional(),
  lastError: LastError.optional(),
  history: History.optional(),
  /** Reversed after a ThankU may exist. `told`: published. `as`: the exact kind, which older versions ignore. */
  reversed: openObject({
    kind: z.enum(['cancelled', 'refunded']),
    as: z.enum(['unpaid', 'erased']).optional(),
    at: Instant,
    told: z.boolean().optional(),
  }).optional(),
  /** Refunds by the platform's id: `0` if deducted before the claim, `?` if the amount wasn't reported. */
  refunds: z.record(z.string(), z.string()).optional(),
  /** Refunds in other currencies than the order's, by the same ids. */
  otherCurrencyRefunds: z.record(z.string(), Money).optional(),
  /** For platforms that list all refunds each time: the age of the newest list. */
  refundsAsOf: Instant.optional(),
  /**
   * Why a person must look into a finished order. `perhaps-thanked`: it was reversed or erased and may have a ThankU.
   * `reinstated`: a reversal was undone too late to thank the customer. `seen`: done.
   */
  stuck: z.enum(['perhaps-thanked', 'reinstated', 'seen']).optional(),
  /** Its table was restored after it was paid: it may have a ThankU and a receipt that its rows have forgotten. */
  restored: z.literal(true).optional(),
  /** A target in the shop's settings needs the customer's address until then, epoch ms, so the payload is kept. */
  payloadUntil: z.number().int().optional(),
  /** The customer was erased: their data must be deleted as soon as no attempt is open, and nothing more is told to the shop's systems. */
  erase: z.boolean().optional(),
  /** The final state's event (and dead letter, if failed) was sent. */
  announced: z.boolean().optional(),
  /** A worker is sending them. No other worker does until this time, epoch ms. */
  announcingUntil: z.number().int().optional(),
  createdAt: Instant,
  updatedAt: Instant,
  settledAt: Instant.optional(),
  ...dueFields,
});
export type ThankuState = z.infer<typeof ThankuState>;

type Reversed = NonNullable<ThankuState['reversed']>;

export const reversalKind = ({ kind, as }: Pick<Reversed, 'kind' | 'as'>): ReversalKind => as ?? kind;

/** A reversal in the form that a row stores. */
export const reversalOf = (kind: ReversalKind, at: string): Reversed =>
  kind === 'unpaid' || kind === 'erased' ? { kind: 'cancelled', as: kind, at } : { kind, at };

/** The due kind for an order's state. Once nothing is left to do, see `restsAs`. */
export function dueFor(order: ThankuState): OrderDueKind | undefined {
  switch (order.state) {
    case 'early':
      return undefined;
    case 'waiting':
      return 'thanku';
    case 'held':
      return order.reason === 'limit' ? 'limit' : 'thanku';
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

/** The due kind of a finished order: `stuck` if a person must look into it, otherwise none. */
export const restsAs = ({ stuck }: ThankuState): OrderDueKind | undefined =>
  stuck === undefined || stuck === 'seen' ? undefined : 'stuck';

export type ThankuChanges = Changes<ThankuState, ThankuReason>;

/** The row with changes applied, and `happening` added to its history. */
export function nextThanku(order: ThankuState, nowMs: number, changes: ThankuChanges, happening?: Noting): ThankuState {
  const history = happening === undefined ? {} : { history: happened(order.history, { at: nowMs, ...happening }) };
  const row = ThankuState.parse({ ...order, ...changes, ...history, updatedAt: new Date(nowMs).toISOString() });
  return 'dueAt' in changes ? due(row, row.dueAt) : row;
}

/** The row, due at `dueAt` (epoch ms) with its state's due kind. `undefined`: not due. */
export const due = (order: ThankuState, dueAt: number | undefined): ThankuState => ({
  ...order,
  dueKind: dueAt === undefined ? undefined : dueFor(order),
  dueAt,
});

export const isFinal = (order: Pick<ThankuState, 'state'>): boolean =>
  order.state === 'posted' || order.state === 'simulated' || order.state === 'skipped';

/** All automatic work is done, and the event was published. A person may still have to look into it. */
export const isSettled = (order: ThankuState): boolean =>
  order.settledAt !== undefined && (order.dueKind === undefined || order.dueKind === 'stuck');

/** Its customer was erased, as far as its own row says. */
export const wasErased = ({ erase, reason, reversed, nameErased }: ThankuState): boolean =>
  erase === true || reason === 'erased' || reversed?.as === 'erased' || nameErased === true;

/** A worker's right to attempt hasn't expired. */
export const leased = (order: Pick<ThankuState, 'lease'>, nowMs: number): boolean =>
  order.lease !== undefined && order.lease.until > nowMs;

/** Attempts that may have created a ThankU. Older rows count only definite refusals, so this errs towards more. */
export const unansweredOf = ({
  unanswered,
  attempts,
  refusals = 0,
}: Pick<ThankuState, 'unanswered' | 'attempts' | 'refusals'>): number => unanswered ?? Math.max(0, attempts - refusals);

/** A ThankU may exist whose id is unknown. */
export const mayExist = (
  order: Pick<ThankuState, 'simulated' | 'restored' | 'lease' | 'unanswered' | 'attempts' | 'refusals'>,
): boolean =>
  order.simulated !== true && (order.restored === true || order.lease !== undefined || unansweredOf(order) > 0);

/** The order was reversed, it has or may have a ThankU, and the event hasn't been published. */
export const isReversalUnpublished = ({ state, reversed, stuck }: ThankuState): boolean =>
  reversed !== undefined &&
  reversed.told !== true &&
  (state === 'posted' || (state === 'skipped' && stuck === 'perhaps-thanked'));
