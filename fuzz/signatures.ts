import { judgeAdobe } from './adobe-signature.ts';
import { compare, hmac, type Judgement } from './digests.ts';
import { judgeEcwid } from './ecwid-signature.ts';
import { isSaleorSignature } from './saleor-signature.ts';
import { nowMs, webhookUrlOf, type FuzzShop } from './shops.ts';
import { isWixToken } from './wix-token.ts';

/*
 * Checks whether a request is signed, as the platforms document it (HMAC-SHA256 of the raw bytes, in base64 or hex), with none of thankflow's own
 * code.
 */

/** By lower-case name. */
export type Headers = Readonly<Record<string, string | undefined>>;

/** Squarespace doesn't say in which case it writes the digits. */
function compareHex(expected: Buffer, given: string): Judgement {
  const isExact = expected.toString('hex') === given.toLowerCase();
  return { isExact, isGenuine: isExact || expected.equals(Buffer.from(given, 'hex')) };
}

const either = (judgements: readonly Judgement[]): Judgement => ({
  isGenuine: judgements.some(({ isGenuine }) => isGenuine),
  isExact: judgements.some(({ isExact }) => isExact),
});

const validSecrets = ({ secret: { current, previous } }: FuzzShop): string[] =>
  Date.parse(previous.expiresAt) > nowMs ? [current, previous.secret] : [current];

/** The key in hex. */
export const squarespaceKey = (secret: string): Buffer => Buffer.from(secret, 'hex');

/** `whsec_` and the key in base64. */
export const standardKey = (secret: string): Buffer => Buffer.from(secret.slice('whsec_'.length), 'base64');

export const standardContent = (id: string, timestamp: string, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);

/**
 * Judges a request's signature by the documentation of its shop's platform.
 * @see https://shopify.dev/docs/apps/build/webhooks/subscribe/https
 * @see https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/includes/class-wc-webhook.php
 * @see https://docs.stripe.com/webhooks#verify-manually
 * @see https://developers.squarespace.com/webhooks/verifying-notifications
 * @see https://developer.shopware.com/docs/guides/plugins/apps/lifecycle/app-signature-verification.html
 * @see https://developer.squareup.com/docs/webhooks/step3validate
 * @see https://developer.adobe.com/events/docs/guides/sdk/sdk-signature-verification
 * @see https://docs.ecwid.com/build-apps/webhook-automations/setup-webhooks/how-to-process-webhooks
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 * @see https://developer.bigcommerce.com/docs/integrations/webhooks/https-webhook-overview
 */
export function judgeSignature(shop: FuzzShop, headers: Headers, body: Buffer): Judgement {
  const secrets = validSecrets(shop);
  const plain = (given: string | undefined): Judgement[] =>
    given === undefined ? [] : secrets.map((secret) => compare(hmac(secret, body), given));
  switch (shop.platform) {
    case 'shopify': {
      const [withX, withoutX] = [headers['x-shopify-hmac-sha256'], headers['shopify-hmac-sha256']];
      const judged = either([...plain(withX), ...plain(withoutX)]);
      // Nobody documents which one counts if the two differ.
      return { ...judged, isExact: judged.isExact && (withX === undefined || withoutX === undefined) };
    }
    case 'woocommerce':
      return either(plain(headers['x-wc-webhook-signature']));
    case 'squarespace': {
      const given = headers['squarespace-signature'];
      return either(
        given === undefined ? [] : secrets.map((secret) => compareHex(hmac(squarespaceKey(secret), body), given)),
      );
    }
    case 'wix': {
      const isGenuine = isWixToken(body, secrets);
      return { isGenuine, isExact: isGenuine };
    }
    case 'shopware':
      return either(judgeShopware(shop, secrets, headers['shopware-shop-signature'], body));
    case 'stripe':
      return either(judgeStripe(secrets, headers['stripe-signature'] ?? '', body));
    case 'bigcommerce':
      return either(
        judgeStandard(
          'webhook',
          secrets.map((secret) => Buffer.from(secret, 'utf8')),
          headers,
          body,
        ),
      );
    case 'square': {
      const given = headers['x-square-hmacsha256-signature'];
      const url = webhookUrlOf(shop.id);
      return either(given === undefined ? [] : secrets.map((secret) => compare(hmac(secret, url, body), given)));
    }
    case 'ecwid':
      return either(judgeEcwid(secrets, headers['x-ecwid-webhook-signature'], body));
    case 'saleor': {
      const isGenuine = isSaleorSignature(headers['saleor-signature'] ?? '', body, shop.secret.current);
      return { isGenuine, isExact: isGenuine };
    }
    case 'adobe-commerce':
      return either(judgeAdobe(shop.secret.current, headers, body));
    case 'standard':
      return either(
        ['webhook', 'svix'].flatMap((family) => judgeStandard(family, secrets.map(standardKey), headers, body)),
      );
  }
}

/** Five minutes of tolerance, either way. */
const toleranceSeconds = 300;

function judgeStandard(family: string, keys: readonly Buffer[], headers: Headers, body: Buffer): Judgement[] {
  const id = headers[`${family}-id`];
  const timestamp = headers[`${family}-timestamp`] ?? '';
  const isRecent = /^\d+$/.test(timestamp) && Math.abs(nowMs / 1000 - Number(timestamp)) <= toleranceSeconds;
  if (id === undefined || id === '' || !isRecent) return [];
  const given = (headers[`${family}-signature`] ?? '').split(' ').filter((text) => text.startsWith('v1,'));
  return keys.flatMap((key) => {
    const expected = hmac(key, standardContent(id, timestamp, body));
    return given.map((text) => compare(expected, text.slice('v1,'.length)));
  });
}

export const stripeContent = (timestamp: string, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${timestamp}.`), body]);

/** `t=…,v1=…`: hex, in lower case. Only old times are refused. Stripe never sends an empty body, or the time twice. */
function judgeStripe(secrets: readonly string[], given: string, body: Buffer): Judgement[] {
  const times = [...given.matchAll(/(?<=^|,)t=([^,=]*)/g)].map(([, time = '']) => time);
  const [timestamp = ''] = times.slice(-1);
  if (!/^\d+$/.test(timestamp) || nowMs / 1000 - Number(timestamp) > toleranceSeconds || body.length === 0) return [];
  const signatures = [...given.matchAll(/(?<=^|,)v1=([^,=]*)/g)].map(([, signature = '']) => signature);
  return secrets.flatMap((secret) => {
    const expected = hmac(secret, stripeContent(timestamp, body));
    return signatures.map((signature) => {
      const isExact = signature === expected.toString('hex') && times.length === 1;
      return { isExact, isGenuine: isExact || expected.equals(Buffer.from(signature, 'hex')) };
    });
  });
}

/**
 * The time and the shop are in the body. A body that names another shop, or was sent at another time, is genuine, but it needn't be accepted. One
 * that names neither must be.
 */
function judgeShopware(
  { settings }: FuzzShop,
  secrets: readonly string[],
  given: string | undefined,
  body: Buffer,
): Judgement[] {
  if (given === undefined) return [];
  const isNow = /^\{"data":[^]*"timestamp":(\d{10})\}$/.exec(body.toString())?.[1] === String(nowMs / 1000);
  const isOwn = settings.reading?.platformShopId === undefined;
  return secrets.map((secret) => {
    const expected = hmac(secret, body);
    const isExact = isNow && isOwn && expected.toString('hex') === given;
    return { isExact, isGenuine: expected.equals(Buffer.from(given, 'hex')) };
  });
}
