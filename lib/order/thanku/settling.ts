import { orderWokenForMs } from '../timing.ts';
import type { ReceiptSkipReason } from '../reasons.ts';
import { withoutWords } from '../history.ts';
import { isFinal, nextThanku, restsAs, isReversalUnpublished, type ThankuState } from './state.ts';

/** Shorter than housekeeping waits, so that it finds the way free after whoever announced it died. */
const announcingMs = 10_000;

/**
 * Takes the right to send the final state's event: of several webhooks about one order that are looked at together, one
 * tells of it. `undefined` if another worker has it, or it went out.
 */
export function announcing(order: ThankuState, nowMs: number): ThankuState | undefined {
  if (order.announced !== false || (order.announcingUntil ?? 0) > nowMs) return undefined;
  return nextThanku(order, nowMs, { announcingUntil: nowMs + announcingMs });
}

/**
 * What went out is out; a failed order stays in sight for an operator, a reversal still has to be told. `undefined`: it is
 * not the state that went out any more, for an operator gave the order another chance meanwhile.
 */
export function announced(order: ThankuState, nowMs: number): ThankuState | undefined {
  if (order.announced !== false || order.announcingUntil === undefined) return undefined;
  const happening = order.state === 'failed' ? { what: 'dead-letter' as const } : undefined;
  return nextThanku(order, nowMs, { announced: true, announcingUntil: undefined, dueAt: nowMs }, happening);
}

/** The receipt's own row exists (`created`), or there will be none. */
export function receiptDecided(
  order: ThankuState,
  receipt: 'created' | 'none',
  reason: ReceiptSkipReason | undefined,
  nowMs: number,
) {
  if (order.receipt !== 'wanted') return undefined;
  return nextThanku(order, nowMs, { receipt, receiptReason: reason });
}

/** Nothing more to do for the ThankU; `whole`: nor for the receipt, so what only an open order needs goes. */
export function settled(order: ThankuState, whole: boolean, nowMs: number): ThankuState | undefined {
  if (!isFinal(order) || order.announced === false || order.receipt === 'wanted' || isReversalUnpublished(order))
    return undefined;
  const dueKind = restsAs(order);
  if (order.dueKind === dueKind && (order.settledAt !== undefined || !whole)) return undefined;
  const dueAt = dueKind === undefined ? undefined : order.dueKind === dueKind ? order.dueAt : nowMs;
  const leftover = whole
    ? {
        settledAt: new Date(nowMs).toISOString(),
        lastError: undefined,
        history: withoutWords(order.history),
        erase: undefined,
      }
    : {};
  return { ...nextThanku(order, nowMs, leftover), dueKind, dueAt };
}

/** Housekeeping is about to send a wake-up. `undefined`: the index was behind, the row is not due. */
export function woken(order: ThankuState, nowMs: number): ThankuState | undefined {
  if (order.dueKind !== 'thanku' || order.dueAt === undefined || order.dueAt > nowMs) return undefined;
  return { ...order, dueAt: nowMs + orderWokenForMs };
}
