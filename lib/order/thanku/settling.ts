import { announcingMs, orderWokenForMs, payloadKeptMs } from '../grace-periods.ts';
import type { ReceiptSkipReason } from '../reasons.ts';
import { withoutWords } from '../history.ts';
import { due, isFinal, nextThanku, restsAs, isReversalUnpublished, type ThankuState } from './state.ts';

/** Takes the right to publish the final state. `undefined`: another worker has it, or it was published. */
export function announcing(order: ThankuState, nowMs: number): ThankuState | undefined {
  if (order.announced !== false || (order.announcingUntil ?? 0) > nowMs) return undefined;
  return nextThanku(order, nowMs, { announcingUntil: nowMs + announcingMs });
}

/**
 * The event was published. A failed order stays visible to operators, and a reversal still has to be published.
 * `undefined`: the published state is outdated because an operator has retried the order, or another worker publishes.
 * @param published the row that was published
 * @param keepsPayload a target in the shop's settings needs the customer's address
 */
export function announced(
  order: ThankuState,
  published: Pick<ThankuState, 'state' | 'announcingUntil'>,
  nowMs: number,
  keepsPayload = false,
): ThankuState | undefined {
  const { state, announcingUntil } = published;
  if (order.announced !== false || announcingUntil === undefined) return undefined;
  if (order.state !== state || order.announcingUntil !== announcingUntil) return undefined;
  const isFailed = order.state === 'failed';
  // Otherwise it settles next, and leaves the due index. Moving it there first would only cost.
  const dueNow = isFailed ? { dueAt: nowMs } : {};
  const kept = keepsPayload ? { payloadUntil: nowMs + payloadKeptMs } : {};
  const happening = isFailed ? { what: 'dead-letter' as const } : undefined;
  return resting(
    nextThanku(order, nowMs, { announced: true, announcingUntil: undefined, ...dueNow, ...kept }, happening),
  );
}

/**
 * A row that only keeps its payload is due at the end of that time. While anything else is left, it stays due as before: a worker that dies mustn't delay
 * a receipt or the event of a reversal.
 */
function resting(order: ThankuState): ThankuState {
  if (order.payloadUntil === undefined || !isFinal(order)) return order;
  const rested = due(order, order.payloadUntil);
  return rested.dueKind === 'settle' ? rested : order;
}

/** The receipt's or basket's own row exists (`created`), or there will be none. */
export function receiptDecided(
  order: ThankuState,
  receipt: 'created' | 'none',
  reason: ReceiptSkipReason | undefined,
  nowMs: number,
) {
  if (order.receipt !== 'wanted') return undefined;
  return resting(nextThanku(order, nowMs, { receipt, receiptReason: reason ?? order.receiptReason }));
}

/** The ThankU is finished. `whole`: so is the receipt, so fields that only an open order needs are removed. */
export function settled(order: ThankuState, whole: boolean, nowMs: number): ThankuState | undefined {
  if (!isFinal(order) || order.announced === false || order.receipt === 'wanted' || isReversalUnpublished(order))
    return undefined;
  if (keepsPayload(order, nowMs))
    return order.dueAt === order.payloadUntil ? undefined : due(order, order.payloadUntil);
  const dueKind = restsAs(order);
  if (order.dueKind === dueKind && (order.settledAt !== undefined || !whole)) return undefined;
  const dueAt = dueKind === undefined ? undefined : order.dueKind === dueKind ? order.dueAt : nowMs;
  const leftover = whole
    ? {
        settledAt: new Date(nowMs).toISOString(),
        payloadUntil: undefined,
        lastError: undefined,
        history: withoutWords(order.history),
      }
    : {};
  return { ...nextThanku(order, nowMs, leftover), dueKind, dueAt };
}

/** Whether a target in the shop's settings still needs the customer's address. */
export const keepsPayload = ({ payloadUntil }: Pick<ThankuState, 'payloadUntil'>, nowMs: number): boolean =>
  payloadUntil !== undefined && payloadUntil > nowMs;

/** No target needs the customer's address any more. */
export const payloadFree = (order: ThankuState): ThankuState | undefined =>
  order.payloadUntil === undefined ? undefined : { ...order, payloadUntil: undefined };

/** Housekeeping is about to send a wake-up. `undefined`: the index was outdated and the row isn't due. */
export function woken(order: ThankuState, nowMs: number): ThankuState | undefined {
  if (order.dueKind !== 'thanku' || order.dueAt === undefined || order.dueAt > nowMs) return undefined;
  return { ...order, dueAt: nowMs + orderWokenForMs };
}
