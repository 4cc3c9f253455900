import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import { handleMessage } from '../../functions/submit-to-thanx/handle-message.ts';
import { housekeeping } from '../../functions/housekeeping/housekeeping.ts';
import { levelPublisher } from '../../functions/housekeeping/levels.ts';
import { notifyShop } from '../../functions/notify-shop/notify-shop.ts';
import { thankCustomer } from '../../functions/thank-customer/thank-customer.ts';
import { WakeNotices, type OrdersMessage } from '../../lib/order/event.ts';
import { LoyaltyMessage } from '../../lib/order/loyalty-message.ts';
import type { Connect } from '../../lib/partners/connection.ts';
import { Limits } from '../../lib/permits/limits.ts';
import { customerHashes } from '../../lib/store/customer-hashes.ts';
import { dynamoDbModel, type DynamoDbModel } from '../../sim/aws/dynamodb.ts';
import { tablesOf } from '../../sim/aws/tables.ts';
import { calmPartners } from '../../sim/exhaustive/partners.ts';
import { openOnce, type Partner } from '../../sim/partners/network.ts';
import { housekeepingPorts } from '../../sim/ports/housekeeping.ts';
import { loyaltyPorts } from '../../sim/ports/loyalty.ts';
import { noticesPorts } from '../../sim/ports/notices.ts';
import { ordersPorts } from '../../sim/ports/orders.ts';
import { secretNamed, type Secrets, type Surroundings } from '../../sim/ports/surroundings.ts';
import type { PlannedTarget } from '../../sim/plan.ts';
import { settingsRow } from '../../sim/settings.ts';
import { notifySecretOf } from '../../sim/targets.ts';
import { clients, names, simTimeouts, startMs, thanxCredential, walletToken, webhookSecret } from '../../sim/stage.ts';
import { nameOf, sentBy } from './commands.ts';
import { calmRandom as random, calmSystems } from './calm.ts';
import { metered, type IndexUnits, type Units } from './units.ts';

/** The waits of a call, in ms: to AWS, and to ThankU or Thanx. */
export const waitsMs = { aws: 5, partner: 300 };

/** Thanx's limits as a stage states them. What was sent before doesn't matter here. */
const limits = Limits.parse({
  burst: { requests: 5, windowMs: 1000 },
  sustained: { requests: 2000, windowMs: 900_000 },
  coldStartMs: 1,
});

/** A request that a message led to. */
export interface CountedCall {
  /** `Put order#oak#oak-1 state#thanku` */
  call: string;
  units: Units;
  indexUnits?: IndexUnits;
}

/** What one message cost. */
export interface Counted extends Units {
  calls: CountedCall[];
  /** The messages that were sent. */
  sent: number;
  /** The events that were published. */
  events: number;
  /** How long it took without the processor's time: calls, and waits for permits. */
  waitedMs: number;
  /** The metrics that were published. */
  metrics: Set<string>;
}

/** The workers of a stage on models of DynamoDB, SQS and the partners. Nothing fails, and one message is handled at a time. */
export interface CountedStage {
  nowMs: number;
  /** If set, Thanx's books stay as they were then: it decides about no receipt. Epoch ms. */
  thanxUntilMs: number | undefined;
  /** Applies a shop's settings. */
  apply(shop: string, options: { isLoyal: boolean; targets?: readonly PlannedTarget[] }): void;
  /** Handles a message of the orders queue. */
  order(message: OrdersMessage): Promise<Counted>;
  /** Handles the messages that wait in the loyalty queue. */
  loyalty(): Promise<Counted>;
  /** Handles the messages that wait in the notices queue. */
  notices(): Promise<Counted>;
  /** Runs housekeeping once. */
  housekeeping(): Promise<Counted>;
  rows: DynamoDbModel['rows'];
}

/** @param shop whose systems are told */
export function countedStage(shop = 'oak'): CountedStage {
  let nowMs = startMs;
  let thanxUntilMs: number | undefined;
  let ids = 0;
  let counted: Counted = nothing();
  const waiting = new Map<string, string[]>();
  const tables = tablesOf('sim');
  const model = dynamoDbModel({ tables, now: () => nowMs, indexLagMs: () => 0 });
  const { wallet, programme } = calmPartners();

  /** Calls that are made at the same time wait at the same time. */
  const waits = async (ms: number) => {
    const untilMs = nowMs + ms;
    await Promise.resolve();
    nowMs = Math.max(nowMs, untilMs);
  };
  const dynamoDb = async (command: object) => {
    await waits(waitsMs.aws);
    const { units, indexUnits, answer } = metered(model, tables, command);
    counted.read += units.read;
    counted.write += units.write;
    counted.calls.push({ call: nameOf(command), units, ...(indexUnits && { indexUnits }) });
    return answer();
  };
  const sqs = async (command: object) => {
    await waits(waitsMs.aws);
    const { queue, bodies } = sentBy(command);
    waiting.set(queue, [...(waiting.get(queue) ?? []), ...bodies]);
    counted.sent += bodies.length;
    return { Successful: bodies.map((_, index) => ({ Id: String(index) })) };
  };
  const connectTo =
    (partner: Partner, clock = () => nowMs): Connect =>
    async (baseUrl) =>
      openOnce(baseUrl, nowMs, async (request) => {
        await waits(waitsMs.partner);
        return { kind: 'answer', ...partner(request, clock(), false) };
      });
  const kernel: Surroundings['kernel'] = {
    now: () => nowMs,
    get nowMs() {
      return nowMs;
    },
    random,
    tell: () => undefined,
    turn: async (_, atMs?: number) => void (nowMs = Math.max(nowMs, atMs ?? nowMs)),
  };
  const secrets: Secrets = { token: walletToken, credential: thanxCredential, webhook: { current: webhookSecret } };
  const newId = () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`;
  const surroundings: Surroundings = {
    kernel,
    aws: clients({ dynamoDb, sqs }),
    newId,
    customers: customerHashes(async () => ({ key: 'k'.repeat(43), older: [] })),
    connectToThanku: connectTo(wallet.partner),
    connectToThanx: connectTo(programme.partner, () => Math.min(nowMs, thanxUntilMs ?? nowMs)),
    connectToLoyalty: connectTo(programme.partner, () => Math.min(nowMs, thanxUntilMs ?? nowMs)),
    limits,
    readSecret: () => async (name) => JSON.stringify(secretNamed(secrets, name)),
    isElsewhereEmpty: () => true,
    publish: () => {
      nowMs += waitsMs.aws;
      counted.events += 1;
    },
    erasures: [],
  };
  const orders = ordersPorts(surroundings, { connect: surroundings.connectToThanku, newLeaseId: newId });
  const loyalty = loyaltyPorts(surroundings);
  const systems = calmSystems(shop, kernel.now, () => waits(waitsMs.partner));
  const notifier = noticesPorts(surroundings, systems);
  const housekeeper = housekeepingPorts(surroundings);
  const telemetry = { ...housekeeper.telemetry, count: (metric: string) => void counted.metrics.add(metric) };
  const counting = { ...housekeeper, telemetry, publishLevels: levelPublisher(telemetry, kernel.now) };
  const count = async (work: () => Promise<unknown>): Promise<Counted> => {
    counted = nothing();
    const startedMs = nowMs;
    await work();
    return { ...counted, waitedMs: nowMs - startedMs };
  };

  const taken = <Schema extends z.ZodType>(queue: string, schema: Schema): z.infer<Schema>[] => {
    const bodies = waiting.get(queue) ?? [];
    waiting.delete(queue);
    return bodies.map((body) => schema.parse(JSON.parse(body)));
  };

  return {
    get nowMs() {
      return nowMs;
    },
    set nowMs(toMs) {
      nowMs = toMs;
    },
    get thanxUntilMs() {
      return thanxUntilMs;
    },
    set thanxUntilMs(toMs) {
      thanxUntilMs = toMs;
    },
    rows: (table) => model.rows(table),
    apply(id, { isLoyal, targets = [] }) {
      const platform = targets.length > 0 ? 'shopify' : 'standard';
      if (targets.length > 0) secrets.notify = { [id]: notifySecretOf(targets) };
      const given = { isLoyal, holdHours: 0, impact: 1, platform, targets, revision: 1, atMs: nowMs };
      const Item = settingsRow(id, given);
      model.execute(new PutCommand({ TableName: names.settings, Item }));
    },
    housekeeping: () => count(() => housekeeping(counting, () => simTimeouts.housekeepingMs)),
    order: (message) => count(() => thankCustomer(orders, message, () => simTimeouts.thankCustomerMs)),
    loyalty: () =>
      count(async () => {
        for (const message of taken(names.loyaltyQueue, LoyaltyMessage))
          await handleMessage(loyalty, message, submitRemainingMs);
      }),
    notices: () =>
      count(async () => {
        for (const message of taken(names.noticesQueue, WakeNotices))
          await notifyShop(notifier, message, () => simTimeouts.notifyShopMs);
      }),
  };
}

const submitRemainingMs = () => simTimeouts.submitToThanxMs;

const nothing = (): Counted => ({
  read: 0,
  write: 0,
  calls: [],
  sent: 0,
  events: 0,
  waitedMs: 0,
  metrics: new Set(),
});
