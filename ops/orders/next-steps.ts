import { isOpen, type GiftCardsState } from '../../lib/order/gift-cards/state.ts';
import type { ReceiptState } from '../../lib/order/receipt/state.ts';
import { isSettled, type ThankuState } from '../../lib/order/thanku/state.ts';
import type { Brake } from '../../lib/store/control.ts';
import { giftCardsSk, receiptSk, thankuSk } from '../../lib/store/keys.ts';
import { credentialHolds, shopHolds } from '../stuck/circuit-reason.ts';
import { describePause } from '../pause/describe.ts';
import { keyText } from '../../lib/order/order-key.ts';
import { overdueAfterMs } from '../../lib/stuck/overdue.ts';
import { instant } from '../cli/words.ts';
import type { OrderRows } from './order-rows.ts';
import { failed, lookedInto, ofHold, unknown, type Circumstances, type NextStep } from './stuck-steps.ts';

export function nextSteps(rows: OrderRows, about: Circumstances): NextStep[] {
  const { thanku, receipt, giftCards } = rows;
  const steps = [
    ...ofThanku(thanku, about),
    ...(receipt === undefined ? [] : ofReceipt(receipt, about)),
    ...(giftCards === undefined ? [] : ofCards(giftCards, about)),
  ];
  if (steps.length > 0) return steps;
  return [itself(isSettled(thanku) ? 'Nothing is left to do.' : 'What is left of it is tidied up within minutes.')];
}

const itself = (means: string): NextStep => ({ means, commands: [] });

function ofThanku(order: ThankuState, about: Circumstances): NextStep[] {
  const { nowMs, shop } = about;
  const { state, reason, shop: name, lease, notBefore } = order;
  if (state === 'failed') return [failed(order, thankuSk, about)];
  if (state === 'early') {
    return [itself('It was reported as cancelled, refunded or no longer paid, and not yet as paid.')];
  }
  if (order.dueKind === 'stuck') return [lookedInto(order)];
  if (state !== 'held' && state !== 'waiting') return [];
  if (lease !== undefined && lease.until > nowMs) {
    return [itself(`An attempt is under way, until ${instant(lease.until)} at most.`)];
  }
  if (state === 'held' && reason === 'waiting-for-cancellations' && notBefore > nowMs) {
    return [itself(`It waits for cancellations until ${instant(notBefore)}.`)];
  }
  const { thankuBrake, hold } = shop;
  if (thankuBrake !== undefined) return [ofBrake('Its ThankU', thankuBrake, `resume --shop ${name} --thanku`)];
  if (hold !== undefined) return [ofHold(hold, shopHolds[hold.reason], order)];
  const retry = [`orders retry ${keyText(order)}`];
  if (isOverdue(order, nowMs)) return [overdue('It', order)];
  if (state === 'held')
    return [{ means: `What held it is off: it is tried by itself at ${instant(notBefore)}.`, commands: retry }];
  if (notBefore <= nowMs) return [itself('It is tried as soon as its message comes up.')];
  return [{ means: `It is tried again by itself at ${instant(notBefore)}.`, commands: retry }];
}

function ofReceipt(receipt: ReceiptState, about: Circumstances): NextStep[] {
  const { id, duplicateIds = [] } = receipt;
  if (duplicateIds.length === 0) return whatOfReceipt(receipt, about);
  const all = [id, ...duplicateIds];
  const words = `Thanx holds ${all.length} receipts for it (${all.join(', ')}): ask Thanx to take back all but one.`;
  return [itself(words), ...whatOfReceipt(receipt, about)];
}

function whatOfReceipt(receipt: ReceiptState, about: Circumstances): NextStep[] {
  const { nowMs, fixedToken, credential } = about;
  const { state, dueKind, dueAt = nowMs, notBefore } = receipt;
  if (state === 'rejected') return [failed(receipt, receiptSk, about)];
  if (state === 'sending')
    return [itself('Its receipt is being sent; within two minutes it is known what became of it.')];
  if (state === 'submitted' && dueKind === 'follow') {
    return [itself(`Thanx has not decided about its receipt yet: it is asked by itself at ${instant(dueAt)}.`)];
  }
  if (state !== 'unknown' && state !== 'waiting') return [];
  if (state === 'unknown' && dueKind === 'stuck') return [unknown(receipt, about)];
  const brake = thanxBrake('Its receipt', receipt, about);
  if (brake !== undefined) return [brake];
  if (fixedToken?.hold !== undefined) return [ofHold(fixedToken.hold, 'user-token-held', receipt)];
  if (credential?.hold !== undefined)
    return [ofHold(credential.hold, credentialHolds[credential.hold.reason], receipt)];
  if (isOverdue(receipt, nowMs)) return [overdue('Its receipt', receipt)];
  if (state === 'unknown') return [itself(`Its receipt is looked for at Thanx by itself at ${instant(dueAt)}.`)];
  const when = notBefore > nowMs ? `at ${instant(notBefore)}` : 'as soon as Thanx’s limits let it through';
  return [itself(`Its receipt is sent by itself ${when}.`)];
}

function ofCards(row: GiftCardsState, about: Circumstances): NextStep[] {
  const rejected = row.cards.some(({ state }) => state === 'rejected') ? [failed(row, giftCardsSk, about)] : [];
  if (!row.cards.some(isOpen)) return rejected;
  const brake = thanxBrake('Its gift cards', row, about);
  return [...rejected, brake ?? itself('Its gift cards are added by themselves.')];
}

const ofBrake = (what: string, brake: Brake, release: string): NextStep => ({
  means: `${what}: ${describePause(brake)}.`,
  commands: [release],
});

function thanxBrake(
  what: string,
  { shop: name, credential: of }: { shop: string; credential?: string | undefined },
  { shop, credential }: Circumstances,
): NextStep | undefined {
  if (shop.thanxBrake !== undefined) return ofBrake(what, shop.thanxBrake, `resume --shop ${name} --thanx`);
  return credential?.brake && ofBrake(what, credential.brake, `resume --credential ${of ?? 'CREDENTIAL'}`);
}

const isOverdue = ({ dueAt }: { dueAt?: number | undefined }, nowMs: number): boolean =>
  dueAt !== undefined && dueAt < nowMs - overdueAfterMs;

const overdue = (what: string, { dueAt = 0 }: { dueAt?: number | undefined }): NextStep => ({
  means: `${what} should have been looked at by ${instant(dueAt)}: housekeeping does not run, or cannot keep up.`,
  commands: ['status'],
});
