import { jsonOrUndefined } from '../../lib/json.ts';
import { ordersOf, parkedOf, type OrderOfCustomer } from './find-customer.ts';
import { publicThankus } from '../../lib/privacy/named.ts';
import { exportRequestsOf } from './requests.ts';
import { everyHash } from '../../lib/store/customer-hashes.ts';
import type { Payload } from '../../lib/store/orders.ts';
import type { StageAws } from '../stage/aws.ts';
import { keyText } from '../../lib/order/order-key.ts';
import { orderRows } from '../orders/order-rows.ts';
import { quarantineOf, rereadPorts } from '../quarantine/entries.ts';
import { deadLettersOf } from './dead-letters.ts';
import { thankuJson } from './print-erasure.ts';
import { privacyPorts, seenMoving } from './ports.ts';
import { quarantinedOf } from './quarantined.ts';
import type { ShopCustomer } from './subject.ts';

export type Exported = Awaited<ReturnType<typeof exportOf>>;

/** Returns a customer's data on a stage as one JSON document, and what couldn't be checked. Changes nothing. */
export async function exportOf(aws: StageAws, who: ShopCustomer) {
  const { shop, customer } = who;
  const ports = privacyPorts(aws);
  const incomplete: string[] = [];
  const unreadable = (message: string) => void incomplete.push(message);
  const orders = new Map<string, object>();
  await seenMoving(ports, async (moving) => {
    for await (const order of ordersOf(moving, shop, customer, unreadable)) {
      orders.set(order.pid, orderJson(order));
    }
  });

  const thankus: object[] = [];
  const hashes = await everyHash(aws.customers, shop, customer);
  for await (const thanku of publicThankus(ports.store, shop, hashes)) {
    thankus.push(thankuJson(shop, thanku));
    const { pid } = thanku;
    if (orders.has(pid)) continue;
    const key = { shop, pid };
    orders.set(pid, { key: keyText(key), foundBy: 'named', ...(await orderRows(ports.store, key)) });
  }

  const deadLetters: object[] = [];
  const each = (queue: string, { id, sentAt, body }: { id: string; sentAt: number; body: string }) =>
    void deadLetters.push({
      queue,
      id,
      sentAt: new Date(sentAt).toISOString(),
      message: jsonOrUndefined(body) ?? body,
    });
  for (const { queue, held, unfinished } of await deadLettersOf(aws, ports, who, { remove: false, each })) {
    if (held > 0) incomplete.push(`${queue}: somebody else holds about ${held} messages`);
    if (unfinished) incomplete.push(`${queue}: there are more messages than one run can read`);
  }

  const quarantine: object[] = [];
  for await (const found of quarantinedOf(await quarantineOf(aws), rereadPorts(aws), who)) {
    if (found.kind === 'not-opened') {
      incomplete.push(`quarantine: ${found.key} can't be opened`);
      continue;
    }
    const { id, receivedAt, platform, reason } = found.entry;
    quarantine.push({ id, receivedAt, platform, reason, body: found.body });
  }

  const requests = await Array.fromAsync(exportRequestsOf(ports, shop, customer, unreadable));
  return {
    stage: aws.stage.name,
    shop,
    customer,
    exportedAt: new Date().toISOString(),
    orders: [...orders.values()],
    parked: (await Array.fromAsync(parkedOf(ports, shop, customer, unreadable))).map(({ event }) => event),
    deadLetters,
    quarantine,
    publicThankus: thankus,
    exportRequests: requests.map(({ id, request: { at } }) => ({ id, at })),
    incomplete,
  };
}

const orderJson = ({ shop, pid, by, thanku, receipt, basket, giftCards, payload }: OrderOfCustomer): object => ({
  key: keyText({ shop, pid }),
  foundBy: by,
  thanku,
  receipt,
  basket,
  giftCards,
  payload: payload && withoutSeals(payload),
});

/** Leaves out sealed gift cards, which only thankflow can open. Their last digits identify them. */
const withoutSeals = (payload: Payload): Payload | object => {
  const { giftCards } = payload.order;
  if (giftCards === undefined) return payload;
  return { ...payload, order: { ...payload.order, giftCards: giftCards.map(({ last4 }) => ({ last4 })) } };
};
