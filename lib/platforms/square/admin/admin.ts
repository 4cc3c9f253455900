import * as z from 'zod';
import type { CallAdmin } from '../../admin/call.ts';
import type { Access, PlatformAdmin } from '../../admin/platform-admin.ts';
import { AdminRefusal } from '../../admin/refusal.ts';
import { refuseOlder } from '../../admin/refuse-older.ts';
import type { RawWebhook } from '../../platform.ts';
import { latest, squareId } from '../fields.ts';
import { squareTopics } from '../read.ts';
import { parseAnswer, squareApi, type SquareApi } from './api.ts';
import { listSquareOrders } from './list.ts';
import { fetchSale } from './sale.ts';
import { squareSubscriptions, subscribeSquare } from './subscriptions.ts';

/**
 * Square's API.
 * @param isSandbox the token is one of Square's Sandbox, whose orders are all tests
 */
export function squareAdmin(
  call: CallAdmin,
  { accessToken, isSandbox }: { accessToken: string; isSandbox: boolean },
  now: () => number,
): PlatformAdmin {
  const api = squareApi(call, accessToken, now);
  return {
    list: (span, after) => listSquareOrders(api, span, after),
    // The list says when each was paid.
    paidTimes: async () => new Map(),
    fetch: (orderId, changedAt) => fetchWebhook(api, orderId, { changedAt, isSandbox }),
    access: () => access(api),
    subscriptions: () => squareSubscriptions(api),
    subscribe: (topic, at) => subscribeSquare(api, topic, at),
    topics: squareTopics,
    // A canceled order stays canceled.
    undoesReversals: false,
  };
}

const Part = z.object({ updated_at: z.string().nullish() });
const Times = z.object({
  order: Part.optional(),
  payment: Part.optional(),
  payments: z.array(Part).default([]),
  refunds: z.array(Part),
});

/** @throws AdminRefusal `outdated` if no part of it is as new as what was reported */
async function fetchWebhook(
  api: SquareApi,
  id: string,
  { changedAt, isSandbox }: { changedAt: string | undefined; isSandbox: boolean },
): Promise<RawWebhook | undefined> {
  // Nothing else can be a part of an address.
  if (!squareId.safeParse(id).success) return undefined;
  const sale = await fetchSale(api, id);
  if (sale === undefined) return undefined;
  const { order, payment, payments, refunds } = parseAnswer(Times, sale);
  refuseOlder(
    latest([order, payment, ...payments, ...refunds].map((part) => part?.updated_at ?? undefined)),
    changedAt,
  );
  const body = { ...sale, ...(isSandbox && { sandbox: true }) };
  return { headers: {}, url: '', body: Buffer.from(JSON.stringify(body)) };
}

const Merchant = z.object({ merchant: z.object({ id: z.string() }) });

/** What is read, by the name of its permission. An ID that nobody has is enough to try: Square looks at the permission first. */
const needed: Readonly<Record<string, string>> = {
  '/orders/none': 'ORDERS_READ',
  '/payments/none': 'PAYMENTS_READ',
  '/locations': 'MERCHANT_PROFILE_READ',
};

const withoutNames = "it can't read customers (CUSTOMERS_READ), so names come from billing addresses alone";

/** Square doesn't say what a token may do. It shows when the token is used. */
async function access(api: SquareApi): Promise<Access> {
  const missingScopes: string[] = [];
  for (const [path, permission] of Object.entries(needed))
    if (!(await mayGet(api, path))) missingScopes.push(permission);
  const limits = (await mayGet(api, '/customers/none')) ? [] : [withoutNames];
  if (missingScopes.length > 0) return { missingScopes, limits, shop: undefined };
  const { merchant } = parseAnswer(Merchant, await api.get('/merchants/me'));
  return { missingScopes, limits, shop: `the merchant ${merchant.id}` };
}

async function mayGet(api: SquareApi, path: string): Promise<boolean> {
  try {
    await api.get(path);
    return true;
  } catch (error) {
    if (error instanceof AdminRefusal && error.kind === 'scope') return false;
    throw error;
  }
}
