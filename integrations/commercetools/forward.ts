import { createHmac } from 'node:crypto';

/*
 * An AWS Lambda function behind the queue of a commercetools subscription: posts paid, refunded and cancelled orders to thankflow.
 * docs/platforms/commercetools.md explains it.
 */

interface Money {
  centAmount: number;
  fractionDigits: number;
  currencyCode: string;
}
interface Transaction {
  id: string;
  type: string;
  state: string;
  amount: Money;
}
interface Order {
  id: string;
  orderNumber?: string;
  orderState: string;
  paymentState?: string;
  totalPrice: Money;
  taxedPrice?: { totalGross: Money };
  taxedShippingPrice?: { totalGross: Money };
  shippingInfo?: { price: Money };
  customerId?: string;
  anonymousId?: string;
  customerEmail?: string;
  billingAddress?: { firstName?: string; lastName?: string };
  locale?: string;
  store?: { key: string };
  lineItems: { name: Record<string, string>; quantity: number; productId: string; variant?: { sku?: string } }[];
  paymentInfo?: { payments: { obj?: { transactions: Transaction[] } }[] };
}
interface Message {
  notificationType: string;
  projectKey: string;
  id: string;
  createdAt: string;
  resource: { typeId: string; id: string };
  type?: string;
  /** Instead of the message's own fields, if it was too large for the queue. */
  payloadNotIncluded?: { payloadType: string };
}

/** SQS sends a message again that is in `batchItemFailures`. The trigger needs ReportBatchItemFailures. */
export async function handler({ Records }: { Records: { messageId: string; body: string }[] }) {
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const { messageId, body } of Records) {
    try {
      await forward(JSON.parse(body));
    } catch (error) {
      console.error(error);
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
}

async function forward(message: Message): Promise<void> {
  // commercetools sends a notification of another type to test the queue.
  if (message.notificationType !== 'Message' || message.projectKey !== setting('CTP_PROJECT_KEY')) return;
  const order = await orderOf(message.resource);
  const event = order && eventOf(message.type ?? message.payloadNotIncluded?.payloadType, order, message.createdAt);
  if (event) await post(message.id, { ...event, timestamp: message.createdAt });
}

/** Decides by what the order is now. The message may be old, and may lack its fields. */
function eventOf(type: string | undefined, order: Order, at: string) {
  const refunds = transactionsOf(order, 'Refund').map(({ id, amount }) => ({ id, amount: decimal(amount) }));
  const total = order.taxedPrice?.totalGross ?? order.totalPrice;
  const left = total.centAmount - sum(transactionsOf(order, 'Refund'));
  if (type === 'OrderStateChanged')
    return order.orderState === 'Cancelled' ? { type: 'order.cancelled', data: { id: order.id } } : undefined;
  if (type?.startsWith('PaymentTransaction'))
    return refunds.length > 0
      ? { type: 'order.refunded', data: { id: order.id, refunds, full: left <= 0 } }
      : undefined;
  if (order.paymentState !== 'Paid' || order.orderState === 'Cancelled' || (refunds.length > 0 && left <= 0))
    return undefined;
  const shipping = order.taxedShippingPrice?.totalGross ?? order.shippingInfo?.price;
  const data = {
    id: order.id,
    number: order.orderNumber,
    amount: decimal({ ...total, centAmount: left }),
    subtotal: decimal({ ...total, centAmount: Math.max(0, left - (shipping?.centAmount ?? 0)) }),
    currency: total.currencyCode,
    paidAt: at,
    customer: {
      id: order.customerId ?? order.anonymousId,
      email: order.customerEmail,
      firstName: order.billingAddress?.firstName,
      lastName: order.billingAddress?.lastName,
      locale: order.locale,
    },
    items: order.lineItems.map(({ name, quantity, productId, variant }) => ({
      title: name[order.locale ?? ''] ?? Object.values(name)[0],
      quantity,
      productId,
      sku: variant?.sku,
    })),
    channel: order.store?.key,
    refunds,
  };
  return { type: 'order.paid', data };
}

const transactionsOf = ({ paymentInfo }: Order, type: string): Transaction[] =>
  (paymentInfo?.payments ?? [])
    .flatMap(({ obj }) => obj?.transactions ?? [])
    .filter((transaction) => transaction.type === type && transaction.state === 'Success');

const sum = (transactions: Transaction[]): number =>
  transactions.reduce((total, { amount }) => total + amount.centAmount, 0);

const decimal = ({ centAmount, fractionDigits }: Money): string =>
  (centAmount / 10 ** fractionDigits).toFixed(fractionDigits);

/** The order that a message is about, or whose payment it is about. */
async function orderOf({ typeId, id }: Message['resource']): Promise<Order | undefined> {
  const expand = 'expand=paymentInfo.payments[*]';
  if (typeId === 'order') return get<Order>(`orders/${id}?${expand}`);
  const where = encodeURIComponent(`paymentInfo(payments(id="${id}"))`);
  return (await get<{ results: Order[] }>(`orders?where=${where}&${expand}`)).results[0];
}

async function get<Answer>(path: string): Promise<Answer> {
  const url = `${setting('CTP_API_URL')}/${setting('CTP_PROJECT_KEY')}/${path}`;
  const response = await fetch(url, { headers: { authorization: `Bearer ${await accessToken()}` }, signal: timeout() });
  if (!response.ok) throw new Error(`commercetools answered ${response.status} to ${path}`);
  return JSON.parse(await response.text());
}

let token: { value: string; expiresAtMs: number } | undefined;

/** A token with the scopes of the API client. It is used until a minute before it expires. */
async function accessToken(): Promise<string> {
  if (token && token.expiresAtMs > Date.now()) return token.value;
  const client = Buffer.from(`${setting('CTP_CLIENT_ID')}:${setting('CTP_CLIENT_SECRET')}`).toString('base64');
  const response = await fetch(`${setting('CTP_AUTH_URL')}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${client}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=client_credentials',
    signal: timeout(),
  });
  if (!response.ok) throw new Error(`commercetools answered ${response.status} to the request for a token`);
  const answer: { access_token: string; expires_in: number } = JSON.parse(await response.text());
  token = { value: answer.access_token, expiresAtMs: Date.now() + (answer.expires_in - 60) * 1000 };
  return token.value;
}

/** Signs with Standard Webhooks. @throws unless thankflow has the event */
async function post(id: string, event: object): Promise<void> {
  const body = JSON.stringify(event);
  const timestamp = Math.floor(Date.now() / 1000);
  const key = Buffer.from(setting('THANKFLOW_SECRET').replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  const response = await fetch(setting('THANKFLOW_URL'), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': `v1,${signature}`,
    },
    body,
    signal: timeout(),
  });
  if (response.status !== 200) throw new Error(`thankflow answered ${response.status}: ${await response.text()}`);
}

const timeout = (): AbortSignal => AbortSignal.timeout(10_000);

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is missing`);
  return value;
}
