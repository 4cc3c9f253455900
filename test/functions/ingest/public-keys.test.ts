import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import type { Arrival } from '../../../functions/ingest/arrival.ts';
import { timeBudget } from '../../../functions/ingest/time-budget.ts';
import { isSignedWithPublicKey } from '../../../functions/ingest/verify-public-key.ts';
import { dayMs, hourMs, minuteMs } from '../../../lib/durations.ts';
import { shopify } from '../../../lib/platforms/shopify/adapter.ts';
import type { RawWebhook } from '../../../lib/platforms/platform.ts';
import { webhook } from '../../support/webhook.ts';
import { World } from './fakes.ts';

const body = Buffer.from('{"order":1}');
const keyPair = () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const signature = sign(null, body, privateKey).toString('base64');
  return { document: publicKey.export({ type: 'spki', format: 'pem' }).toString(), signature };
};
const [own, other] = [keyPair(), keyPair()];
const url = 'https://keys.example/current.pem';

/** A platform that publishes its keys at the URLs in a header. */
const adapter: Arrival['adapter'] = {
  ...shopify,
  publicKeys: ({ headers }) => headers['keys']?.split(' ').filter((key) => key !== '') ?? [],
  whyUnusable: (document) => (document.startsWith('-----BEGIN') ? undefined : 'expected a PEM'),
  verify: ({ headers, body: signed }, documents) =>
    documents.some(
      (document) =>
        document.startsWith('-----BEGIN') &&
        verify(null, signed, document, Buffer.from(headers['signature'] ?? '', 'base64')),
    ),
};

let world: World;
beforeEach(() => {
  world = new World();
  world.publicKeys.set(url, own.document);
});

const isSigned = (given: RawWebhook, more: Partial<Arrival> = {}): Promise<boolean> =>
  isSignedWithPublicKey(
    {
      shop: 'acme',
      platform: 'shopify',
      adapter,
      webhook: given,
      receivedAtMs: world.nowMs,
      reading: {},
      addsGiftCards: false,
      ...more,
    },
    world.ports,
    timeBudget(world.ports),
  );
const signedBy = ({ signature }: { signature: string }, keys = url) => webhook({ keys, signature }, body);

it('a key is fetched once an hour', async () => {
  for (let webhooks = 0; webhooks < 3; webhooks++) expect(await isSigned(signedBy(own))).toBe(true);
  expect(world.keysFetched).toEqual([url]);
  world.nowMs += hourMs + 1;
  expect(await isSigned(signedBy(own))).toBe(true);
  expect(world.keysFetched).toEqual([url, url]);
});

it('a key that was replaced is found at once, and forgeries cause no flood of requests', async () => {
  await isSigned(signedBy(own));
  world.publicKeys.set(url, other.document);
  expect(await isSigned(signedBy(other))).toBe(true);
  for (let forgeries = 0; forgeries < 20; forgeries++) expect(await isSigned(signedBy(own))).toBe(false);
  expect(world.keysFetched.length).toBe(2);
});

it('a key of each shop is remembered, however many shops there are', async () => {
  const shops = Array.from({ length: 300 }, (_, index) => `shop-${index}`);
  for (let webhooks = 0; webhooks < 2; webhooks++)
    for (const shop of shops) expect(await isSigned(signedBy(own), { shop })).toBe(true);
  expect(world.keysFetched).toHaveLength(shops.length);
});

it('while the host fails, a remembered key is believed for a day, and proves no forgery', async () => {
  await isSigned(signedBy(own));
  world.moods.keyHost = 'refuses';
  world.nowMs += dayMs - minuteMs;
  expect(await isSigned(signedBy(own))).toBe(true);
  await expect(isSigned(signedBy(other))).rejects.toMatchObject({ code: 'unavailable' });
  world.nowMs += 2 * minuteMs;
  await expect(isSigned(signedBy(own))).rejects.toMatchObject({ code: 'unavailable' });
});

it.each(['refuses', 'hangs'] as const)('if the host %s, nobody knows who signed it', async (mood) => {
  world.moods.keyHost = mood;
  await expect(isSigned(signedBy(own))).rejects.toMatchObject({ code: 'unavailable' });
});

it('a host that hangs takes no time from the calls that follow', async () => {
  world.moods.keyHost = 'hangs';
  const runWithin = timeBudget(world.ports);
  const hanging = () => new Promise<never>(() => {});
  await expect(runWithin('public key', hanging)).rejects.toMatchObject({ code: 'unavailable' });
  const afterMs = world.nowMs;
  await expect(runWithin('queue', hanging)).rejects.toMatchObject({ code: 'unavailable' });
  expect(world.nowMs - afterMs).toBe(400);
});

it('a key that its host says does not exist has signed nothing', async () => {
  expect(await isSigned(signedBy(own, 'https://keys.example/unknown.pem'))).toBe(false);
});

it('a webhook that names no key of the platform is a forgery, and nothing is fetched', async () => {
  expect(await isSigned(signedBy(own, ''))).toBe(false);
  expect(world.keysFetched).toEqual([]);
});

it('one of two keys suffices, whatever becomes of the other', async () => {
  const both = `https://keys.example/broken.pem ${url}`;
  world.publicKeys.set('https://keys.example/broken.pem', 'oops');
  expect(await isSigned(signedBy(own, both))).toBe(true);
});

it('a document that is no key decides nothing', async () => {
  world.publicKeys.set(url, '<html>maintenance</html>');
  await expect(isSigned(signedBy(own))).rejects.toThrow('expected a PEM');
});

it('settings of a newer version may name another host', async () => {
  await expect(isSigned(signedBy(own), { reading: undefined })).rejects.toMatchObject({ code: 'unavailable' });
});

it('strangers who name many keys exhaust only the requests of one shop', async () => {
  const flood = Array.from({ length: 30 }, (_, index) => isSigned(signedBy(own, `https://keys.example/${index}`)));
  await Promise.allSettled(flood);
  expect(world.keysFetched).toHaveLength(10);
  const refusal = await isSigned(signedBy(own)).catch((error: Error) => error);
  expect(refusal).toMatchObject({ code: 'unavailable', cause: { message: expect.stringMatching(/fetched 10 times/) } });
  expect(await isSigned(signedBy(own), { shop: 'other' })).toBe(true);
  world.nowMs += minuteMs;
  expect(await isSigned(signedBy(own))).toBe(true);
});
