import type { EventType } from '../../../lib/order/event-names.ts';

/** When each event is published and sent. */
export const eventWhen: Record<EventType, string> = {
  'Order Thanked': 'An order is `posted` or `simulated`.',
  'Order Failed': "A ThankU, a receipt or an order's gift cards failed and need an operator. They may succeed later.",
  'Order Reversed':
    "An order was cancelled, refunded in full, is no longer paid, or its customer was erased, **after** it had a ThankU or may have had one (`perhaps`). ThankU can't take it back.",
  'Receipt Settled': 'Thanx applied or denied a receipt.',
  'Basket Updated': "Thanx has an order's basket, or knows of a refund of it.",
  'Limit Reached':
    'A shop has reached the percentage of its limit at which its settings warn, or 100%, in a month or day.',
};
