import { keyText, type OrderKey } from '../../lib/order/order-key.ts';
import { ThankflowError } from '../../lib/errors.ts';
import type { AppliedSettings } from '../../lib/shops/settings-store.ts';
import type { SentOrder, TopicName } from '../../lib/senders/sent-order.ts';
import type { StageAws } from '../stage/aws.ts';
import { printWaited } from '../orders/wait.ts';
import { linkOf } from '../shops/thanks-link.ts';
import type { Output } from '../cli/output.ts';
import { knownOrder, ready, sendingShop, type ReadyWebhook, type TestShop } from './delivery.ts';
import { changeInSandbox } from './in-sandbox.ts';
import { changedSince, waitForSent, rowsOf } from './wait.ts';
import { topicOf, type SendOptions } from './options.ts';
import { post, describeRefusal, type Answered } from './post.ts';
import { whyNotAbout } from './spending.ts';
import { outcomeOf, printNoRow, printOutcome } from './print.ts';

interface Surroundings {
  out: Output;
  /** For the audit trail. */
  tell: (result: string) => void;
  signal: AbortSignal;
}

interface Sent {
  what: string;
  orderId?: string;
  /** Runs before the webhook is posted. */
  prepare?: () => Promise<void>;
}

/** More would only wait in the API. */
const concurrency = 10;

/** Sends made-up orders of a shop and prints their outcomes. */
export async function sendOrders(
  aws: StageAws,
  stored: AppliedSettings,
  options: SendOptions,
  surroundings: Surroundings,
): Promise<void> {
  const { settings } = stored;
  const topic = topicOf(settings, options);
  const shop = await sendingShop(aws, settings);
  const orders = await Promise.all(
    Array.from({ length: options.count }, () => knownOrder(aws, settings, options, new Date())),
  );
  const deliveries = orders.map((order) =>
    ready(aws, stored, shop, { body: topic.body(order, new Date()), topic: topic.name, orderId: order.id }),
  );
  const [order] = orders;
  const [delivery] = deliveries;
  const prepare = (each: SentOrder) => changeInSandbox(aws, settings, options.topic, each, options.amount);
  if (deliveries.length > 1 || order === undefined || delivery === undefined) {
    for (const each of orders) await prepare(each);
    return await sendMany(aws, shop, deliveries, surroundings);
  }
  const what = `${topic.name}${describeSubject(options.topic, order)}`;
  await sendOne(
    aws,
    stored,
    shop,
    { ...delivery, what, orderId: order.id, prepare: () => prepare(order) },
    surroundings,
  );
}

function describeSubject(topic: TopicName, { number, amount, currency, email }: SentOrder): string {
  if (topic === 'ping') return '';
  if (topic === 'erase' || topic === 'export') return ` of ${email}`;
  return ` of ${number}${topic === 'paid' || topic === 'refunded' ? ` (${amount} ${currency})` : ''}`;
}

export async function sendFile(
  aws: StageAws,
  stored: AppliedSettings,
  { body, ...options }: SendOptions & { body: Buffer<ArrayBuffer> },
  surroundings: Surroundings,
): Promise<void> {
  const { settings } = stored;
  const { name } = topicOf(settings, options);
  const shop = await sendingShop(aws, settings);
  const delivery = ready(aws, stored, shop, { body, topic: name });
  await sendOne(aws, stored, shop, { ...delivery, what: `${options.file ?? ''}, as ${name}` }, surroundings);
}

async function sendOne(
  aws: StageAws,
  stored: AppliedSettings,
  shop: TestShop,
  { what, orderId, webhook, expected, prepare }: ReadyWebhook & Sent,
  { out, tell, signal }: Surroundings,
): Promise<void> {
  const stage = aws.stage.name;
  const before = 'order' in expected ? await rowsOf(aws, expected.order) : undefined;
  const refusal = whyNotAbout(before?.thanku, aws);
  if (refusal !== undefined) throw new ThankflowError('refused', `${refusal} Nothing was sent.`);
  await prepare?.();
  const answered = await post(shop, webhook);
  tell(`${answered.status}`);
  refuseUnless200(answered, shop, aws);
  out.line(`${out.style('green', '200')}  ${shop.id}: ${what}`);
  const sent = { stage, shop: shop.id, status: answered.status };
  if ('nothing' in expected) {
    const { nothing, isLeft, next } = expected;
    out.json({ ...sent, outcome: nothing });
    out.line(`  ${nothing}`);
    if (next !== undefined) out.note(`Next: ./thankflow ${next}`);
    if (isLeft) process.exitCode ??= 3;
    return;
  }
  const page = orderId !== undefined && expected.paid ? await linkOf(aws, stored.raw, shop.id, orderId) : undefined;
  // Before anything happens to the order, so that you can watch it on the page.
  if (page !== undefined) out.line(`  page      ${page}`);
  const changed = await changedSince(aws, expected.order, before, signal);
  if (expected.paid && changed) await waitForSent(aws, [expected.order], signal);
  const rows = await rowsOf(aws, expected.order);
  out.json({ ...sent, page, order: rows && outcomeOf(rows, Date.now()) });
  if (rows === undefined) return printNoRow(out, expected, orderId ?? expected.order.pid, stage);
  if (!changed) out.line('  no change: the order is as it was');
  printOutcome(out, rows, stored.settings, stage);
}

async function sendMany(
  aws: StageAws,
  shop: TestShop,
  deliveries: readonly ReadyWebhook[],
  { out, tell, signal }: Surroundings,
): Promise<void> {
  const answers = new Map<number, number>();
  const accepted: OrderKey[] = [];
  let refused: Answered | undefined;
  const left = deliveries.values();
  const send = async (): Promise<void> => {
    for (const { webhook, expected } of left) {
      if (signal.aborted) return;
      const answered = await post(shop, webhook);
      answers.set(answered.status, (answers.get(answered.status) ?? 0) + 1);
      if (answered.status !== 200) refused = answered;
      else if ('order' in expected) accepted.push(expected.order);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, send));
  const counts = Object.fromEntries(answers);
  tell(
    Object.entries(counts)
      .map(([status, count]) => `${count} × ${status}`)
      .join(', '),
  );
  const waited = await waitForSent(aws, accepted, signal);
  out.json({ stage: aws.stage.name, shop: shop.id, answers: counts, orders: accepted.map(keyText), waited });
  for (const [status, count] of Object.entries(counts))
    out.line(`${status}  ${count} of ${deliveries.length} webhooks`);
  printWaited(out, waited);
  if (refused !== undefined) {
    process.exitCode = 1;
    out.note(refusalOf(refused, shop, aws));
  }
}

const refusalOf = (answered: Answered, { id, secretName }: { id: string; secretName: string }, { stage }: StageAws) =>
  describeRefusal(answered, { shop: id, stage: stage.name, secretName, cacheSeconds: stage.cacheTtlMs / 1000 });

function refuseUnless200(answered: Answered, shop: TestShop, aws: StageAws): void {
  if (answered.status !== 200) throw new ThankflowError('refused', refusalOf(answered, shop, aws));
}
