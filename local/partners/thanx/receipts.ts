import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { SandboxCall } from '../sandbox-api.ts';
import { jsonObject, type Reply } from '../reply.ts';
import { thanxError } from './errors.ts';
import { authorizeMember } from './protocol.ts';
import { delayMs } from './settings.ts';
import { pageOf } from './paging.ts';
import type { Receipt, ThanxState } from './state.ts';

/** The vendor's table says string, its examples send a number. */
const Amount = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d+(\.\d+)?$/)
      .transform(Number),
  ])
  .pipe(z.number().positive());

const Body = z.strictObject({
  receipt: z.strictObject({
    merchant_id: z.string().min(1),
    amount: Amount,
    payment_type: z.enum(['card', 'cash', 'other']),
    purchased_at: z.iso.datetime({ offset: true }),
    image_path: z.string().nullish(),
    user_comments: z.string().max(2000).nullish(),
    card_id: z.string().nullish(),
  }),
});

/** `POST /receipts`: a new receipt every time, the same request twice included. */
export function handleCreateReceipt(state: ThanxState, call: SandboxCall): Reply {
  const token = authorizeMember(state, call);
  if ('status' in token) return token;
  const parsed = Body.safeParse(jsonObject(call.body));
  if (!parsed.success) return thanxError('BAD_REQUEST', z.prettifyError(parsed.error));
  const { receipt } = parsed.data;
  if (receipt.merchant_id !== token.merchantId) {
    return thanxError('RESOURCE_NOT_FOUND', 'This member has no such merchant.');
  }
  const created: Receipt = {
    id: randomBytes(5).toString('hex'),
    user_id: token.userId,
    merchant_id: receipt.merchant_id,
    amount: receipt.amount,
    payment_type: receipt.payment_type,
    purchased_at: receipt.purchased_at,
    submitted_at: new Date(state.now()).toISOString(),
    user_comments: receipt.user_comments ?? null,
    card_id: receipt.card_id ?? null,
    clientId: token.clientId,
  };
  state.books().receipts.push(created);
  return { status: 201, body: { receipt: viewOf(state, created) } };
}

/** `GET /receipts`: the bearer's own, whatever `user_id` says. */
export function handleListReceipts(state: ThanxState, call: SandboxCall): Reply {
  const token = authorizeMember(state, call);
  if ('status' in token) return token;
  const merchantId = call.query.get('merchant_id');
  const rows = state
    .books()
    .receipts.filter(
      (receipt) => receipt.user_id === token.userId && (merchantId === null || receipt.merchant_id === merchantId),
    )
    .filter((receipt) => ageMs(state, receipt) >= delayMs(state.settings, receipt.id));
  return pageOf('receipts', rows, call, (receipt) => viewOf(state, receipt));
}

/** A receipt as it stands now: its state comes with age. */
export function viewOf(state: ThanxState, { settled, clientId: _client, reported: _reported, ...receipt }: Receipt) {
  const { state: receiptState, text } = settled ?? agedState(state, receipt);
  return { ...receipt, state: receiptState, rejection_text: text, image: null };
}

function agedState(state: ThanxState, receipt: Omit<Receipt, 'settled'>) {
  const { processingAfterMs, settledAfterMs, deny } = state.settings;
  const ms = ageMs(state, receipt);
  if (ms < processingAfterMs) return { state: 'pending', text: null };
  if (ms < Math.max(settledAfterMs, delayMs(state.settings, receipt.id))) return { state: 'processing', text: null };
  const denial = Object.entries(deny).find(([part]) => receipt.user_comments?.includes(part));
  return denial === undefined ? { state: 'applied', text: null } : { state: 'denied', text: denial[1] };
}

const ageMs = ({ now }: ThanxState, receipt: Pick<Receipt, 'submitted_at'>) => now() - Date.parse(receipt.submitted_at);
