import { paidOrder } from '../cost/paid-order.ts';
import { settingsRow } from '../../sim/settings.ts';
import { benchShop, webhookEvent } from '../bench-shop.ts';
import { sqsEvent } from '../cold/events.ts';
import { attributesOf } from './tables.ts';

/** Each function's events: the same webhook each time, or a message about a new order. */
export const warmEvents: Record<string, () => object> = {
  ingest: webhookEvent,
  'thank-customer': () => sqsEvent(paidOrder(benchShop.id, '{number}', { email: '{number}@example.com' }, Date.now())),
};

const settings = { isLoyal: false, holdHours: 0, impact: 1, revision: 1, atMs: Date.now() };

/** The tables' only row at first: the settings of a shop without the loyalty programme. */
export const shopWithoutThanx = { table: 'settings', item: attributesOf(settingsRow(benchShop.id, settings)) };
