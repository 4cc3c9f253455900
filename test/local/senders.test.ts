import { describe, expect, it } from 'vitest';
import { adapters } from '../../lib/platforms/adapters.ts';
import { readWebhook } from '../../lib/platforms/read-webhook.ts';
import { PlatformName } from '../../lib/shops/platform-name.ts';
import { plainOrder, type TopicName } from '../../lib/senders/sent-order.ts';
import { senders } from '../../lib/senders/senders.ts';
import { newSentSecret, signedWith } from '../../lib/senders/sent-secret.ts';
import { signedWebhook } from '../../lib/senders/signed-webhook.ts';
import { publishesKeys } from '../../ops/platform/webhook-traits.ts';
import { checkWebhookSecret } from '../../ops/secrets/webhook-rotation.ts';

const wix = newSentSecret('wix');
const saleor = newSentSecret('saleor');
const adobeCommerce = newSentSecret('adobe-commerce');
const secrets: Record<PlatformName, string> = {
  shopify: 'shpss_0123456789abcdef',
  // As the admin page shows it; WordPress signs with `a<b&c"d`.
  woocommerce: 'a&lt;b&amp;c"d',
  squarespace: 'F3F9B981C78E7A6187E42853F6CE2804177E98206164779423B02DEC981ACD6A',
  wix: wix.current,
  shopware: '0123456789abcdef'.repeat(4),
  stripe: 'whsec_0123456789abcdef0123456789abcdef',
  bigcommerce: '89abcdef01234567'.repeat(4),
  square: 'Ra4j7aXmCvxtGYlSuV0gAg',
  ecwid: 'a4TfWkkjmBYcSbnPf5VYrEyPK',
  // The shop's key set.
  saleor: senders.saleor.publicKey!({ id: 'oak', webhookSecret: saleor.current }).text,
  'adobe-commerce': adobeCommerce.current,
  standard: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
};
const now = new Date();
const readAs: Record<TopicName, string> = {
  paid: 'paid',
  unpaid: 'unpaid',
  cancelled: 'cancelled',
  refunded: 'refunded',
  deleted: 'cancelled',
  erase: 'erase',
  export: 'export',
  ping: 'ping',
};
/** Their webhooks only name an order, except for what they can say of it. */
const thin: ReadonlyMap<PlatformName, TopicName | undefined> = new Map<PlatformName, TopicName | undefined>([
  ['squarespace', 'cancelled'],
  ['bigcommerce', 'unpaid'],
  ['square', 'cancelled'],
  ['ecwid', undefined],
]);
/** They write amounts as numbers. */
const numeric: ReadonlySet<PlatformName> = new Set(['shopware', 'saleor']);
/** They have no test orders. */
const untested: ReadonlySet<PlatformName> = new Set(['wix', 'shopware', 'saleor', 'adobe-commerce']);
const whole = PlatformName.options.filter((platform) => !thin.has(platform));
const readingOf = (platform: PlatformName, topic: TopicName): string =>
  thin.has(platform) && topic !== thin.get(platform) ? 'lookup' : readAs[topic];

/** A webhook of one kind, as ingest gets it, and what its adapter makes of it. */
function sent(platform: PlatformName, topic: TopicName, differs: Parameters<typeof plainOrder>[0]) {
  const { name, body: bodyOf } = senders[platform].topics[topic]!;
  const body = bodyOf(plainOrder({ paidAt: now, ...differs }), now);
  const shop = {
    id: 'oak',
    platform,
    webhookUrl: 'https://api/',
    webhookSecret: secrets[platform],
    ...(platform === 'wix' && signedWith(wix)),
    ...(platform === 'saleor' && signedWith(saleor)),
    ...(platform === 'adobe-commerce' && signedWith(adobeCommerce)),
  };
  const signed = signedWebhook(shop, body, { topic: name });
  const webhook = { headers: signed.headers, body: Buffer.from(signed.body), url: shop.webhookUrl };
  const read = readWebhook(adapters[platform], webhook, { shop: 'oak', receivedAtMs: now.getTime() });
  return { webhook, read };
}

const cases = PlatformName.options.flatMap((platform) =>
  (Object.keys(senders[platform].topics) as TopicName[]).map((topic) => [platform, topic] as const),
);

describe('what is sent in a platform’s place', () => {
  it.each(cases)('%s %s is signed and read as it is meant', async (platform, topic) => {
    const { id } = senders[platform].newOrder();
    expect(id).toMatch(senders[platform].orderId);
    const { webhook, read } = sent(platform, topic, { id, amount: '45.00' });
    expect(await adapters[platform].verify(webhook, [secrets[platform]], now.getTime())).toBe(true);
    expect(await adapters[platform].verify(webhook, ['another-secret-of-24-bytes-000000'], now.getTime())).toBe(false);
    expect(read).toMatchObject({ type: readingOf(platform, topic), ...(topic === 'ping' ? {} : { shop: 'oak' }) });
    expect('orderId' in read ? read.orderId : id).toBe(id);
  });

  it.each(whole)('%s says of an order what the person said', (platform) => {
    // Stripe has one field for the name, and no items in its events.
    const names = platform === 'stripe' ? { firstName: 'Grace Hopper' } : { firstName: 'Grace', lastName: 'Hopper' };
    const order = {
      id: platform === 'shopware' ? '0192f1a4b5c673d8a0e1f2a3b4c5d6e7' : '5410938202391',
      number: '#1001',
      amount: '45.00',
      currency: 'CHF',
      locale: 'de-AT',
      test: true,
    };
    const { read } = sent(platform, 'paid', {
      ...order,
      firstName: 'Grace',
      lastName: 'Hopper',
      email: 'g@example.com',
    });
    expect(read).toMatchObject({
      order: {
        orderId: order.id,
        number: '#1001',
        amount: numeric.has(platform) ? '45' : '45.00',
        currency: 'CHF',
        // Commerce's orders have no language.
        customer: {
          ...names,
          email: 'g@example.com',
          ...(platform !== 'adobe-commerce' && { locale: 'de-AT' }),
        },
        items: platform === 'stripe' ? [] : [{ title: 'Oak desk', quantity: 1 }],
        test: !untested.has(platform),
      },
    });
  });

  it.each(whole)('%s says how much was paid back', (platform) => {
    const { id } = senders[platform].newOrder();
    const amount = numeric.has(platform) ? '45' : '45.00';
    expect(sent(platform, 'refunded', { id, amount: '45.00' }).read).toMatchObject({ refunds: [{ amount }] });
  });

  it('keeps every digit of an id that no number holds', () => {
    expect(sent('shopify', 'paid', { id: '9007199254740993123' }).read).toMatchObject({
      order: { orderId: '9007199254740993123' },
    });
  });

  it('names the shop’s site where one key signs for many', () => {
    const shop = { id: 'oak', platform: 'wix', webhookUrl: 'https://api/', ...signedWith(wix) };
    const { name, body } = senders.wix.topics.paid!;
    const { body: token, headers } = signedWebhook(
      { ...shop, platformShopId: 'site-1' },
      body(plainOrder({ id: 'o' }), now),
      { topic: name },
    );
    const settings = (platformShopId: string) => ({ shop: 'oak', receivedAtMs: 0, settings: { platformShopId } });
    const webhook = { headers, body: Buffer.from(token), url: '' };
    expect(readWebhook(adapters.wix, webhook, settings('site-1'))).toMatchObject({ type: 'paid' });
    expect(readWebhook(adapters.wix, webhook, settings('site-2'))).toMatchObject({ type: 'other-site' });
  });

  it('can’t be sent in the place of Wix outside the local stack: only Wix has the key', () => {
    const shop = { id: 'oak', platform: 'wix', webhookUrl: 'https://api/', webhookSecret: wix.current };
    expect(() => signedWebhook(shop, '{}')).toThrow(/Wix signs with a key that only Wix has/);
  });
});

it.each(PlatformName.options.filter((platform) => !publishesKeys(platform)))(
  '%s takes the secret that is generated for it',
  (platform) => {
    expect(() => checkWebhookSecret(newSentSecret(platform).current, platform)).not.toThrow();
  },
);
