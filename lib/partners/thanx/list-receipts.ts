import * as z from 'zod';
import { LenientDecimal, LenientId, optionalField } from '../lenient.ts';
import { send, type Connection, type Timing } from '../connection.ts';
import { readAnswer, type ThanxOutcome } from './read-answer.ts';
import { thanxHeaders } from './headers.ts';
import { ReceiptAnswer } from './create-receipt.ts';

/** Thanx's maximum. */
const perPage = 100;
/** Thanx's default. In an answer without pagination, a shorter page is certainly the last one. */
const defaultPerPage = 10;

const instantMs = z.string().transform((text, context) => {
  const atMs = Date.parse(text);
  if (!Number.isNaN(atMs)) return atMs;
  context.addIssue({ code: 'custom', message: 'expected a time' });
  return z.NEVER;
});

/** A receipt of a list. Amounts become decimals and times become epoch ms, however they are written. Only the ID is certain. */
const ListedReceipt = ReceiptAnswer.extend({
  merchant_id: optionalField(LenientId),
  amount: optionalField(LenientDecimal),
  purchased_at: optionalField(instantMs),
  user_comments: optionalField(z.string()),
}).transform((receipt) => ({
  id: receipt.id,
  userId: receipt.user_id,
  merchantId: receipt.merchant_id,
  state: receipt.state,
  rejectionText: receipt.rejection_text,
  amount: receipt.amount,
  purchasedAtMs: receipt.purchased_at,
  comments: receipt.user_comments,
}));
export type ListedReceipt = z.infer<typeof ListedReceipt>;

const count = optionalField(
  z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]).pipe(z.number().int().positive()),
);
const Answer = z.object({
  receipts: z.array(ListedReceipt),
  /** Thanx's documentation has both `total_pages` and `total_page`. */
  pagination: optionalField(z.object({ current_page: count, total_pages: count, total_page: count })),
});

export interface ReceiptPage {
  receipts: ListedReceipt[];
  /** The page that Thanx says this is. */
  page?: number;
  /** Whether there may be another page. */
  more: boolean;
}

/**
 * `GET /receipts` as the member with the token `bearer`: one page of up to a hundred receipts. Their order is not documented.
 * @param call.page from 1
 * @see https://docs.thanx.com (Consumer API, List Receipts)
 */
export async function listReceipts(
  connection: Connection,
  call: { clientId: string; bearer: string; merchantId: string; page: number },
  timing: Timing,
): Promise<ThanxOutcome<ReceiptPage>> {
  const query = new URLSearchParams({
    merchant_id: call.merchantId,
    page: String(call.page),
    per_page: String(perPage),
  });
  const headers = thanxHeaders({ clientId: call.clientId }, call.bearer, timing.now());
  const outcome = readAnswer(
    await send(connection, { method: 'GET', path: `/receipts?${query.toString()}`, headers }, timing),
    Answer,
  );
  if (outcome.kind !== 'ok') return outcome;
  const { receipts, pagination } = outcome.value;
  const pages = pagination?.total_pages ?? pagination?.total_page;
  const more = pages === undefined ? receipts.length >= defaultPerPage : call.page < pages;
  const page = pagination?.current_page;
  return { kind: 'ok', value: { receipts, more, ...(page !== undefined && { page }) } };
}
