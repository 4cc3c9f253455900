/** The sort key of every order's ThankU. */
export const thankuSk = 'state#thanku';

/** The sort key of every order's receipt. */
export const receiptSk = 'state#receipt';

/** The sort key of every order's gift cards. */
export const giftCardsSk = 'state#gift-cards';

/** How the sort key of every request for a customer's data begins. */
export const exportSk = 'export#';

/** How the sort key of every request to finish erasing a customer begins. */
export const eraseSk = 'erase#';

/** How the sort key of every request to erase a whole shop begins. */
export const redactSk = 'redact#';

/** How the partition key of every shop's privacy requests begins. */
export const privacyPk = 'privacy#';

/**
 * Every key of the tables, in one place. Orders table: `pk`, `sk`, and the index `due` (keys only) on `dueKind`, `dueAt`.
 *
 * | pk                    | sk              | row |
 * |---|---|---|
 * | `order#shop#pid`      | `state#thanku`  | the order and its ThankU: the truth, never deleted |
 * | `order#shop#pid`      | `state#receipt` | its Thanx receipt, if one is wanted |
 * | `order#shop#pid`      | `state#gift-cards` | its gift cards, if it carries any |
 * | `order#shop#pid`      | `payload`       | what is personal: deleted when the order is settled |
 * | `number#shop#number`  | pid             | finds an order by its human number |
 * | `customer#shop`       | `erased#hash`   | an erased customer, met by late webhooks |
 * | `customer#shop`       | `named#hash#pid` | a ThankU whose public message may name this customer |
 * | `parked#id`           | `parked`        | an event that SQS would not take, or that waits for a person |
 * | `held#what#…`         | `watch`         | a hold that is on, or whose waiting rows are still to be rescheduled |
 * | `privacy#shop`        | `export#id`     | a request for a customer's data, for an operator |
 * | `privacy#shop`        | `named#id`      | ThankUs that name an erased customer, for an operator |
 * | `privacy#shop`        | `erase#id`      | dead letters or quarantine may hold something of an erased customer, for an operator |
 * | `privacy#shop`        | `redact#id`     | the platform asked to erase the whole shop: an operator confirms it |
 */
export const keys = {
  thanku: (shop: string, pid: string) => ({ pk: `order#${shop}#${pid}`, sk: thankuSk }),
  receipt: (shop: string, pid: string) => ({ pk: `order#${shop}#${pid}`, sk: receiptSk }),
  giftCards: (shop: string, pid: string) => ({ pk: `order#${shop}#${pid}`, sk: giftCardsSk }),
  payload: (shop: string, pid: string) => ({ pk: `order#${shop}#${pid}`, sk: 'payload' }),
  number: (shop: string, number: string, pid: string) => ({ pk: `number#${shop}#${number}`, sk: pid }),
  erased: (shop: string, hash: string) => ({ pk: `customer#${shop}`, sk: `erased#${hash}` }),
  named: (shop: string, hash: string, pid: string) => ({ pk: `customer#${shop}`, sk: `named#${hash}#${pid}` }),
  parked: (id: string) => ({ pk: `parked#${id}`, sk: 'parked' }),
  scopeWatch: (what: string, ...whose: string[]) => ({ pk: ['held', what, ...whose].join('#'), sk: 'watch' }),
  exportRequest: (shop: string, id: string) => ({ pk: `${privacyPk}${shop}`, sk: `${exportSk}${id}` }),
  eraseRequest: (shop: string, id: string) => ({ pk: `${privacyPk}${shop}`, sk: `${eraseSk}${id}` }),
  redactRequest: (shop: string, id: string) => ({ pk: `${privacyPk}${shop}`, sk: `${redactSk}${id}` }),
  namedRequest: (shop: string, id: string) => ({ pk: `${privacyPk}${shop}`, sk: `named#${id}` }),
};

/** The index that says what to look at again, and when (`dueAt`, epoch ms). Its reads are hints: read the row itself again. */
export const dueIndex = 'due';

/** The shelves of the due index. `stuck` is what waits for a person, `follow` what Thanx has not decided about, `held` the holds' watches. */
export type DueKind = 'thanku' | 'receipt' | 'settle' | 'parked' | 'stuck' | 'follow' | 'held';

/** The rows of one shop's orders by when they were first seen (`shop`, `createdAt`). For operators. */
export const shopIndex = 'by-shop';

/** The rows that hold a partner's id (`id`): of a ThankU or of a receipt. For operators. */
export const idIndex = 'by-id';
