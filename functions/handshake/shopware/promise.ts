import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { minuteMs } from '../../../lib/durations.ts';
import { jsonOrUndefined } from '../../../lib/json.ts';

/**
 * What a shop was promised when it registered. It isn't stored: it is sealed into the URL at which the shop confirms, so a registration that
 * is never confirmed leaves nothing behind, any process can confirm it, and registrations at the same time don't touch each other.
 */
const RegistrationPromise = z.object({
  /** The new secret, in effect once the shop has confirmed it. */
  secret: z.string(),
  shopId: z.string(),
  shopUrl: z.string(),
  /** The webhook secret that it replaces, as a fingerprint; `null` for none. If another one is current by then, the promise is void. */
  replaces: z.string().nullable(),
  /** Epoch ms. */
  madeAtMs: z.number(),
});
export type RegistrationPromise = z.infer<typeof RegistrationPromise>;

/** Shopware confirms within seconds. */
export const promiseLivesMs = 10 * minuteMs;

/** Names a secret without revealing it: secrets are random. */
export const fingerprint = (secret: string | undefined): string | null =>
  secret === undefined ? null : createHash('sha256').update(secret).digest('base64url');

/** Only the one that knows the app's secret can open it, and only for the same shop and stage. */
interface Seal {
  appSecret: string;
  stage: string;
  shop: string;
}

const keyOf = ({ appSecret }: Seal): Buffer =>
  Buffer.from(hkdfSync('sha256', appSecret, '', 'thankflow: a promised webhook secret', 32));
const scopeOf = ({ stage, shop }: Seal): Buffer => Buffer.from(`${stage}/${shop}`);
const ivBytes = 12;
const tagBytes = 16;

/** Seals a promise with AES-256-GCM, as text for a URL. */
export function sealPromise(promise: RegistrationPromise, seal: Seal): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', keyOf(seal), iv).setAAD(scopeOf(seal));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(promise), 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** `undefined` if it wasn't sealed like that, or has expired. */
export function openPromise(text: string, seal: Seal, nowMs: number): RegistrationPromise | undefined {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length <= ivBytes + tagBytes) return undefined;
  const opened = decrypted(bytes, seal);
  const promise = opened === undefined ? undefined : RegistrationPromise.safeParse(jsonOrUndefined(opened)).data;
  return promise !== undefined && nowMs - promise.madeAtMs <= promiseLivesMs ? promise : undefined;
}

function decrypted(bytes: Buffer, seal: Seal): string | undefined {
  const decipher = createDecipheriv('aes-256-gcm', keyOf(seal), bytes.subarray(0, ivBytes), { authTagLength: tagBytes })
    .setAAD(scopeOf(seal))
    .setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
  try {
    return decipher.update(bytes.subarray(ivBytes + tagBytes), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    // What `final` throws says only that the tag doesn't fit.
    return undefined;
  }
}
