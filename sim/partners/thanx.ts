import * as z from 'zod';
import type { Faults } from '../faults.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Answer, Partner } from './network.ts';

const TokenBody = z.object({ merchant_id: z.string(), email: z.string().optional(), user_id: z.string().optional() });
const ReceiptBody = z.object({
  receipt: z.object({
    merchant_id: z.string(),
    amount: z.number().positive(),
    payment_type: z.enum(['card', 'cash', 'other']),
    purchased_at: z.string(),
    user_comments: z.string(),
  }),
});

/** A receipt in Thanx's books. */
export interface BookedReceipt {
  id: string;
  user: string;
  /** `shop/pid` */
  marker: string;
  merchant: string;
  amount: number;
  purchasedAt: string;
  atMs: number;
  /** From when on a list shows it. */
  listedFromMs: number;
}

/** How long a list may leave out a receipt that is there already. */
const mostListLagMs = 20_000;
const processingMs = 60_000;

const json = (status: number, body: object): Answer => ({ status, body: JSON.stringify(body) });

/**
 * Thanx's partner and consumer API as far as thankflow calls it: every POST of a receipt makes one.
 * @see https://docs.thanx.com
 */
export function thanx(kernel: Pick<Kernel, 'random'>, faults: () => Faults) {
  const receipts: BookedReceipt[] = [];
  /** When requests arrived that a network didn't hold up, epoch ms. */
  const arrivals: number[] = [];
  const users = new Map<string, string>();
  const members: string[] = [];
  const memberOf = (email: string): string => {
    if (!members.includes(email)) members.push(email);
    return `user-${members.indexOf(email) + 1}`;
  };
  const view = (receipt: BookedReceipt, nowMs: number) => ({
    id: receipt.id,
    user_id: receipt.user,
    merchant_id: receipt.merchant,
    amount: receipt.amount,
    purchased_at: receipt.purchasedAt,
    user_comments: receipt.marker,
    state: nowMs - receipt.atMs < processingMs ? 'processing' : 'applied',
    rejection_text: null,
  });

  const partner: Partner = ({ path, headers, body = '' }, nowMs, isLate) => {
    if (!isLate) arrivals.push(nowMs);
    if (path === '/partner/oauth/token') {
      const { email, user_id: userId } = TokenBody.parse(JSON.parse(body));
      const user = userId ?? memberOf(email ?? '');
      const token = `token-${users.size + 1}`;
      users.set(token, user);
      return json(200, { access_token: token, expires_in: 900 });
    }
    const user = users.get(headers['authorization']?.replace('Bearer ', '') ?? '');
    if (user === undefined) return json(401, { error: { code: 'UNAUTHORIZED' } });
    if (path !== '/receipts') {
      const mine = receipts.filter((receipt) => receipt.user === user && receipt.listedFromMs <= nowMs);
      return json(200, {
        receipts: mine.map((receipt) => view(receipt, nowMs)),
        pagination: { current_page: 1, total_pages: 1 },
      });
    }
    if (kernel.random.chance(faults().rejected)) return json(400, { error: { code: 'PARAM_INVALID' } });
    const { receipt } = ReceiptBody.parse(JSON.parse(body));
    const booked = {
      id: `receipt-${receipts.length + 1}`,
      user,
      marker: receipt.user_comments,
      merchant: receipt.merchant_id,
      amount: receipt.amount,
      purchasedAt: receipt.purchased_at,
      atMs: nowMs,
      listedFromMs: nowMs + kernel.random.below(mostListLagMs),
    };
    receipts.push(booked);
    return json(201, { receipt: view(booked, nowMs) });
  };
  return { partner, receipts, arrivals };
}
