import { createHmac } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { ingest } from '../functions/ingest/ingest.ts';
import type { IngestPorts } from '../functions/ingest/ports.ts';
import type { OrderEvent } from '../lib/order/event.ts';
import { ofShop, sendMessage } from '../lib/queue/send.ts';
import { baskets } from './baskets.ts';
import { deadLetters } from './dead-letters.ts';
import { imports } from './imports.ts';
import type { Ended } from './kernel/parts.ts';
import { limitSettings, raiseLimits } from './limits.ts';
import { operator } from './operators.ts';
import { orderData, saidMsOf } from './order-data.ts';
import { ingestPorts } from './ports/ingest.ts';
import { orderCommands, type PlannedHappening, type OrderCommand, type Plan, type PlannedOrder } from './plan.ts';
import { names, startMs } from './stage.ts';
import { restores } from './restore.ts';
import { reconciliation } from './reconciliation.ts';
import { settingsRow } from './settings.ts';
import { targets } from './targets-change.ts';
import { trouble } from './trouble.ts';
import { thanxTrouble } from './thanx-trouble.ts';
import type { World } from './world.ts';

const forgersSecret = Buffer.from('a secret that is not the shop’s');
const ingestTimeoutMs = 3000;
/** How long a platform waits before it resends a webhook. */
const sendsAgainMs = 60_000;

/** A webhook and its answer, for the invariants. */
export interface Taken {
  order: PlannedOrder;
  kind: PlannedHappening['kind'];
  happening: PlannedHappening;
  postedMs: number;
  atMs: number;
  status: number;
}

const bodyOf = (order: PlannedOrder, happening: PlannedHappening): string => {
  const timestamp = new Date(saidMsOf(order, happening)).toISOString();
  const event = (type: string, data: object) => JSON.stringify({ type, timestamp, data });
  const { orderId: id } = order;
  switch (happening.kind) {
    case 'cancelled':
      return event('order.cancelled', { id });
    case 'refunded':
      return event('order.refunded', { id, refunds: [{ id: happening.refund, amount: happening.amount }] });
    case 'erase':
      return event('customer.erase', { customer: { email: order.email } });
    default:
      return event('order.paid', orderData(order, 'firstName' in happening ? happening.firstName : 'Ada'));
  }
};

/** Schedules everything in the plan. Returns the answered webhooks, which grow during the run. */
export function schedule(world: World, plan: Plan): Taken[] {
  const { kernel, table, newId } = world;
  const taken: Taken[] = [];
  const idle: IngestPorts[] = [];
  for (const { id, limit, ...shop } of plan.shops) {
    const Item = settingsRow(id, {
      ...shop,
      limit: limit && limitSettings(limit),
      impact: 1,
      revision: 1,
      atMs: startMs,
    });
    table.execute(new PutCommand({ TableName: names.settings, Item }));
  }

  const post = (order: PlannedOrder, happening: PlannedHappening, attempt: number) => {
    const body = Buffer.from(bodyOf(order, happening));
    const id = newId();
    const recordedMs = happening.kind === 'replayed' ? startMs : kernel.nowMs;
    const timestamp = String(Math.floor(recordedMs / 1000));
    const key =
      happening.kind === 'forged' ? forgersSecret : Buffer.from(world.platform.secret.slice('whsec_'.length), 'base64');
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
    // As on Lambda: a kept environment remembers what it has read, and handles one webhook at a time.
    const ports = (world.random.chance(0.8) ? idle.pop() : undefined) ?? ingestPorts(world);
    const work = async () => {
      if (happening.kind !== 'unpaid') return (await ingest(order.shop, webhook, ports)).statusCode;
      // Generic webhooks can't say it. Those of other platforms become this event.
      const { shop, orderId } = order;
      const at = new Date(kernel.nowMs).toISOString();
      const changedAt = new Date(happening.saidMs).toISOString();
      const event: OrderEvent = { type: 'unpaid', shop, at, changedAt, orderId };
      await sendMessage(world.aws.sqs, names.ordersQueue, ofShop(event));
      return 200;
    };
    const postedMs = kernel.nowMs;
    const ended = (how: Ended) => {
      const status = how.kind === 'returned' ? Number(how.value) : 502;
      if (how.kind !== 'killed') idle.push(ports);
      kernel.tell(() => `${name} answers ${status}`);
      taken.push({ order, kind: happening.kind, happening, postedMs, atMs: kernel.nowMs, status });
      if (status >= 500) again();
    };
    kernel.start({ name, timeoutMs: ingestTimeoutMs, work, ended });
  };
  world.systems.plan(plan);
  targets(world, plan);
  const commands = operator(world);
  for (const order of plan.orders) {
    for (const happening of order.happens) {
      if ('isLost' in happening && happening.isLost) continue;
      kernel.at(happening.atMs, () =>
        isCommand(happening.kind) ? commands.run(happening.kind, order) : post(order, happening, 1),
      );
    }
  }
  for (const { shop, what, fromMs, untilMs } of plan.brakes) {
    kernel.at(fromMs, () =>
      commands.hold(shop, what, () => kernel.at(Math.max(untilMs, kernel.nowMs), () => commands.release(shop, what))),
    );
  }
  thanxTrouble(world, plan);
  baskets(world, plan, commands);
  trouble(world, plan);
  deadLetters(world, plan, commands);
  imports(world, plan, commands);
  raiseLimits(world, plan, commands);
  reconciliation(world, plan, commands);
  restores(world, plan, commands, () => {
    for (const { order, happening, status } of taken)
      // Whoever reports them again does so until all are accepted.
      if (status === 200 && isReportedAgain(happening.kind)) post(order, happening, Number.NEGATIVE_INFINITY);
  });
  for (const { id, changesMs, limit, ...shop } of plan.shops) {
    if (changesMs === undefined) continue;
    kernel.at(changesMs, () =>
      commands.apply(id, { ...shop, limit: limit && limitSettings(limit), impact: 2, revision: 2, atMs: changesMs }),
    );
  }
  return taken;
}

/** After a restore, what the platform still knows is reported again. A recorded webhook and an erasure aren’t. */
const isReportedAgain = (kind: PlannedHappening['kind']): boolean =>
  kind === 'paid' || kind === 'cancelled' || kind === 'unpaid' || kind === 'reinstated' || kind === 'refunded';

const isCommand = (kind: PlannedHappening['kind']): kind is OrderCommand =>
  orderCommands.some((command) => command === kind);
