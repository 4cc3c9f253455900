import type { CallAdmin } from '../../admin/call.ts';
import type { Access, PlatformAdmin } from '../../admin/platform-admin.ts';
import { AdminRefusal } from '../../admin/refusal.ts';
import type { RawWebhook, ReadSettings } from '../../platform.ts';
import { salesOf, stripeTypes } from '../read.ts';
import type { StripeSales } from '../../../shops/stripe-sales.ts';
import { stripeApi, type StripeApi } from './api.ts';
import { stripeSubscriptions, subscribeStripe } from './endpoints.ts';
import { listSales } from './list.ts';
import { fetchSale } from './sale.ts';
import { webhookAbout } from './webhook-about.ts';

/**
 * Stripe's API. Its list of events has the very webhooks that were sent, of the last 30 days, whether or not anybody has subscribed to them.
 * @param settings what is a sale, and which connected account is the shop's
 */
export function stripeAdmin(
  call: CallAdmin,
  apiKey: string,
  now: () => number,
  settings: ReadSettings | undefined,
): PlatformAdmin {
  const api = stripeApi(call, apiKey, settings?.platformShopId, now);
  const sales = salesOf(settings);
  const topics = stripeTypes(sales);
  return {
    list: (span, after) => listSales(api, settings, span, after, now),
    // The list says when each was paid.
    paidTimes: async () => new Map(),
    fetch: (orderId) => fetchWebhook(api, sales, orderId, now),
    access: () => access(api, sales),
    subscriptions: () => stripeSubscriptions(api, topics),
    subscribe: (topic, url) => subscribeStripe(api, topic, url),
    topics,
    // A refund may fail, and the order is paid again.
    undoesReversals: true,
  };
}

async function fetchWebhook(
  api: StripeApi,
  sales: StripeSales,
  orderId: string,
  now: () => number,
): Promise<RawWebhook | undefined> {
  const sale = await fetchSale(api, sales, orderId);
  if (sale === undefined) return undefined;
  return { headers: {}, url: '', body: Buffer.from(JSON.stringify(webhookAbout(sale, now()))) };
}

/** What is read, by the name of its permission in the Dashboard. */
const needed: Record<StripeSales, Readonly<Record<string, string>>> = {
  checkout: {
    '/events': 'Events (Read)',
    '/checkout/sessions': 'Checkout Sessions (Read)',
    '/payment_intents': 'PaymentIntents (Read)',
    '/charges': 'Charges and Refunds (Read)',
    '/invoices': 'Invoices (Read)',
  },
  'payment-intents': {
    '/events': 'Events (Read)',
    '/payment_intents': 'PaymentIntents (Read)',
    '/charges': 'Charges and Refunds (Read)',
  },
  invoices: {
    '/events': 'Events (Read)',
    '/invoices': 'Invoices (Read)',
    '/payment_intents': 'PaymentIntents (Read)',
    '/charges': 'Charges and Refunds (Read)',
  },
};

/** Stripe doesn't say what a key may do. It shows when the key lists one object of each kind. */
async function access(api: StripeApi, sales: StripeSales): Promise<Access> {
  const missingScopes: string[] = [];
  for (const [path, permission] of Object.entries(needed[sales])) {
    try {
      await api.get(path, [['limit', '1']]);
    } catch (error) {
      if (!(error instanceof AdminRefusal) || error.kind !== 'scope') throw error;
      missingScopes.push(permission);
    }
  }
  return { missingScopes, limits: [], shop: undefined };
}
