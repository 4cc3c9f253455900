import type { OpenCircuit } from '../circuit/circuit.ts';
import type { Pause, CredentialControl, ShopControl } from '../store/control.ts';
import { isOverdue } from '../stuck/overdue.ts';
import { receiptCode, thankuCode, type PartCode } from '../stuck/row-code.ts';
import type { GiftCardsState, GiftCardState } from './gift-cards/state.ts';
import type { HeldReason } from './reasons.ts';
import type { ReceiptState } from './receipt/state.ts';
import { waitsForLimit } from './thanku/limit.ts';
import { paused } from './waiting.ts';
import { isFinal, leased, type ThankuState } from './thanku/state.ts';

/** A part of an order that has a state of its own. */
export type Part = 'thanku' | 'receipt' | 'gift-cards';

/** Why a part can't be tried. Contains the control row's own words if the control rows are known. */
export type Stop =
  | { by: 'pause'; set?: { on: 'thanku' | 'thanx' | 'credential'; pause: Pause } }
  /** Its shop's limit is reached. */
  | { by: 'limit' }
  | { by: 'circuit'; open?: { of: 'thanku' | 'user-token' | 'credential'; circuit: OpenCircuit } };

/** A part's phase. `untilMs` (epoch) is when it continues automatically. */
type Phase =
  /** Sent, or never to be sent. `polledAtMs`: Thanx hasn't decided yet, and this is the next poll. */
  | {
      phase: 'through';
      as: 'thanked' | 'simulated' | 'skipped' | 'submitted' | 'applied' | 'denied' | 'added';
      polledAtMs?: number;
    }
  | { phase: 'attempting'; untilMs: number }
  | { phase: 'waiting'; untilMs: number }
  /** It may still be cancelled. */
  | { phase: 'cooling-off'; untilMs: number }
  | { phase: 'stopped'; untilMs: number; stop: Stop }
  /** Its outcome is unknown. Thanx's list is being searched. */
  | { phase: 'searching'; untilMs: number }
  /** Reported, but not as paid. */
  | { phase: 'early' }
  /** Nothing more is sent, and only a person can find out the outcome. */
  | { phase: 'unresolved'; code: PartCode }
  /** Rejected or given up. A person may retry it. */
  | { phase: 'failed'; code: PartCode }
  | { phase: 'unclaimed' };

export type Standing = Phase & {
  part: Part;
  /** The row's own code: `gave-up`, `held-failures`, `cancelled`. While it waits, the last error's code. */
  reason?: string | undefined;
  /** Since when housekeeping is overdue, epoch ms. */
  overdueSinceMs?: number | undefined;
  /** An operator's pause, in any phase. Only known with the control rows. */
  pause?: Extract<Stop, { by: 'pause' }> | undefined;
};

/** The control rows that an order depends on. */
export interface OrderControl {
  shop: Pick<ShopControl, 'hold' | 'thankuBrake' | 'thanxBrake'>;
  /** The control row of the receipt's or gift cards' credential. */
  credential?: CredentialControl | undefined;
  /** The control row of the shop's fixed user token, if the receipt uses it. */
  fixedToken?: CredentialControl | undefined;
}

type Fields<Row, Needed extends keyof Row, Known extends keyof Row> = Pick<Row, Needed> & Partial<Pick<Row, Known>>;
type Times = 'dueKind' | 'dueAt' | 'notBefore' | 'lastError';
type ThankuFields = Fields<ThankuState, 'state' | 'reason', 'stuck' | 'lease' | Times>;
type ReceiptFields = Fields<ReceiptState, 'state' | 'reason', 'resends' | 'waitsFor' | 'attempt' | Times>;
type CardsFields = Fields<GiftCardsState, never, 'waitsFor' | 'attempt' | Exclude<Times, 'lastError'>> & {
  cards: readonly Pick<GiftCardState, 'state' | 'reason'>[];
};

/** The rows of one order that exist. */
interface RowsSoFar {
  thanku: (ThankuFields & Pick<ThankuState, 'receipt'>) | undefined;
  receipt: ReceiptFields | undefined;
  giftCards: CardsFields | undefined;
}

/** From best to worst. */
const phases: readonly Phase['phase'][] = [
  'through',
  'attempting',
  'waiting',
  'cooling-off',
  'stopped',
  'searching',
  'early',
  'unresolved',
  'failed',
  'unclaimed',
];

/**
 * The standing of each part, and of the part that describes the whole order best: first those that need a person, then
 * those that wait, then finished ones. Without the control rows, the rows themselves say what stops them.
 */
export function standingOf(
  { thanku, receipt, giftCards }: RowsSoFar,
  control: OrderControl | undefined,
  nowMs: number,
): { whole: Standing; parts: Standing[] } {
  const whole: Standing =
    thanku === undefined ? { part: 'thanku', phase: 'unclaimed' } : thankuStanding(thanku, control, nowMs);
  // The receipt's row is created after the ThankU is finished.
  const isToCome = receipt === undefined && thanku?.receipt === 'wanted' && isFinal(thanku);
  const parts = [
    whole,
    ...(giftCards === undefined ? [] : cardsStanding(giftCards, control, nowMs)),
    ...(receipt === undefined ? [] : [receiptStanding(receipt, control, nowMs)]),
    ...(isToCome ? [{ part: 'receipt', phase: 'waiting', untilMs: nowMs } as const] : []),
  ];
  const rank = ({ phase }: Standing) => phases.indexOf(phase);
  return { whole: parts.reduce((worst, part) => (rank(part) > rank(worst) ? part : worst), whole), parts };
}

export function thankuStanding(row: ThankuFields, control: OrderControl | undefined, nowMs: number): Standing {
  const { lease, notBefore: untilMs = nowMs } = row;
  const pause = pauseOn('thanku', control?.shop.thankuBrake);
  const about = { part: 'thanku', ...aboutRow(row, nowMs), pause } as const;
  switch (row.state) {
    case 'early':
      return { ...about, phase: 'early' };
    case 'waiting':
    case 'held': {
      if (lease !== undefined && leased(row, nowMs)) return { ...about, phase: 'attempting', untilMs: lease.until };
      if (row.reason === coolingOff && untilMs > nowMs) return { ...about, phase: 'cooling-off', untilMs };
      const limited = waitsForLimit(row) ? ({ by: 'limit' } as const) : undefined;
      const stop = control === undefined ? ownStop(row) : (pause ?? limited ?? circuitOf('thanku', control.shop.hold));
      return { ...about, ...orStopped('waiting', untilMs, stop) };
    }
    case 'failed':
      return { ...about, phase: 'failed', code: thankuCode(row) };
    case 'posted':
    case 'simulated':
    case 'skipped':
      if (row.stuck !== undefined && row.stuck !== 'seen' && row.dueKind !== undefined)
        return { ...about, phase: 'unresolved', code: thankuCode(row) };
      return { ...about, phase: 'through', as: row.state === 'posted' ? 'thanked' : row.state };
  }
}

export function receiptStanding(row: ReceiptFields, control: OrderControl | undefined, nowMs: number): Standing {
  const { state, notBefore = nowMs, dueAt = nowMs } = row;
  const { pause, stop } = thanxStop(row, control);
  const about = { part: 'receipt', ...aboutRow(row, nowMs), pause } as const;
  switch (state) {
    case 'waiting':
      return { ...about, ...orStopped('waiting', notBefore, stop) };
    case 'sending':
      return { ...about, phase: 'attempting', untilMs: row.attempt?.deadAt ?? nowMs };
    case 'unknown':
      if (row.dueKind !== 'receipt') return { ...about, phase: 'unresolved', code: receiptCode(row) };
      return { ...about, ...orStopped('searching', dueAt, stop) };
    case 'rejected':
      return { ...about, phase: 'failed', code: receiptCode(row) };
    case 'submitted':
      return { ...about, phase: 'through', as: state, ...(row.dueKind === 'follow' && { polledAtMs: dueAt }) };
    case 'applied':
    case 'denied':
    case 'skipped':
      return { ...about, phase: 'through', as: state };
  }
}

/** The standing of each of an order's gift cards, in the row's order. */
export const cardsStanding = (row: CardsFields, control: OrderControl | undefined, nowMs: number): Standing[] =>
  row.cards.map(({ state, reason }): Standing => {
    const { notBefore: untilMs = nowMs, attempt } = row;
    // Gift cards never use a fixed user token.
    const { pause, stop } = thanxStop(row, control && { ...control, fixedToken: undefined });
    const about = { part: 'gift-cards', ...aboutRow({ ...row, reason }, nowMs), pause } as const;
    switch (state) {
      case 'waiting':
      case 'sending':
      case 'unknown':
        if (attempt !== undefined && attempt.deadAt > nowMs)
          return { ...about, phase: 'attempting', untilMs: attempt.deadAt };
        return { ...about, ...orStopped('waiting', untilMs, stop) };
      case 'rejected':
        return { ...about, phase: 'failed', code: 'gift-card-rejected' };
      case 'added':
      case 'skipped':
        return { ...about, phase: 'through', as: state };
    }
  });

const orStopped = (phase: 'waiting' | 'searching', untilMs: number, stop: Stop | undefined) =>
  stop === undefined ? { phase, untilMs } : ({ phase: 'stopped', untilMs, stop } as const);

type About = Partial<Pick<ThankuState, 'reason' | 'lastError' | 'dueKind' | 'dueAt'>>;
const aboutRow = ({ reason, lastError, dueKind, dueAt }: About, nowMs: number) => ({
  reason: reason ?? lastError?.code,
  overdueSinceMs: isOverdue({ dueKind, dueAt }, nowMs) ? dueAt : undefined,
});

const pauseOn = (on: 'thanku' | 'thanx' | 'credential', pause: Pause | undefined) =>
  pause && ({ by: 'pause', set: { on, pause } } as const);

const circuitOf = (of: 'thanku' | 'user-token' | 'credential', circuit: OpenCircuit | undefined): Stop | undefined =>
  circuit && { by: 'circuit', open: { of, circuit } };

const coolingOff = 'waiting-for-cancellations' satisfies HeldReason;

/** What stops a ThankU according to its row. */
function ownStop({ state, reason }: ThankuFields): Stop | undefined {
  if (state !== 'held' || reason === coolingOff) return undefined;
  if (waitsForLimit({ state, reason })) return { by: 'limit' };
  return { by: reason === paused ? 'pause' : 'circuit' };
}

function thanxStop({ waitsFor }: Pick<CardsFields, 'waitsFor'>, control: OrderControl | undefined) {
  if (control === undefined) {
    const stop: Stop | undefined = waitsFor && { by: waitsFor === 'brake' ? 'pause' : 'circuit' };
    return { pause: undefined, stop };
  }
  const { shop, credential, fixedToken } = control;
  const pause = pauseOn('thanx', shop.thanxBrake) ?? pauseOn('credential', credential?.brake);
  const circuit = circuitOf('user-token', fixedToken?.hold) ?? circuitOf('credential', credential?.hold);
  return { pause, stop: pause ?? circuit };
}
