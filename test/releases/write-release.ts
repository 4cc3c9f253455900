import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { applySettings } from '../../lib/shops/apply-settings.ts';
import { parseShopFile } from '../../lib/shops/file/parse-yaml.ts';
import { publicKeyStore } from '../../lib/sealing/public-key-store.ts';
import { withNewKey } from '../../lib/sealing/new-key.ts';
import { sealCard } from '../../lib/sealing/seal.ts';
import type { ThankuOutcome } from '../../lib/partners/thanku/outcome.ts';
import { nextReceipt } from '../../lib/order/receipt/state.ts';
import { submitted } from '../../lib/order/receipt/transitions.ts';
import { limiter } from '../../lib/permits/limiter.ts';
import { grantsRow } from '../../lib/permits/row.ts';
import { quarantined, quarantineKey } from '../../lib/quarantine/entry.ts';
import { auditTrail } from '../../ops/audit/trail.ts';
import { pauseCredential } from '../../lib/store/pauses.ts';
import { controlKeys, credentialControl, shopSecretsControl } from '../../lib/store/control.ts';
import { dueLookups } from '../../lib/lookup/lookup.ts';
import { lookups, waitOnRow } from '../../lib/lookup/waiting.ts';
import { PlatformName } from '../../lib/shops/platform-name.ts';
import { keys } from '../../lib/store/keys.ts';
import { eraseRows } from '../../lib/privacy/erase.ts';
import { startWorld, thanxSettings } from '../functions/thank-customer/world.ts';
import { Limits } from '../../lib/permits/limits.ts';
import { orderWith } from '../lib/order/support.ts';
import { writeNotices } from './write-notices.ts';

/*
 * Writes what the code of today stores and sends into a release's folder: `node test/releases/write-release.ts 0.1.0`. See README.md.
 */

const [, , version = ''] = process.argv;
if (!/^\d+\.\d+\.\d+$/.test(version)) throw new Error('say the version: node test/releases/write-release.ts 0.1.0');
const folder = join(import.meta.dirname, version);
const world = await startWorld();
const { documents, orders, control } = world.tables;
const at = '2026-03-01T12:00:00.000Z';
const nowMs = Date.parse(at);
const cardKey = await withNewKey(undefined, 'k1');
const sealed = await sealCard({ number: '6006491234561234', pin: '1234' }, cardKey.publicKey);
const customer = { id: 'c-1', email: 'ada@example.com', firstName: 'Ada', lastName: 'Lovelace', locale: 'en' };

// An order with everything, and what its receipt and gift cards become.
const whole = world.shop(
  { message: { en: 'Thank you, {{customer.firstName|friend}}!' } },
  { thanx: { ...thanxSettings, giftCards: { providerId: 'p1' } } },
);
const full = orderWith({
  customer,
  presentment: { amount: '65.00', currency: 'USD' },
  giftCards: [sealed, { last4: '5678', leftOut: 'no-key' }],
  refunds: [{ id: 'r0', amount: '1.00', currency: 'EUR', inShopMoney: { amount: '1.00', currency: 'EUR' } }],
  tags: ['vip'],
  channel: 'web',
});
await whole.paid(full);
await whole.refunded([{ id: 'r1', amount: '2.00' }]);
const followed = world.shop({}, { thanx: thanxSettings });
await followed.paid({ customer });
const asked = { merchantId: 'm1', purchasedAtMs: nowMs, customer: ['erased#x'] };
await followed.ports.store.receipt.change(keys.receipt(followed.name, followed.pid()), (row) =>
  submitted(row, { id: 'rcpt', userId: 'user' }, asked, nowMs),
);
const lookedFor = world.shop({}, { thanx: thanxSettings });
await lookedFor.paid({ customer });
await lookedFor.ports.store.receipt.change(keys.receipt(lookedFor.name, lookedFor.pid()), (row) =>
  nextReceipt(row, nowMs, {
    state: 'unknown',
    attempt: { id: 'a', sendBy: nowMs, deadAt: nowMs },
    negatives: [nowMs],
    dueAt: row.dueAt,
  }),
);
// Two that ThankU refused: the first fails, the second waits, and the shop is held.
const refusal: ThankuOutcome = { kind: 'rejected', status: 400, words: 'impactValue is too large' };
const refused = world.shop();
refused.state.answers.push(refusal, refusal);
await refused.paid();
await refused.paid({ orderId: '4712', number: '#1002' });
// Reversed before it was paid, and after it was thanked.
const reversedShop = world.shop();
await reversedShop.cancelled('4712');
await reversedShop.paid();
await reversedShop.cancelled();
// Privacy: a customer who is named in public asks for data and to be forgotten; a shop is to be erased.
const forgotten = world.shop(
  { message: { en: 'Thank you, {{customer.firstName}}!' } },
  {},
  { isElsewhereEmpty: async () => false },
);
await forgotten.paid({ customer });
await forgotten.send({ type: 'export', shop: forgotten.name, at, customer: { id: 'c-2', email: 'bob@example.com' } });
await eraseRows(
  { ...forgotten.ports, finish: async () => {} },
  { shop: forgotten.name, at, customer: { id: 'c-1', email: customer.email } },
);
await forgotten.send({ type: 'erase', shop: forgotten.name, at, customer: { id: 'c-1', email: customer.email } });
await forgotten.send({ type: 'erase', shop: forgotten.name, at });
// Events that wait for settings.
const gone = world.shop();
gone.state.settings = undefined;
await gone.paid({ customer });
// Orders that wait to be fetched, and their shop.
const fetched = lookups(documents, orders);
const lookup = { type: 'lookup' as const, shop: whole.name, at, orderId: '4713', changedAt: at };
const detail = 'the platform refuses the credential (401)';
await waitOnRow(fetched.waiting, lookup, { attempts: 1, dueAt: nowMs, detail }, nowMs);
const heldShop = { shop: whole.name, kind: 'unauthorized', detail, since: at, failures: 1, untilMs: nowMs };
await fetched.holds.insert(keys.lookupHold(whole.name), heldShop);
await writeNotices(world);
// The control table.
const brake = { reason: 'wrong prices', by: 'local:ada', since: at };
await pauseCredential(credentialControl(documents, control, 'main'), brake);
await shopSecretsControl(
  documents,
  control,
  'main',
)(whole.name).change((row) => ({
  ...row,
  hold: { reason: 'unauthorized', since: at, probeAt: nowMs },
}));
const trail = auditTrail(documents, control);
const entry = {
  id: '0b8e3a52-7c19-4c3a-9f6e-3f1d5a7b9c11',
  at,
  who: 'local:ada',
  what: 'orders retry',
  about: ['a/a-1'],
  outcome: 'begun' as const,
};
await trail.begin({ ...entry, reason: 'wallet filled' });
await trail.end(entry, { outcome: 'done', result: '1 retried', endedAt: at });
const limits = Limits.parse({
  burst: { requests: 5, windowMs: 1000 },
  sustained: { requests: 2000, windowMs: 900_000 },
  coldStartMs: 0,
});
const row = grantsRow(documents, control, controlKeys.permits('main'));
await limiter({ row, limits, now: () => nowMs, sleep: async () => {}, random: () => 0 }).take(60_000);

// Settings: every platform.
const settingsTable = orders;
const settings = await startWorld();
const to = { documents: settings.tables.documents, settingsTable, controlTable: control, ordersTable: orders };
for (const platform of PlatformName.options) {
  const file = `local/shops/demo-${platform}.yaml`;
  const parsed = parseShopFile(readFileSync(file, 'utf8'), file);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join());
  await applySettings(to, parsed.settings, { by: 'local:ada', now: () => nowMs });
}
await publicKeyStore(to.documents, settingsTable).replace(undefined, cardKey.publicKey);

const shop = 'my-shop';
const orderId = '4711';
const receipt = { shop, pid: 'my-shop-4711' };
/** A webhook that came as an event, as `dlq replay` sends it. */
const shopifyEvent = {
  type: 'shopify-event',
  shop,
  event: {
    source: 'aws.partner/shopify.com/12345/thankflow',
    time: at,
    detail: { metadata: { 'X-Shopify-Topic': 'orders/paid' }, payload: { id: '6029384756102938475' } },
  },
};

const messages = {
  orders: [
    { type: 'paid', shop, at, changedAt: at, refundsComplete: true, order: { ...full, test: false } },
    { type: 'cancelled', shop, at, changedAt: at, orderId },
    { type: 'unpaid', shop, at, orderId },
    { type: 'refunded', shop, at, orderId, refunds: [{ id: 'r1', amount: '2.00', currency: 'EUR' }], full: false },
    { type: 'erase', shop, at, customer: { id: 'c-1', email: 'ada@example.com' } },
    { type: 'erase', shop, at },
    { type: 'export', shop, at, customer: { id: 'c-1' } },
    { type: 'wake', ...receipt },
  ],
  loyalty: [
    { type: 'wake', ...receipt },
    { type: 'follow', merchantId: 'm1', userId: 'u1', tokenOf: shop, lookBy: nowMs, receipts: [receipt] },
    { type: 'purchase', purchaseId: 'p1', merchantId: 'm1', userId: 'u1', amount: '9.90', purchasedAt: at },
  ],
  notices: [
    { type: 'wake-notices', ...receipt },
    { type: 'wake-notices', shop, about: 'limit#2026-03#100' },
  ],
  fetches: [lookup, dueLookups(shop), shopifyEvent],
  letters: [{ key: 'my-shop/my-shop-4711', reason: 'rejected' }],
};

const webhook = {
  headers: { 'x-topic': 'orders/paid' },
  url: 'https://example.com/webhooks/my-shop',
  body: Buffer.from('{}'),
};
const details = {
  id: '0b8e3a52-7c19-8c3a-9f6e-3f1d5a7b9c11',
  shop,
  receivedAtMs: nowMs,
  reason: 'id: expected a number',
  readHeaders: ['x-topic'],
};
const quarantine = [
  quarantined(webhook, { ...details, platform: 'shopify' }),
  quarantined(webhook, { ...details, platform: 'woocommerce' }, { bodyIs: 'redacted', body: 'e30=' }),
  quarantined(webhook, { ...details, platform: 'standard' }, { bodyIs: 'sealed', body: sealed.jwe }),
].map((body) => ({ key: quarantineKey(body), body }));

mkdirSync(folder, { recursive: true });
const bytes = (_: string, value: unknown) =>
  value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : value;
const write = (name: string, value: unknown) =>
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(value, bytes, 2)}\n`);
const keyOf = ({ pk, sk }: Record<string, unknown>): string => `${String(pk)} ${String(sk)}`;
const sorted = (rows: Record<string, unknown>[]) => rows.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
write('orders-table', sorted(await world.tables.all(orders)));
write('control-table', sorted(await world.tables.all(control)));
write('settings-table', sorted(await settings.tables.all(settingsTable)));
write('messages', messages);
write('quarantine', quarantine);
await Promise.all([world.close(), settings.close()]);
