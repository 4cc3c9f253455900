import type { ListedReceipt } from '../../../lib/partners/thanx/list-receipts.ts';
import { permittedCall } from '../../../lib/partners/thanx/permitted-call.ts';
import type { Use } from '../../../lib/permits/permits.ts';
import type { Ports } from '../ports.ts';

/** The customer and the merchant to search. */
export interface Whose {
  clientId: string;
  bearer: string;
  merchantId: string;
}

/** What a search saw. Only a complete search can prove that a receipt is missing. */
export interface Look {
  receipts: ListedReceipt[];
  complete: boolean;
  /** Why it isn't complete. */
  reason?: string;
  /** No permit, or a 429: not before this time, epoch ms. */
  retryAtMs?: number;
}

/** No customer has five thousand receipts at one merchant. An endless list is an error. */
const maxPages = 50;

/**
 * Reads a customer's receipts page by page, each with its own permit, until the last page or until `enough` have been
 * seen. An unexpected page makes the search incomplete: it's safer to repeat it than to trust it.
 * @param firstUse what the permit of the first page is for
 */
export async function scanReceipts(
  ports: Ports,
  whose: Whose,
  remainingMs: () => number,
  enough: (receipts: readonly ListedReceipt[]) => boolean = () => false,
  firstUse: Use = 'poll',
): Promise<Look> {
  const receipts: ListedReceipt[] = [];
  const seen = new Set<string>();
  const cutShort = (reason: string, retryAtMs?: number): Look => ({
    receipts,
    complete: false,
    reason,
    ...(retryAtMs !== undefined && { retryAtMs }),
  });
  for (let page = 1; page <= maxPages; page++) {
    const outcome = await permittedCall(
      ports,
      remainingMs,
      (connection, timing) => ports.thanx.listReceipts(connection, { ...whose, page }, timing),
      page === 1 ? firstUse : 'poll',
    );
    if (outcome.kind === 'later') return cutShort('no permit', outcome.retryAtMs);
    if (outcome.kind !== 'ok') return cutShort(outcome.kind);
    const { value } = outcome;
    if (value.page !== undefined && value.page !== page) return cutShort('another page than asked for');
    const fresh = value.receipts.filter(({ id }) => !seen.has(id));
    if (value.more && value.receipts.length === 0) return cutShort('an empty page before the last');
    if (value.receipts.length > 0 && fresh.length === 0) return cutShort('a page that was there before');
    for (const receipt of fresh) {
      seen.add(receipt.id);
      receipts.push(receipt);
    }
    if (!value.more) return { receipts, complete: true };
    if (enough(receipts)) return cutShort('enough seen');
  }
  return cutShort('too many pages');
}
