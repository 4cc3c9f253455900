import { createHash } from 'node:crypto';
import type * as z from 'zod';
import { crashFacts } from '../../lib/error-facts.ts';
import type { EraseEvent, ExportEvent, Subject } from '../../lib/order/event.ts';
import { eraseRows } from '../../lib/privacy/erase.ts';
import { requestShopRedact } from '../../lib/privacy/shop-redact.ts';
import { keys } from '../../lib/store/keys.ts';
import { finish } from './finish.ts';
import type { Ports } from './ports.ts';
import type { CustomerStore } from '../../lib/store/orders.ts';

type Erase = z.infer<typeof EraseEvent>;

/** Erases a customer's data here, and asks a person to check other places. Only a person can erase a shop. */
export async function erase(ports: Ports, { shop, at, customer }: Erase): Promise<void> {
  if (customer === undefined) return await askForShop(ports, { shop, at });
  if (customer.id === undefined && customer.email === undefined) {
    ports.telemetry.warn('a request to erase a customer names nobody', { shop });
    return;
  }
  const erasure = await eraseRows(
    { ...ports, finish: (_, pid) => finish(ports, { shop, pid }) },
    { shop, at, customer },
  );
  const { orders, open, pollingStopped, refundsStopped, parked, named } = erasure;
  ports.telemetry.info('erased', { shop, orders, open: open.length, pollingStopped, refundsStopped, parked });
  if (named) {
    ports.telemetry.warn('public ThankUs name an erased customer: `privacy list` says which', { shop });
    ports.telemetry.count('PrivacyRequested');
  }
  if (!(await mayBeElsewhere(ports, shop))) return;
  await requestFinishing(ports.store, { shop, at, customer, nowMs: ports.now() });
  ports.telemetry.warn('dead letters or quarantine may hold something of an erased customer: see `privacy list`', {
    shop,
  });
  ports.telemetry.count('PrivacyRequested');
}

/** Errs towards yes: an unnecessary check costs a minute, but the erasure was promised to the customer. */
async function mayBeElsewhere({ isElsewhereEmpty, telemetry }: Ports, shop: string): Promise<boolean> {
  try {
    return !(await isElsewhereEmpty(shop));
  } catch (error) {
    telemetry.warn('nobody can say whether dead letters or quarantine are empty', { shop, ...crashFacts(error) });
    return true;
  }
}

async function askForShop(ports: Ports, request: { shop: string; at: string }): Promise<void> {
  const { shop } = request;
  const came = await requestShopRedact(ports, request);
  switch (came) {
    case 'asked':
    case 'asked-again':
      ports.telemetry.warn('the platform asked to erase the whole shop: confirm or close it, see `privacy list`', {
        shop,
        paused: came === 'asked',
      });
      ports.telemetry.count('ShopRedactRequested');
      return;
    case 'open':
    case 'closed':
      ports.telemetry.info('the platform asked once more to erase the whole shop', { shop, request: came });
      return;
  }
}

/** Keeps an export request visible to operators: the shop must answer it within thirty days. */
export async function requestExport(ports: Ports, event: z.infer<typeof ExportEvent>): Promise<void> {
  const { shop, at, customer } = event;
  // The id excludes the time: Shopify doesn't sign it, and a replay must not create a second request.
  const id = createHash('sha256')
    .update(JSON.stringify(await ports.store.customers.current(shop, customer)))
    .digest('hex')
    .slice(0, 32);
  const request = {
    shop,
    at,
    customerId: customer.id,
    email: customer.email,
    dueKind: 'stuck' as const,
    dueAt: ports.now(),
  };
  await ports.store.exportRequests.insert(keys.exportRequest(shop, id), request);
  ports.telemetry.warn('a customer asked for their data: answer within 30 days', { shop, request: id });
  ports.telemetry.count('PrivacyRequested');
}

/** Asks an operator to check dead letters and quarantine: one request for each customer, of the first erasure. */
async function requestFinishing(
  { eraseRequests, customers }: Pick<CustomerStore, 'eraseRequests' | 'customers'>,
  { shop, at, customer, nowMs }: { shop: string; at: string; customer: Subject; nowMs: number },
): Promise<void> {
  const hash = (await customers.current(shop, customer)).at(-1);
  if (hash === undefined) return;
  // Not the hash itself, which is the ID of a request about public ThankUs.
  const id = createHash('sha256').update(`erase\n${hash}`).digest('hex').slice(0, 32);
  const key = keys.eraseRequest(shop, id);
  const { id: customerId, email } = customer;
  const due = { dueKind: 'stuck' as const, dueAt: nowMs };
  const { changed } = await eraseRequests.insert(key, { shop, at, customerId, email, ...due });
  if (changed) return;
  await eraseRequests.change(key, (request) =>
    request.customerId === undefined && customerId !== undefined ? { ...request, customerId } : undefined,
  );
}
