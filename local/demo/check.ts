import type { PartnerBooks } from '../partners/books.ts';
import type { Sample } from './sample.ts';

/** Something that the settings promise, and whether the books agree. */
export interface CheckResult {
  ok: boolean;
  text: string;
}

/** Compares the partners' books with what was sent. */
export function check(samples: readonly Sample[], books: PartnerBooks): CheckResult[] {
  const thankus = unique(
    samples.map(({ promise }) => promise.thanku),
    ({ pid }) => pid,
  );
  const receipts = unique(
    samples.map(({ promise }) => promise.receipt),
    ({ marker }) => marker,
  );
  const thankuFindings = thankus.map(({ pid, impactValue, donateeGroup }) => {
    const found = books.thankus.filter((entry) => entry.pid === pid);
    const right = found.every((entry) => entry.impactValue === impactValue && entry.donateeGroup === donateeGroup);
    return {
      ok: found.length === 1 && right,
      text: `one ThankU of ${impactValue} ${donateeGroup} for ${pid}, found ${found.length}`,
    };
  });
  const receiptFindings = receipts.map(({ marker, amount }) => {
    const found = books.receipts.filter((entry) => entry.user_comments === marker);
    const right = found.every((entry) => entry.amount === amount);
    return { ok: found.length === 1 && right, text: `one receipt over ${amount} for ${marker}, found ${found.length}` };
  });
  const baskets = unique(
    samples.map(({ promise }) => promise.basket),
    ({ id }) => id,
  );
  const basketFindings = baskets.map(({ id, subtotal }) => {
    const found = books.baskets.filter((entry) => entry.id === id);
    const right = found.every((entry) => entry.state === 'billed' && entry.points === subtotal);
    return {
      ok: found.length === 1 && right,
      text: `one basket over ${subtotal} for ${id}, billed, found ${found.length}`,
    };
  });
  const simulated = samples.filter(({ state }) => state === 'simulated').length;
  return [
    ...thankuFindings,
    ...receiptFindings,
    ...basketFindings,
    {
      ok: books.thankus.length === thankus.length,
      text: `${thankus.length} ThankUs in total, found ${books.thankus.length}`,
    },
    {
      ok: books.receipts.length === receipts.length,
      text: `${receipts.length} receipts in total, found ${books.receipts.length}`,
    },
    {
      ok: books.baskets.length === baskets.length,
      text: `${baskets.length} basket${baskets.length === 1 ? '' : 's'} in total, found ${books.baskets.length}`,
    },
    { ok: books.simulated === simulated, text: `${simulated} simulated, found ${books.simulated}` },
  ];
}

function unique<T>(promised: readonly (T | undefined)[], keyOf: (value: T) => string): T[] {
  return [...new Map(promised.filter((value) => value !== undefined).map((value) => [keyOf(value), value])).values()];
}
