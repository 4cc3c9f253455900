import * as z from 'zod';
import { hourMs, minuteMs } from '../../lib/durations.ts';
import { Limits } from '../../lib/permits/limits.ts';
import type { Faults } from '../faults.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Random } from '../kernel/random.ts';
import type { PartnerAnswer, Partner } from './network.ts';
import { markerOfBasket, thanxBaskets } from './thanx-baskets.ts';

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
  /** When lists begin to show it, epoch ms. */
  listedFromMs: number;
  /** Thanx's decision, and when it's made. */
  decision: 'applied' | 'denied';
  decidedMs: number;
}

/** How long lists may lack a new receipt: less than thankflow waits before its second lookup. */
const listLagsMs = [20_000, 5 * minuteMs, 11 * minuteMs] as const;
const tokenSeconds = 900;

const json = (status: number, body: object): PartnerAnswer => ({ status, body: JSON.stringify(body) });

const forbidden = json(403, { error: { code: 'FORBIDDEN' } });

/** Draws how this run's Thanx behaves: the length and order of its pages, and its delays. */
const drawHabits = (random: Random) => ({
  perPage: random.between(2, 3),
  isNewestFirst: random.chance(0.5),
  maxListLagMs: random.pick(listLagsMs),
  decidesAfterMs: random.pick([minuteMs, hourMs, 30 * hourMs]),
  deniesOften: random.pick([0, 0.3]),
});

/** Small enough that a few orders reach them, but large enough to read all of a customer's pages. Half of the runs begin like a first deployment, when nothing can have been sent before. */
const drawLimits = (random: Random): Limits =>
  Limits.parse({
    burst: { requests: random.between(1, 3), windowMs: 1000 },
    sustained: random.pick([
      { requests: 20, windowMs: minuteMs },
      { requests: 12, windowMs: 30_000 },
    ]),
    ...(random.chance(0.5) && { coldStartMs: 1000 }),
  });

/**
 * The parts of Thanx's partner, consumer and loyalty API that thankflow calls. Every POST of a receipt creates one.
 * @param accepted returns the credential's current access token
 * @param refusedPids the pids whose receipts it currently refuses
 * @see https://docs.thanx.com
 */
export function thanx(
  kernel: Pick<Kernel, 'random'>,
  faults: () => Faults,
  accepted: () => string,
  refusedPids: ReadonlySet<string> = new Set(),
) {
  const { random } = kernel;
  const habits = drawHabits(random);
  const limits = drawLimits(random);
  const receipts: BookedReceipt[] = [];
  /** When requests arrived, except late ones, epoch ms. */
  const arrivals: number[] = [];
  /** All receipts and baskets that arrived, even refused ones. */
  const posts: { marker: string; atMs: number; isLate: boolean }[] = [];
  const tokens = new Map<string, { user: string; untilMs: number }>();
  const members: string[] = [];
  /** Addresses of nobody. */
  const strangers = new Set<string>();
  /** Whether the credential has the scope `users.read`. */
  const scopes = { readsUsers: true };
  const loyalty = thanxBaskets((pid) => refusedPids.has(pid));
  const memberOf = (email: string): string => {
    if (!members.includes(email)) members.push(email);
    return `user-${members.indexOf(email) + 1}`;
  };
  const view = (receipt: BookedReceipt, nowMs: number) => {
    const isDecided = nowMs >= receipt.decidedMs;
    return {
      id: receipt.id,
      user_id: receipt.user,
      merchant_id: receipt.merchant,
      amount: receipt.amount,
      purchased_at: receipt.purchasedAt,
      user_comments: receipt.marker,
      state: isDecided ? receipt.decision : 'processing',
      rejection_text: isDecided && receipt.decision === 'denied' ? 'not legible' : null,
    };
  };

  const isRefused = (body: string) =>
    refusedPids.has(ReceiptBody.parse(JSON.parse(body)).receipt.user_comments.split('/')[1] ?? '');

  const findUser = (path: string): PartnerAnswer => {
    const email = new URLSearchParams(path.split('?')[1]).get('email') ?? '';
    const users = strangers.has(email) ? [] : [{ id: memberOf(email), email }];
    return json(200, { users, pagination: { current_page: 1, per_page: 25, total_pages: 1 } });
  };

  const list = (user: string, page: number, nowMs: number): PartnerAnswer => {
    const mine = receipts.filter((receipt) => receipt.user === user && receipt.listedFromMs <= nowMs);
    if (habits.isNewestFirst) mine.reverse();
    const from = (page - 1) * habits.perPage;
    return json(200, {
      receipts: mine.slice(from, from + habits.perPage).map((receipt) => view(receipt, nowMs)),
      pagination: { current_page: page, total_pages: Math.max(1, Math.ceil(mine.length / habits.perPage)) },
    });
  };

  const book = (user: string, body: string, nowMs: number): PartnerAnswer => {
    const { receipt } = ReceiptBody.parse(JSON.parse(body));
    const booked: BookedReceipt = {
      id: `receipt-${receipts.length + 1}`,
      user,
      marker: receipt.user_comments,
      merchant: receipt.merchant_id,
      amount: receipt.amount,
      purchasedAt: receipt.purchased_at,
      atMs: nowMs,
      listedFromMs: nowMs + random.below(habits.maxListLagMs),
      decision: random.chance(habits.deniesOften) ? 'denied' : 'applied',
      decidedMs: nowMs + habits.decidesAfterMs,
    };
    receipts.push(booked);
    return json(201, { receipt: view(booked, nowMs) });
  };

  const partner: Partner = ({ method, path, headers, body = '' }, nowMs, isLate) => {
    if (!isLate) arrivals.push(nowMs);
    const bearer = headers['authorization']?.replace('Bearer ', '') ?? '';
    const refused = json(401, { error: { code: 'AUTHENTICATION_GENERIC' } });
    if (path === '/partner/scopes')
      return bearer === accepted()
        ? json(200, { scopes: ['auth.create', ...(scopes.readsUsers ? ['users.read'] : [])] })
        : refused;
    if (path.startsWith('/partner/users?'))
      return bearer !== accepted() ? refused : scopes.readsUsers ? findUser(path) : forbidden;
    if (path === '/partner/oauth/token') {
      if (bearer !== accepted()) return refused;
      const { email, user_id: userId } = TokenBody.parse(JSON.parse(body));
      const token = `token-${tokens.size + 1}`;
      tokens.set(token, { user: userId ?? memberOf(email ?? ''), untilMs: nowMs + tokenSeconds * 1000 });
      return json(200, { access_token: token, expires_in: tokenSeconds });
    }
    const known = tokens.get(bearer);
    const token = known === undefined || known.untilMs < nowMs ? undefined : known;
    if (path === '/api/baskets') {
      posts.push({ marker: markerOfBasket(body), atMs: nowMs, isLate });
      const sender = { user: token?.user, key: headers['merchant-key'] };
      return loyalty.arrives(body, sender, token !== undefined && random.chance(faults().rejected));
    }
    if (method === 'POST') {
      const { receipt } = ReceiptBody.parse(JSON.parse(body));
      posts.push({ marker: receipt.user_comments, atMs: nowMs, isLate });
    }
    if (token === undefined) return refused;
    if (method === 'GET') return list(token.user, Number(new URLSearchParams(path.split('?')[1]).get('page')), nowMs);
    return isRefused(body) || random.chance(faults().rejected)
      ? json(400, { error: { code: 'BAD_REQUEST' } })
      : book(token.user, body, nowMs);
  };
  return { partner, receipts, arrivals, posts, limits, memberOf, loyalty, strangers, scopes };
}
