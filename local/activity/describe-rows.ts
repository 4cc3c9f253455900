import type { BasketState } from '../../lib/order/basket/state.ts';
import type { LastError } from '../../lib/order/history.ts';
import { impactInWords } from '../../lib/order/thanku/impact-in-words.ts';
import type { ReceiptState } from '../../lib/order/receipt/state.ts';
import { reversalKind, type ThankuState } from '../../lib/order/thanku/state.ts';

/** A line about an order or a receipt. The link is at the end and is never shortened. */
export interface RowLine {
  text: string;
  tone: 'good' | 'bad' | 'plain';
  link?: string | undefined;
}

/** Describes an order's row; `undefined` while nothing has happened yet. */
export function describeOrderRow(order: ThankuState, nowMs: number): RowLine | undefined {
  const { state, reason, reversed, lastError, link } = order;
  switch (state) {
    case 'early':
      return plain(reversed === undefined ? 'not paid yet' : `${reversalKind(reversed)} before it was paid`);
    case 'waiting':
      return lastError && bad(`ThankU: ${why(lastError)}; ${again(order, nowMs)}`);
    case 'held':
      return bad(
        `waits: ${waits[reason ?? ''] ?? reason ?? 'no reason given'}${lastError === undefined ? '' : `, ${why(lastError)}`}`,
      );
    case 'posted':
      if (reversed !== undefined) return plain(`${reversalKind(reversed)} after it was thanked`);
      return { text: `→ ${impact(order)} →`, tone: 'good', link: link ?? 'no link' };
    case 'simulated':
      return plain(`→ ${impact(order)} → simulated: ThankU stored nothing`);
    case 'failed':
      return bad(`ThankU failed: ${lastError === undefined ? (reason ?? 'no reason given') : why(lastError)}`);
    case 'skipped':
      return plain(`skipped: ${reason ?? 'no reason given'}`);
  }
}

/** Describes a receipt's row; `undefined` while nothing has happened yet. */
export function describeReceiptRow(receipt: ReceiptState, nowMs: number): RowLine | undefined {
  const { state, reason, rejectionText, waitsFor, lastError } = receipt;
  switch (state) {
    case 'sending':
      return undefined;
    case 'waiting':
      if (waitsFor !== undefined) return bad(`receipt waits: ${waitsFor === 'brake' ? 'paused' : 'Thanx refuses'}`);
      return lastError && bad(`Thanx: ${why(lastError)}; ${again(receipt, nowMs)}`);
    case 'submitted':
      return plain('receipt submitted');
    case 'applied':
      return { text: 'receipt applied', tone: 'good' };
    case 'denied':
      return bad(`receipt denied: ${rejectionText ?? reason ?? 'Thanx says nothing'}`);
    case 'rejected':
    case 'unknown':
      return bad(`receipt ${state}: ${lastError === undefined ? (reason ?? 'no reason given') : why(lastError)}`);
    case 'skipped':
      return plain(`receipt skipped: ${reason ?? 'no reason given'}`);
  }
}

/** Describes a basket's row; `undefined` while nothing has happened yet. */
export function describeBasketRow(basket: BasketState, nowMs: number): RowLine | undefined {
  const { state, reason, waitsFor, lastError, subtotal, wanted = '0', refunded = '0' } = basket;
  const what = state === 'refunding' ? 'basket’s refund' : 'basket';
  const because = lastError === undefined ? (reason ?? 'no reason given') : why(lastError);
  switch (state) {
    case 'waiting':
    case 'refunding':
      if (waitsFor !== undefined) return bad(`${what} waits: ${waitsFor === 'brake' ? 'paused' : 'Thanx refuses'}`);
      if (lastError !== undefined) return bad(`Thanx: ${why(lastError)}; ${again(basket, nowMs)}`);
      return state === 'waiting' ? undefined : plain(`basket: a refund of ${wanted} is on its way`);
    case 'billed':
      if (refunded === '0') return { text: `basket billed: ${subtotal}`, tone: 'good' };
      return { text: `basket refunded: ${refunded} of ${subtotal}`, tone: 'good' };
    case 'refunded':
      return { text: `basket refunded: all of ${subtotal}`, tone: 'good' };
    case 'rejected':
      return bad(`basket rejected: ${because}`);
    case 'refund-failed':
      return bad(`basket’s refund rejected: ${because}`);
    case 'skipped':
      return plain(`basket skipped: ${reason ?? 'no reason given'}`);
  }
}

/** Why an order waits, by stored reason. */
const waits: Partial<Record<string, string>> = {
  'waiting-for-cancellations': 'can still be cancelled',
  braked: 'paused',
  'held-failures': 'circuit open (failures)',
  'held-unauthorized': 'circuit open (token refused)',
  'held-no-secret': 'circuit open (no token)',
  'held-moved': 'circuit open (API moved)',
  limit: 'limit reached',
};

const plain = (text: string): RowLine => ({ text, tone: 'plain' });
const bad = (text: string): RowLine => ({ text, tone: 'bad' });

/** `rejected (400): “empty wallet”` */
const why = ({ code, status, words }: LastError): string =>
  `${code}${status === undefined ? '' : ` (${status})`}${words === undefined ? '' : `: “${words}”`}`;

const again = ({ attempts, notBefore }: Pick<ThankuState, 'attempts' | 'notBefore'>, nowMs: number): string =>
  `try ${attempts + 1} in ${Math.max(0, Math.ceil((notBefore - nowMs) / 1000))} s`;

/** Rows of older versions don't say whether plastic is counted in kg or 100 g. */
function impact({ impact: value, cause, use100Grams }: ThankuState): string {
  if (value === undefined || cause === undefined) return 'a ThankU';
  if (cause === 'CleanOcean' && use100Grams === undefined) return `${value} × ${cause}`;
  return impactInWords(value, { cause, use100Grams }, 'en');
}
