/** Sort keys of an order's rows. */
export const thankuSk = 'state#thanku';
export const receiptSk = 'state#receipt';
export const basketSk = 'state#basket';
export const giftCardsSk = 'state#gift-cards';

/** Prefix and sort key of what the shop's own systems are told of an order, or of the shop itself. */
export const noticesPk = 'notices#';
const noticesSk = 'state#notices';

/** Sort key of the control table's row of a shop's limit. */
export const limitSk = 'limit';

/** Prefix of the keys of the control table's rows of a shop's own systems. */
export const targetPk = 'notify#';

/** Prefix of the keys of shops' problems. */
export const problemPk = 'problem#';

/** Prefixes of the keys of orders that wait to be fetched. */
export const lookupPk = 'lookups#';
export const lookupSk = 'order#';

/** Prefixes of privacy requests' keys. */
export const privacyPk = 'privacy#';
export const exportSk = 'export#';
export const eraseSk = 'erase#';
export const redactSk = 'redact#';

/**
 * All keys of the orders table. Its index `due` (keys only) is on `dueKind` and `dueAt`.
 *
 * | pk                    | sk              | row |
 * |---|---|---|
 * | `order#shop#pid`      | `state#thanku`  | the order and its ThankU; never deleted |
 * | `order#shop#pid`      | `state#receipt` | its Thanx receipt, if it gets one |
 * | `order#shop#pid`      | `state#basket`  | its Thanx basket, if it gets one |
 * | `order#shop#pid`      | `state#gift-cards` | its gift cards, if it has any |
 * | `order#shop#pid`      | `payload`       | its personal data; deleted when the order is settled |
 * | `notices#shop#pid`    | `state#notices` | what the shop's own systems are told of the order |
 * | `notices#shop`        | `limit#which#percent` | the same of the shop's limit |
 * | `number#shop#number`  | pid             | finds an order by its human number |
 * | `customer#shop`       | `erased#hash`   | an erased customer, against which late webhooks are checked |
 * | `customer#shop`       | `named#hash#pid` | a ThankU whose public message may name this customer |
 * | `parked#id`           | `parked`        | an event that SQS refused, or that waits for a person |
 * | `held#what#…`         | `watch`         | an open circuit, or a closed one whose waiting rows are still to be rescheduled |
 * | `privacy#shop`        | `export#id`     | for an operator: a customer wants their data |
 * | `privacy#shop`        | `named#id`      | for an operator: ThankUs name an erased customer |
 * | `privacy#shop`        | `erase#id`      | for an operator: dead letters or quarantine may contain data of an erased customer |
 * | `privacy#shop`        | `redact#id`     | for an operator: the platform asked to erase the whole shop |
 * | `lookups#shop`        | `order#id`      | an order that a webhook named, and that its platform hasn't given yet |
 * | `lookups#shop`        | `hold`          | the shop isn't asked for orders for a while |
 * | `reconcile#shop`      | `state`         | how far the shop's orders are compared with its platform's |
 * | `problem#shop`        | its code        | for an operator: the shop's webhooks or its reconciliation have stopped |
 */
export const keys = {
  thanku: (shop: string, pid: string) => ({ pk: `order#${shop}#${pid}`, sk: thankuSk }),
  receipt: (shop: string, pid: string) => ({ pk: `order#${shop}#${pid}`, sk: receiptSk }),
  basket: (shop: string, pid: string) => ({ pk: `order#${shop}#${pid}`, sk: basketSk }),
  giftCards: (shop: string, pid: string) => ({ pk: `order#${shop}#${pid}`, sk: giftCardsSk }),
  payload: (shop: string, pid: string) => ({ pk: `order#${shop}#${pid}`, sk: 'payload' }),
  notices: (shop: string, pid: string) => ({ pk: `${noticesPk}${shop}#${pid}`, sk: noticesSk }),
  limitNotices: (shop: string, which: string, percent: number) => ({
    pk: `${noticesPk}${shop}`,
    sk: `limit#${which}#${percent}`,
  }),
  number: (shop: string, number: string, pid: string) => ({ pk: `number#${shop}#${number}`, sk: pid }),
  erased: (shop: string, hash: string) => ({ pk: `customer#${shop}`, sk: `erased#${hash}` }),
  named: (shop: string, hash: string, pid: string) => ({ pk: `customer#${shop}`, sk: `named#${hash}#${pid}` }),
  parked: (id: string) => ({ pk: `parked#${id}`, sk: 'parked' }),
  scopeWatch: (what: string, ...whose: string[]) => ({ pk: ['held', what, ...whose].join('#'), sk: 'watch' }),
  exportRequest: (shop: string, id: string) => ({ pk: `${privacyPk}${shop}`, sk: `${exportSk}${id}` }),
  eraseRequest: (shop: string, id: string) => ({ pk: `${privacyPk}${shop}`, sk: `${eraseSk}${id}` }),
  redactRequest: (shop: string, id: string) => ({ pk: `${privacyPk}${shop}`, sk: `${redactSk}${id}` }),
  lookup: (shop: string, orderId: string) => ({ pk: `${lookupPk}${shop}`, sk: `${lookupSk}${orderId}` }),
  lookupHold: (shop: string) => ({ pk: `${lookupPk}${shop}`, sk: 'hold' }),
  reconcile: (shop: string) => ({ pk: `reconcile#${shop}`, sk: 'state' }),
  problem: (shop: string, code: string) => ({ pk: `${problemPk}${shop}`, sk: code }),
  namedRequest: (shop: string, id: string) => ({ pk: `${privacyPk}${shop}`, sk: `named#${id}` }),
};

/** Whose notices a row has: an order's, or the shop's own, of which `about` is the sort key. */
export type NoticesOf = { shop: string } & ({ pid: string; about?: undefined } | { pid?: undefined; about: string });

export const noticesKey = (of: NoticesOf) =>
  of.pid === undefined ? { pk: `${noticesPk}${of.shop}`, sk: of.about } : keys.notices(of.shop, of.pid);

const noticesKeys = new RegExp(`^${noticesPk}([^#]+)(?:#([^#]+))?$`);

/** Whose notices are at a key; `undefined` for other rows. */
export function noticesAt({ pk, sk }: { pk: string; sk: string }): NoticesOf | undefined {
  const [, shop, pid] = noticesKeys.exec(pk) ?? [];
  if (shop === undefined) return undefined;
  return pid === undefined ? { shop, about: sk } : { shop, pid };
}

/** The index of what to check again, and when (`dueAt`, epoch ms). It may be behind, so read the row itself as well. */
export const dueIndex = 'due';

/** The lists of the due index. `stuck`: waits for a person. `follow`: Thanx hasn't decided about the receipt. `refundable`: billed baskets. `held`: watches of circuits.
 * `limit`: waits for its shop's limit; due by age, the oldest first. `reconcile`: shops to compare with their platform. `lookup`: orders to fetch. `notify`: notifications. */
export type DueKind =
  | 'thanku'
  | 'receipt'
  | 'settle'
  | 'parked'
  | 'stuck'
  | 'follow'
  | 'refundable'
  | 'held'
  | 'limit'
  | 'reconcile'
  | 'lookup'
  | 'notify';

/** The rows of a shop's orders by when they were created (`shop`, `createdAt`). */
export const shopIndex = 'by-shop';

/** A member's receipts that Thanx hasn't decided about, by when the order was paid (`userId`, `purchasedAtMs`). Only their rows have both. */
export const userIndex = 'by-user';

/** For operators: finds a row by a partner's ID (`id`), of a ThankU or of a receipt. */
export const idIndex = 'by-id';
