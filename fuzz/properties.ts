import { OrderEvent } from '../lib/order/event.ts';
import { maxEventBytes } from '../lib/platforms/fit.ts';
import { rawWebhook } from '../functions/ingest/raw-webhook.ts';
import { QuarantinedWebhook } from '../lib/quarantine/entry.ts';
import { adapterFailure } from './adapter.ts';
import { madeUpIn } from './made-up.ts';
import type { FuzzCase } from './case.ts';
import type { Posted } from './post.ts';
import { judgeSignature } from './signatures.ts';

/** What must hold for every webhook while the services that ingest needs work. */
export const properties = {
  answers: 'ingest answers, without a 5xx',
  genuine:
    'nothing is stored that no live secret signed, and what a live secret signed is answered 200, or 413 if it is too large',
  amount: 'no amount is read that the body does not say',
  id: 'no id of an order or a refund is read that the body does not say',
  readable: 'what is stored can be read again, and fits',
  quotes: 'no reason quotes the body',
  failures: 'no adapter fails: what it can not read it says itself',
  prototypes: 'no prototype is changed',
} as const;
export type Property = keyof typeof properties;

export interface Violation {
  property: Property;
  detail: string;
}

/** What docs/platforms.md says. */
const maxBodyBytes = 4 * 1024 * 1024;

/** What the shapes to start from say of people and cards, as far as nothing else says it. */
const personal = ['@', 'Ada', 'Lovelace', 'Lotte', 'Lindgren', 'Siobh', 'Brien', '6006 4912', '918273', 'AAAA-BBBB'];

const prototypes = [Object.prototype, Array.prototype, Function.prototype, String.prototype, Buffer.prototype];
const ownKeys = (): string => prototypes.map((each) => Reflect.ownKeys(each).length).join();
const unchanged = ownKeys();

/** What a case violates. A changed prototype is put right again, so that it is told of once. */
export function violationsOf(fuzzCase: FuzzCase, posted: Posted): Violation[] {
  const { shop, body } = fuzzCase;
  const { status, thrown, outcome, reason, queued, parked, quarantine, request } = posted;
  const violations: Violation[] = [];
  const violated = (property: Property, detail: string) => void violations.push({ property, detail });

  if (status === undefined) violated('answers', `it threw ${thrown instanceof Error ? thrown.stack : String(thrown)}`);
  else if (status >= 500) violated('answers', `${status}, ${outcome}: ${reason}`);

  const { isGenuine, isExact } = judgeSignature(shop, request.headers, body);
  const stored = queued.length + parked.length + quarantine.length;
  if (!isGenuine && stored > 0) violated('genuine', `no live secret signed it, and it is ${outcome}`);
  const expected = body.length > maxBodyBytes ? 413 : 200;
  if (isExact && status !== expected) violated('genuine', `a live secret signed it, and it is answered ${status}`);
  if (isExact && ['accepted', 'quarantined'].includes(outcome) && stored !== 1)
    violated('genuine', `it is ${outcome}, and stored ${stored} times`);

  for (const event of [...queued, ...parked]) {
    const madeUp = madeUpIn(event, shop.platform, body);
    if (madeUp !== undefined) violated(madeUp.kind, madeUp.detail);
    const text = JSON.stringify(event);
    if (!OrderEvent.safeParse(JSON.parse(text)).success) violated('readable', 'the worker could not read the event');
    const bytes = Buffer.byteLength(text);
    if (bytes > maxEventBytes) violated('readable', `the event takes ${bytes} bytes`);
  }

  for (const entry of quarantine) {
    const read = QuarantinedWebhook.safeParse(JSON.parse(JSON.stringify(entry))).data;
    if (read === undefined) violated('readable', 'nobody could read the entry in quarantine');
    else if (read.bodyIs === 'raw' && read.body !== body.toString('base64'))
      violated('readable', 'the body was changed');
  }

  const quoted = personal.find((text) => reason.includes(text));
  if (quoted !== undefined) violated('quotes', `the reason quotes ${quoted}: ${reason}`);
  const failure = adapterFailure(shop, rawWebhook(request));
  if (failure !== undefined) violated('failures', failure);
  if (ownKeys() !== unchanged) {
    violated('prototypes', 'something was added to a prototype, or taken from it');
    for (const each of prototypes) Reflect.deleteProperty(each, 'polluted');
  }
  return violations;
}
