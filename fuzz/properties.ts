import { Lookup } from '../lib/lookup/lookup.ts';
import { OrderEvent } from '../lib/order/event.ts';
import { maxEventBytes } from '../lib/platforms/fit.ts';
import { rawWebhook } from '../functions/ingest/raw-webhook.ts';
import { QuarantinedWebhook } from '../lib/quarantine/entry.ts';
import { adapters } from '../lib/platforms/adapters.ts';
import { UnreadableWebhook, type RawWebhook } from '../lib/platforms/platform.ts';
import { readWebhook } from '../lib/platforms/read-webhook.ts';
import { nowMs, type FuzzShop } from './shops.ts';
import { madeUpIn } from './made-up.ts';
import type { FuzzCase } from './case.ts';
import type { Posted } from './post.ts';
import { judgeSignature } from './signatures.ts';

/** What must hold for every webhook while the services that ingest needs are working. */
export const properties = {
  answers: 'ingest answers, without a 5xx',
  genuine:
    'nothing is stored without the signature of a valid secret, and everything with one is answered 200, or 413 if it is too large, or 401 if it is about another site',
  amount: 'no amount is read that isn’t in the body',
  id: 'no ID of an order or a refund is read that isn’t in the body',
  readable: 'what is stored can be read again, and fits',
  quotes: 'no reason quotes the body',
  failures: 'no adapter fails: it reports what it can’t read',
  prototypes: 'no prototype is changed',
} as const;
export type Property = keyof typeof properties;

export interface Violation {
  property: Property;
  detail: string;
}

/** See docs/platforms.md. */
const maxBodyBytes = 4 * 1024 * 1024;

/** Names, addresses and card numbers of the bases that occur nowhere else. */
const personal = ['@', 'Ada', 'Lovelace', 'Lotte', 'Lindgren', 'Siobh', 'Brien', '6006 4912', '918273', 'AAAA-BBBB'];

const prototypes = [Object.prototype, Array.prototype, Function.prototype, String.prototype, Buffer.prototype];
const ownKeys = (): string => prototypes.map((each) => Reflect.ownKeys(each).length).join();
const unchanged = ownKeys();

/** What a case violates. Repairs a changed prototype, so that it is reported only once. */
export function violationsOf(fuzzCase: FuzzCase, posted: Posted): Violation[] {
  const { shop, body } = fuzzCase;
  const { status, thrown, outcome, reason, queued, parked, quarantine, request } = posted;
  const violations: Violation[] = [];
  const violated = (property: Property, detail: string) => void violations.push({ property, detail });

  if (status === undefined) violated('answers', `it threw ${thrown instanceof Error ? thrown.stack : String(thrown)}`);
  else if (status >= 500) violated('answers', `${status}, ${outcome}: ${reason}`);

  const webhook = rawWebhook(request);
  const { isGenuine, isExact } = judgeSignature(shop, request.headers, webhook.body);
  const stored = queued.length + parked.length + quarantine.length;
  if (!isGenuine && stored > 0) violated('genuine', `no valid secret signed it, but it is ${outcome}`);
  const expected = webhook.body.length > maxBodyBytes ? 413 : isOfOtherSite(shop, webhook) ? 401 : 200;
  if (isExact && status !== expected) violated('genuine', `a valid secret signed it, but it is answered ${status}`);
  if (isExact && ['accepted', 'quarantined'].includes(outcome) && stored !== 1)
    violated('genuine', `it is ${outcome}, but stored ${stored} times`);

  for (const event of [...queued, ...parked]) {
    const madeUp = madeUpIn(event, shop.platform, body);
    if (madeUp !== undefined) violated(madeUp.kind, madeUp.detail);
    const text = JSON.stringify(event);
    const schema = event.type === 'lookup' ? Lookup : OrderEvent;
    if (!schema.safeParse(JSON.parse(text)).success) violated('readable', 'the worker can’t read the event');
    const bytes = Buffer.byteLength(text);
    if (bytes > maxEventBytes) violated('readable', `the event takes ${bytes} bytes`);
  }

  for (const entry of quarantine) {
    const read = QuarantinedWebhook.safeParse(JSON.parse(JSON.stringify(entry))).data;
    if (read === undefined) violated('readable', 'the entry in quarantine can’t be read');
    else if (read.bodyIs === 'raw' && read.body !== unsigned(shop, webhook.body).toString('base64'))
      violated('readable', 'the body was changed');
  }

  const quoted = personal.find((text) => reason.includes(text));
  if (quoted !== undefined) violated('quotes', `the reason quotes ${quoted}: ${reason}`);
  const failure = adapterFailure(shop, webhook);
  if (failure !== undefined) violated('failures', failure);
  if (ownKeys() !== unchanged) {
    violated('prototypes', 'something was added to a prototype, or removed from it');
    for (const each of prototypes) Reflect.deleteProperty(each, 'polluted');
  }
  return violations;
}

/** Whether the body names another site than the settings, and the key belongs to the site alone. */
function isOfOtherSite({ id: shop, platform, settings: { reading } }: FuzzShop, webhook: RawWebhook): boolean {
  const adapter = adapters[platform];
  if (reading === undefined || adapter.sharesKeys === true) return false;
  return readWebhook(adapter, webhook, { shop, receivedAtMs: nowMs, settings: reading }).type === 'other-site';
}

/** What is stored of a body that contains its signature. */
const unsigned = ({ platform }: FuzzShop, body: Buffer): Buffer => adapters[platform].withoutSignature?.(body) ?? body;

/** What an adapter does wrong with a webhook, whatever its signature. */
function adapterFailure({ id: shop, platform, settings }: FuzzShop, webhook: RawWebhook): string | undefined {
  const adapter = adapters[platform];
  try {
    adapter.read(webhook, { shop, receivedAtMs: nowMs, ...(settings.reading && { settings: settings.reading }) });
  } catch (error) {
    if (!(error instanceof UnreadableWebhook)) return `read threw ${describe(error)}`;
  }
  try {
    adapter.topic?.(webhook);
    adapter.explainRefusal?.(webhook, nowMs);
    const kept = adapter.withoutGiftCards(webhook.body);
    if (!adapter.withoutGiftCards(kept).equals(kept)) return 'withoutGiftCards finds something in its own result';
  } catch (error) {
    return `it threw ${describe(error)}`;
  }
  return undefined;
}

const describe = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.name) : typeof error);
