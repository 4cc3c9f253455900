import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { handleMessage } from '../../functions/submit-to-thanx/handle-message.ts';
import { thankCustomer } from '../../functions/thank-customer/thank-customer.ts';
import { OrdersMessage } from '../../lib/order/event.ts';
import { LoyaltyMessage } from '../../lib/order/loyalty-message.ts';
import { controlKeys } from '../../lib/store/control.ts';
import type { Permits } from '../../lib/permits/permits.ts';
import { names, startMs, simTimeouts } from '../stage.ts';
import { settingsRow } from '../settings.ts';
import { uneventful, type PlannedHappening, type PlannedOrder, type PlannedShop } from '../plan.ts';
import { ordersPorts } from '../ports/orders.ts';
import { loyaltyPorts } from '../ports/loyalty.ts';
import type { Scene } from './search.ts';
import type { Forgetting } from './frames.ts';
import { runAlone, type Decide } from './settle.ts';
import { ExploredWorld, type Message } from './world.ts';

const shopOf = (isLoyal: boolean): PlannedShop => ({ id: 'oak', isLoyal, holdHours: 0 });
const shopWithBaskets: PlannedShop = { ...shopOf(true), baskets: { fromMs: 0, untilMs: Number.POSITIVE_INFINITY } };
const paidOnce: PlannedHappening = { kind: 'paid', atMs: startMs, firstName: 'Ada' };
const order: PlannedOrder = {
  shop: 'oak',
  orderId: '1001',
  email: 'ada@example.com',
  amount: '59.90',
  goods: { subtotal: '50.00' },
  isTest: false,
  happens: [paidOnce],
};

const paid: OrdersMessage = OrdersMessage.parse({
  type: 'paid',
  shop: order.shop,
  at: new Date(startMs).toISOString(),
  order: {
    orderId: order.orderId,
    amount: order.amount,
    beforeTax: '50.00',
    currency: 'EUR',
    paidAt: new Date(startMs - 1000).toISOString(),
    customer: { email: order.email, firstName: 'Ada' },
    items: [{ title: 'Oak desk', quantity: 1, giftCard: false }],
    itemsOmitted: 0,
    paymentType: 'other',
    tags: [],
    refunds: [],
    test: false,
  },
});

/** Every permit is granted at once: how they are shared is not what is explored here. */
const permits = (nowMs: number): Permits => ({
  take: async () => ({ kind: 'granted', sendAtMs: nowMs, lateAtMs: nowMs + 1000 }),
  block: async () => undefined,
  usage: async () => ({ usedInWindow: 0, limit: 2000, windowMs: 900_000 }),
});

const remainingMs = () => simTimeouts.submitToThanxMs;

const decide: Decide =
  ({ url, body }) =>
  async ({ surroundings, publish }) => {
    const message: unknown = JSON.parse(body);
    if (url === names.ordersQueue) {
      const way = { connect: surroundings.connectToThanku, newLeaseId: surroundings.newId };
      const ports = { ...ordersPorts(surroundings, way), publish };
      return await thankCustomer(ports, OrdersMessage.parse(message), () => simTimeouts.thankCustomerMs);
    }
    const ports = { ...loyaltyPorts(surroundings), publish, permits: permits(surroundings.kernel.nowMs) };
    return await handleMessage(ports, LoyaltyMessage.parse(message), remainingMs);
  };

/** In these scenes: nobody is erased, and settings stay as they are. Each exploration tries whether it is so. */
const forgetting: Forgetting = {
  leaveNothing: ['noteNamed', 'isErased'],
  beginAnew: [{ name: 'claim', caller: 'claim' }],
};

function sceneOf(shop: PlannedShop, world: ExploredWorld, message: Message, timeoutMs: number): Scene {
  return {
    world,
    message,
    decide,
    visibilityTimeoutMs: 6 * timeoutMs,
    forgetting,
    seen: {
      plan: { ...uneventful(startMs), shops: [shop], orders: [order] },
      taken: [{ order, kind: 'paid', happening: paidOnce, postedMs: startMs, atMs: startMs, status: 200 }],
    },
  };
}

function newOrder(shop: PlannedShop): { world: ExploredWorld; message: Message } {
  const world = new ExploredWorld(startMs);
  world.execute(
    new PutCommand({
      TableName: names.settings,
      Item: settingsRow(shop.id, { ...shop, limit: undefined, impact: 1, revision: 1, atMs: startMs }),
    }),
  );
  const at = new Date(startMs).toISOString();
  const certified = { basketsCertified: { at, by: 'ada', host: 'api.thanx.example' }, version: 1, writer: 'certify' };
  if (shop.baskets !== undefined)
    world.execute(
      new PutCommand({
        TableName: names.control,
        Item: { ...controlKeys.credential(names.credential), ...certified },
      }),
    );
  return { world, message: { url: names.ordersQueue, body: JSON.stringify(paid), visibleAtMs: startMs } };
}

/** The `paid` event of a new order is delivered twice at the same time. */
export function paidTwice(isLoyal: boolean): Scene {
  const shop = shopOf(isLoyal);
  const { world, message } = newOrder(shop);
  return sceneOf(shop, world, message, simTimeouts.thankCustomerMs);
}

const cancelled: OrdersMessage = OrdersMessage.parse({
  type: 'cancelled',
  shop: order.shop,
  orderId: order.orderId,
  at: new Date(startMs).toISOString(),
});

/** The wake-up of an order's basket, and the cancellation of the order, are delivered at the same time. */
export async function cancelledWhileBilled(): Promise<Scene> {
  const other = { url: names.ordersQueue, body: JSON.stringify(cancelled), visibleAtMs: startMs };
  const scene = await wokenTwice(shopWithBaskets);
  const orders = [{ ...order, happens: [paidOnce, { kind: 'cancelled' as const, atMs: startMs }] }];
  return { ...scene, other, seen: { ...scene.seen, plan: { ...scene.seen.plan, orders } } };
}

/** The wake-up of a basket is delivered twice at the same time. */
export const basketWokenTwice = (): Promise<Scene> => wokenTwice(shopWithBaskets);

/** thank-customer is through with an order, and the wake-up of its receipt or basket is delivered twice at the same time. */
export async function wokenTwice(shop = shopOf(true)): Promise<Scene> {
  const { world, message } = newOrder(shop);
  await runAlone('first', world, decide(message));
  const wakeUp = world.messages.find(({ url }) => url === names.loyaltyQueue);
  if (wakeUp === undefined) throw new Error('the receipt was not woken');
  world.messages = [];
  return sceneOf(shop, world, wakeUp, simTimeouts.submitToThanxMs);
}
