import * as z from 'zod';
import { DecimalAmount, type PaymentType } from '../../order/order.ts';
import type { Connection } from '../connection.ts';
import { thanxHeaders } from './headers.ts';
import type { ThanxOutcome } from './outcome.ts';
import { readAnswer } from './read-answer.ts';
import { ReceiptAnswer, type ReceiptState } from './receipt.ts';
import { send, type Timing } from '../send.ts';

export interface NewReceipt {
  merchantId: string;
  /** A decimal such as `"29.35"`. */
  amount: string;
  paymentType: PaymentType;
  /** RFC 3339, any offset. */
  purchasedAt: string;
  /** Our marker: the only thing a receipt can be found again by. */
  userComments: string;
}

export interface SubmittedReceipt {
  id: string;
  /** The member's id, needed to follow the receipt. */
  userId?: string;
  state?: ReceiptState;
  rejectionText?: string;
}

/**
 * The body of `POST /receipts`. The amount is a JSON number spelled with the decimal's own digits: no float ever holds it.
 * Throws when `amount` is not a decimal or `purchasedAt` no time.
 */
export function encodeReceipt(receipt: NewReceipt): string {
  // JSON numbers take no leading zeros.
  const amount = DecimalAmount.parse(receipt.amount).replace(/^0+(?=\d)/, '');
  const rest = JSON.stringify({
    merchant_id: receipt.merchantId,
    payment_type: receipt.paymentType,
    purchased_at: new Date(receipt.purchasedAt).toISOString().replace('Z', '+00:00'),
    user_comments: receipt.userComments,
  });
  return `{"receipt":{"amount":${amount},${rest.slice(1)}}`;
}

const Answer = z.object({ receipt: ReceiptAnswer });

/**
 * `POST /receipts` as the member whose token `bearer` is. **Not idempotent**: after `unknown` it must never be sent again
 * before GET /receipts was asked.
 * @see https://docs.thanx.com (Consumer API, Create Receipt)
 */
export async function createReceipt(
  connection: Connection,
  call: { clientId: string; bearer: string; receipt: NewReceipt },
  timing: Timing,
): Promise<ThanxOutcome<SubmittedReceipt>> {
  const request = {
    method: 'POST',
    path: '/receipts',
    headers: thanxHeaders({ clientId: call.clientId }, call.bearer),
    body: encodeReceipt(call.receipt),
  } as const;
  const outcome = readAnswer(await send(connection, request, timing), Answer);
  if (outcome.kind !== 'ok') return outcome;
  const { id, user_id: userId, state, rejection_text: rejectionText } = outcome.value.receipt;
  return {
    kind: 'ok',
    value: {
      id,
      ...(userId !== undefined && { userId }),
      ...(state !== undefined && { state }),
      ...(rejectionText !== undefined && { rejectionText }),
    },
  };
}
