import * as z from 'zod';
import { DecimalAmount, type PaymentType } from '../../order/order.ts';
import { send, type Connection, type Timing } from '../connection.ts';
import { readAnswer, type ThanxOutcome } from './read-answer.ts';
import { thanxHeaders } from './headers.ts';
import { LenientId, maxWordsBytes, optionalField } from '../lenient.ts';

const ThanxReceiptState = z.enum(['pending', 'processing', 'applied', 'denied']);
type ThanxReceiptState = z.infer<typeof ThanxReceiptState>;

/** A receipt in Thanx's answers. Only the ID is certain. */
export const ReceiptAnswer = z.object({
  id: LenientId,
  user_id: optionalField(LenientId),
  state: optionalField(ThanxReceiptState),
  rejection_text: optionalField(z.string().transform((text) => text.slice(0, maxWordsBytes))),
});

interface NewReceipt {
  merchantId: string;
  /** A decimal such as `"29.35"`. */
  amount: string;
  paymentType: PaymentType;
  /** RFC 3339, any offset. */
  purchasedAt: string;
  /** Our marker, the only way to find the receipt again. */
  userComments: string;
}

export interface SubmittedReceipt {
  id: string;
  /** The member's ID, needed to poll the receipt. */
  userId?: string;
  state?: ThanxReceiptState;
  rejectionText?: string;
}

/**
 * The body of `POST /receipts`. The amount is a JSON number with exactly the decimal's digits, without conversion to a float.
 * @throws ZodError or RangeError if `amount` is not a decimal, or `purchasedAt` is not a time
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
 * `POST /receipts` as the member with the token `bearer`. **Not idempotent**: after `unknown`, never send it again without looking for the
 * receipt (GET /receipts).
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
    headers: thanxHeaders({ clientId: call.clientId }, call.bearer, timing.now()),
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
