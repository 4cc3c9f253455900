import { keyText, type OrderKey } from '../../lib/order/order-key.ts';
import { customerLink } from '../../lib/partners/thanku/customer-link.ts';
import { impactInWords } from '../../lib/order/thanku/impact-in-words.ts';
import type { ShopSettings } from '../../lib/shops/settings.ts';
import { isFinal, reversalKind, type ThankuState } from '../../lib/order/thanku/state.ts';
import type { OrderRows } from '../orders/order-rows.ts';
import { hasBasket } from '../../lib/order/loyalty-plan.ts';
import { describeBasket, describeCards, describeReceipt, describeThanku } from '../orders/describe-order.ts';
import type { Output } from '../cli/output.ts';
import { isThrough, orderOutcome } from '../orders/outcome.ts';
import { standingOf } from '../../lib/order/standing.ts';
import { instant } from '../cli/words.ts';

/** The outcome of one order, for programs. Contains nothing personal. */
export function outcomeOf(rows: OrderRows, nowMs: number) {
  const { thanku, receipt, basket } = rows;
  const { whole } = standingOf(rows, undefined, nowMs);
  return {
    key: keyText(thanku),
    orderId: thanku.orderId,
    number: thanku.number,
    outcome: orderOutcome(whole),
    state: thanku.state,
    reason: thanku.reason,
    reversed: thanku.reversed && reversalKind(thanku.reversed),
    impact: thanku.impact,
    id: thanku.id,
    link: thanku.link,
    receipt: receipt === undefined ? (hasBasket(thanku) ? 'none' : thanku.receipt) : receipt.state,
    receiptReason: receipt === undefined ? thanku.receiptReason : receipt.reason,
    receiptId: receipt?.id,
    basket: basket?.state,
    basketReason: basket?.reason,
    refundedSubtotal: basket?.refunded,
  };
}

/** Prints the outcome of one order. Sets the exit code: 1 if it failed, 3 if it isn't finished or needs a person. */
export function printOutcome(out: Output, rows: OrderRows, settings: ShopSettings, stage: string): void {
  const { thanku, giftCards } = rows;
  const outcome = orderOutcome(standingOf(rows, undefined, Date.now()).whole);
  const line = (name: string, text: string) => out.line(`  ${name.padEnd(9)} ${text}`);
  const gives =
    thanku.impact === undefined || thanku.state === 'skipped'
      ? ''
      : `, ${impactInWords(thanku.impact, settings.thanku, 'en')}`;
  const good = isFinal(thanku) && thanku.state !== 'skipped';
  line('ThankU', `${out.style(good ? 'green' : 'yellow', describeThanku(thanku))}${gives}`);
  const { id, link } = thanku;
  if (thanku.state === 'posted' && id !== undefined) line('link', customerLink({ id, link }));
  if (thanku.state === 'simulated') line('', 'ThankU checked it and stored nothing, so there is no link');
  if (thanku.reversed !== undefined) line('', describeReversal(thanku));
  if (thanku.refunds !== undefined) line('refunds', Object.values(thanku.refunds).join(', '));
  if (thanku.lastError?.words !== undefined) line('', `“${thanku.lastError.words.replaceAll(/\s+/g, ' ')}”`);
  if (!isFinal(thanku) && thanku.notBefore > Date.now()) line('', `next attempt at ${instant(thanku.notBefore)}`);
  if (hasBasket(thanku)) line('basket', describeBasket(rows));
  else line('receipt', describeReceipt(rows));
  if (giftCards !== undefined) line('cards', describeCards(giftCards));
  const show = `./thankflow orders show ${keyText(thanku)} --stage ${stage}`;
  if (isThrough(outcome) || outcome === 'early') out.note(`Its history: ${show}`);
  else {
    process.exitCode ??= outcome.endsWith('failed') || outcome.endsWith('rejected') ? 1 : 3;
    out.note(`Why, and what to do: ${show}`);
  }
}

function describeReversal({ state, reversed }: Pick<ThankuState, 'state' | 'reversed'>): string {
  const kind = reversed && reversalKind(reversed);
  return state === 'posted'
    ? `${kind} after the ThankU: published as an event, but a ThankU can’t be undone`
    : `${kind}: noted`;
}

/** Prints that the webhook was accepted, but its order has no row. */
export function printNoRow(
  out: Output,
  { order: { shop }, isFetched }: { order: OrderKey; isFetched?: boolean },
  orderId: string,
  stage: string,
): void {
  process.exitCode ??= 3;
  out.line(
    isFetched === true
      ? "  no order yet: its platform hasn't given it. Only the local stack's platforms know made-up orders"
      : "  no order yet: its event is waiting in the queue, or can't be processed yet",
  );
  out.note(`To find it: ./thankflow orders find '${orderId}' --shop ${shop} --stage ${stage}`);
  if (isFetched === true)
    out.note(`To see whether the shop can fetch orders: ./thankflow shops check ${shop} --stage ${stage}`);
}
