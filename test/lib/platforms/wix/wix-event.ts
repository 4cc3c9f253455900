import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import type { RawWebhook } from '../../../../lib/platforms/platform.ts';
import { fixture, webhook } from '../../../support/webhook.ts';

const pair = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });

/** An app's keys. Wix has the private one. */
export const appKeys = pair();
export const otherKeys = pair();

export const nowMs = Date.parse('2026-01-31T12:00:30Z');
export const siteId = '7f3c1a52-0d8e-4c0f-9a1e-52b6f0c4d931';
export const orderId = '2f6d1c7e-94b3-4a58-b0f1-6c8e3d5a7b90';

/** An event as people read it: its texts of JSON are objects. */
export interface WixEvent {
  eventType: string;
  instanceId?: string | null;
  identity?: object;
  data: Record<string, unknown>;
}

export const eventIn = (name: string): WixEvent => JSON.parse(fixture(`wix/${name}.json`).toString()) as WixEvent;

/** The payload of a token: JSON in texts of JSON, as Wix writes it. */
export const payloadOf = ({ data, identity, ...envelope }: WixEvent): string =>
  JSON.stringify({
    data: JSON.stringify({
      ...envelope,
      ...(identity && { identity: JSON.stringify(identity) }),
      data: JSON.stringify(data),
    }),
  });

/** A webhook as it's read after its signature was checked. */
export const unsigned = (event: WixEvent): RawWebhook => webhook({}, payloadOf(event));

/** A token for this payload. @param alg RS256 unless a test says otherwise */
export async function tokenOf(
  payload: string,
  {
    key = appKeys.privateKey,
    alg = 'RS256',
    header = {},
    expiresInSeconds = 300,
  }: { key?: string; alg?: string; header?: object; expiresInSeconds?: number | null } = {},
): Promise<string> {
  const token = new SignJWT(JSON.parse(payload) as Record<string, unknown>)
    .setProtectedHeader({ ...header, alg })
    .setIssuedAt(nowMs / 1000);
  const dated = expiresInSeconds === null ? token : token.setExpirationTime(nowMs / 1000 + expiresInSeconds);
  return await dated.sign(createPrivateKey(key));
}

/** The body of an action about an order: `changed(event, { paymentStatus: 'NOT_PAID' })`. */
export function changed(event: WixEvent, order: object, data: object = {}): WixEvent {
  const { actionEvent } = event.data as { actionEvent: { body: { order: object } } };
  const body = { ...actionEvent.body, order: { ...actionEvent.body.order, ...order } };
  return { ...event, data: { ...event.data, actionEvent: { body }, ...data } };
}
