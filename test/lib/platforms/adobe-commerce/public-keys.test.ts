import { describe, expect, it } from 'vitest';
import { adobeCommerceKeys } from '../../../../lib/platforms/adobe-commerce/public-keys.ts';
import { webhook } from '../../../support/webhook.ts';
import { clientId, orderSaved } from './adobe-event.ts';

const body = JSON.stringify(orderSaved);
const keys = (one?: string, two?: string, content = body, platformShopId: string | undefined = clientId) =>
  adobeCommerceKeys(webhook({ 'x-adobe-public-key1-path': one, 'x-adobe-public-key2-path': two }, content), {
    platformShopId,
  });
const uuid = '/prod/keys/pub-key-3fVFsMnLLl-4d1c.pem';
const short = '/prod/keys/pub-key-lyTiz3gQe4.pem';

describe("the keys' URLs", () => {
  it("are at Adobe's host", () => {
    expect(keys(uuid, short)).toEqual([
      `https://static.adobeioevents.com${uuid}`,
      `https://static.adobeioevents.com${short}`,
    ]);
    expect(keys(undefined, short)).toEqual([`https://static.adobeioevents.com${short}`]);
    expect(keys(short, short)).toHaveLength(1);
    expect(keys()).toEqual([]);
  });

  it.each([
    '.evil.example/prod/keys/pub-key-1.pem',
    '@evil.example/prod/keys/pub-key-1.pem',
    ':8443@evil.example/prod/keys/pub-key-1.pem',
    '//evil.example/prod/keys/pub-key-1.pem',
    '\\\\evil.example/prod/keys/pub-key-1.pem',
    '/\\evil.example/prod/keys/pub-key-1.pem',
    '%2eevil.example/prod/keys/pub-key-1.pem',
    '/%2e%2e/prod/keys/pub-key-1.pem',
    'https://evil.example/prod/keys/pub-key-1.pem',
    '/prod/keys/../../pub-key-1.pem',
    '/prod/keys/pub-key-../../x.pem',
    '/prod/keys/pub-key-%2e%2e%2fx.pem',
    '/prod/keys/pub-key-.pem',
    '/prod/keys/pub-key-1.pem?x=1',
    '/prod/keys/pub-key-1.pem#x',
    '/prod/keys/pub-key-1.pem\n',
    '/prod/keys/pub-key-1.pem,/prod/keys/pub-key-2.pem',
    '/prod/keys/pub-key-1.PEM',
    ' /prod/keys/pub-key-1.pem',
    '/stage/keys/pub-key-1.pem',
    'prod/keys/pub-key-1.pem',
    `/prod/keys/pub-key-${'a'.repeat(65)}.pem`,
    '',
  ])('are nowhere else: %j', (path) => {
    expect(keys(path, path)).toEqual([]);
    expect(keys(path, short)).toEqual([`https://static.adobeioevents.com${short}`]);
  });

  it("aren't asked for if the event is for another client, or for nobody", () => {
    expect(keys(uuid, short, body.replaceAll(clientId, '00000000000000000000000000000000'))).toEqual([]);
    expect(keys(uuid, short, '{}')).toEqual([]);
    const event = webhook({ 'x-adobe-public-key1-path': short }, body);
    expect(adobeCommerceKeys(event, {})).toEqual([]);
  });
});
