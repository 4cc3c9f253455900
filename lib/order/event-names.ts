/** The events that thankflow publishes, by their detail types on the stage's event bus: docs/status-and-events.md. */
export const eventTypes = [
  'Order Thanked',
  'Order Failed',
  'Order Reversed',
  'Receipt Settled',
  'Basket Updated',
  'Limit Reached',
] as const;
export type EventType = (typeof eventTypes)[number];

/** The same events' names in settings and webhooks. */
export const eventNames = [
  'order.thanked',
  'order.failed',
  'order.reversed',
  'receipt.settled',
  'basket.updated',
  'limit.reached',
] as const;
export type EventName = (typeof eventNames)[number];

const names: Record<EventType, EventName> = {
  'Order Thanked': 'order.thanked',
  'Order Failed': 'order.failed',
  'Order Reversed': 'order.reversed',
  'Receipt Settled': 'receipt.settled',
  'Basket Updated': 'basket.updated',
  'Limit Reached': 'limit.reached',
};

export const eventName = (type: EventType): EventName => names[type];
