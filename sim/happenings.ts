import { createHmac } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { ingest } from '../functions/ingest/ingest.ts';
import { retryOrder, type RepairPorts } from '../lib/repair/retry.ts';
import { bringForward } from '../lib/repair/bring-forward.ts';
import { sendMessage } from '../lib/queue/send.ts';
import { settingsKeys } from '../lib/shops/stored-settings.ts';
import { brakeShop, liftShop } from '../lib/store/braking.ts';
import { shopControl } from '../lib/store/control.ts';
import { dueEntries } from '../lib/store/due.ts';
import { orderStore } from '../lib/store/orders.ts';
import { housekeepingPorts } from './ports/housekeeping.ts';
import { ingestPorts } from './ports/ingest.ts';
import type { Happening, Plan, PlannedOrder, PlannedShop } from './plan.ts';
import { names } from './stage.ts';
import { startMs, type World } from './world.ts';

const webhookSecret = `whsec_${Buffer.from('the secret of the shop, 32 bytes').toString('base64')}`;
const forgersSecret = Buffer.from('a secret that is not the shop’s');
const ingestTimeoutMs = 3000;
/** How long a platform waits before it sends a webhook again that was not taken. */
const sendsAgainMs = 60_000;

/** What was posted and taken, for the invariants. */
export interface Taken {
  order: PlannedOrder;
  kind: Happening['kind'];
  atMs: number;
  status: number;
}

const bodyOf = (order: PlannedOrder, happening: Happening): string => {
  const event = (type: string, data: object) =>
    JSON.stringify({ type, timestamp: new Date(happening.atMs).toISOString(), data });
  const { orderId: id } = order;
  switch (happening.kind) {
    case 'cancelled':
      return event('order.cancelled', { id });
    case 'refunded':
      return event('order.refunded', { id, refunds: [{ id: happening.refund, amount: happening.amount }] });
    case 'erase':
      return event('customer.erase', { customer: { email: order.email } });
    case 'paid':
    case 'forged':
    case 'retry':
      return event('order.paid', {
        id,
        amount: order.amount,
        currency: 'EUR',
        paidAt: new Date(startMs - 1000).toISOString(),
        customer: { email: order.email, firstName: 'Ada' },
        items: [{ title: 'Oak desk', quantity: 1 }],
        ...(order.isTest && { test: true }),
      });
  }
};

export function settingsRow({ id, isLoyal, holdHours }: PlannedShop) {
  return {
    ...settingsKeys.current(id),
    version: 1,
    writer: 'apply',
    revision: 1,
    appliedAt: new Date(startMs).toISOString(),
    by: 'ada',
    settings: {
      version: 1,
      shop: id,
      platform: 'standard',
      ordersPaidFrom: '2026-01-01',
      thanku: {
        slug: 'oak-and-ash',
        thankuOrderId: 'A-21-13',
        cause: 'PlantTrees',
        impact: { fixed: 1 },
        message: { en: 'Thank you!' },
        holdHours,
      },
      ...(isLoyal && { thanx: { credential: names.credential, merchantId: 'merchant', currency: 'EUR' } }),
    },
  };
}

/** Puts everything that the plan says on the kernel's clock. */
export function schedule(world: World, plan: Plan): Taken[] {
  const { kernel, table, newId, aws } = world;
  const taken: Taken[] = [];
  for (const shop of plan.shops) table.execute(new PutCommand({ TableName: names.settings, Item: settingsRow(shop) }));

  const post = (order: PlannedOrder, happening: Happening, attempt: number) => {
    const body = Buffer.from(bodyOf(order, happening));
    const id = newId();
    const timestamp = String(Math.floor(kernel.nowMs / 1000));
    const key =
      happening.kind === 'forged' ? forgersSecret : Buffer.from(webhookSecret.slice('whsec_'.length), 'base64');
    const signature = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');
    const webhook = {
      headers: { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` },
      body,
      url: `https://thankflow.example/webhooks/${order.shop}`,
    };
    const again = () => {
      if (attempt < 5) kernel.at(kernel.nowMs + sendsAgainMs, () => post(order, happening, attempt + 1));
    };
    const name = `ingest of ${happening.kind} ${order.orderId}`;
    const work = async () => (await ingest(order.shop, webhook, ingestPorts(world, webhookSecret))).statusCode;
    const process = kernel.start(name, 0, work, (how) => {
      const status = how.kind === 'returned' ? Number(how.value) : 502;
      kernel.tell(`${name} answers ${status}`);
      taken.push({ order, kind: happening.kind, atMs: kernel.nowMs, status });
      if (status >= 500) again();
    });
    kernel.at(kernel.nowMs + ingestTimeoutMs, () => process.kill('timed out'));
  };
  for (const order of plan.orders) {
    for (const happening of order.happens) {
      kernel.at(happening.atMs, () =>
        happening.kind === 'retry'
          ? operate(world, `orders retry ${order.orderId}`, retrying(world, order))
          : post(order, happening, 1),
      );
    }
  }
  const control = shopControl(aws.documents, names.control, newId);
  for (const { shop, what, fromMs, untilMs } of plan.brakes) {
    const brake = { reason: 'a look', by: 'ada', since: new Date(fromMs).toISOString() };
    kernel.at(fromMs, () =>
      operate(world, `hold ${shop}`, async () => void (await brakeShop(control(shop), what, brake))),
    );
    kernel.at(untilMs, () => release(world, shop, what));
  }
  return taken;
}

/** A command line; it is run again where it fails, as its user would. */
function operate(world: World, name: string, work: () => Promise<void>, attempt = 1): void {
  const { kernel } = world;
  kernel.start(name, 0, work, (how) => {
    if (how.kind !== 'returned' && attempt < 10) {
      kernel.at(kernel.nowMs + 30_000, () => operate(world, name, work, attempt + 1));
    }
  });
}

const retrying =
  (world: World, { shop, orderId }: PlannedOrder) =>
  async (): Promise<void> => {
    const { sqs } = world.aws;
    const ports: RepairPorts = {
      store: orderStore(world.aws.documents, names.orders, world.newId),
      sendOrders: (message) => sendMessage(sqs, names.ordersQueue, message),
      wakeReceipt: ({ shop: of, pid }) => sendMessage(sqs, names.loyaltyQueue, { type: 'wake', shop: of, pid }),
      now: world.kernel.now,
    };
    await retryOrder(ports, shop, `${shop}-${orderId}`);
  };

function release(world: World, shop: string, what: 'thanku' | 'thanx'): void {
  const { aws, newId } = world;
  const control = shopControl(aws.documents, names.control, newId);
  const { store, wakeOrders, wakeReceipts, now } = housekeepingPorts(world);
  const ports = {
    store,
    due: dueEntries(aws.documents, names.orders),
    credentials: [names.credential],
    wakeOrders,
    wakeReceipts,
    now,
  };
  operate(world, `release ${shop}`, async () => {
    await liftShop(control(shop), what);
    await bringForward(ports, { what, shop });
  });
}
