import { describe, expect, it } from 'vitest';
import { handshake } from '../../../functions/handshake/handshake.ts';
import type { HandshakePorts } from '../../../functions/handshake/ports.ts';
import { recordedTelemetry } from '../../support/telemetry.ts';

/** Whatever calls Secrets Manager fails: a challenge needs none. */
const secrets: HandshakePorts['secrets'] = {
  read: () => Promise.reject(new Error('reads a secret')),
  lookAt: () => Promise.reject(new Error('looks at a secret')),
  replace: () => Promise.reject(new Error('replaces a secret')),
};
const settingsOf: Record<string, Record<string, unknown>> = {
  'my-shop': { platform: 'adobe-commerce' },
  newer: { platform: 'adobe-commerce', whatever: 1 },
  garten: { platform: 'shopware' },
  other: { platform: 'shopify' },
  gone: { platform: 'adobe-commerce', removed: { at: '2026-01-31T12:00:00Z', by: 'ops' } },
};

async function ask(query: string, { shop = 'my-shop', route = 'GET /webhooks/{shop}' } = {}) {
  const telemetry = recordedTelemetry();
  const ports: HandshakePorts = {
    settings: async (id) => (id === 'broken' ? Promise.reject(new Error('DynamoDB is away')) : settingsOf[id]),
    secrets,
    stage: 'local',
    apiUrl: 'https://hooks.example',
    telemetry,
    now: () => 0,
    randomSecret: () => '',
  };
  return { ...(await handshake({ route, shop, query, headers: {}, body: Buffer.alloc(0) }, ports)), telemetry };
}

describe("Adobe's challenge", () => {
  const challenge = '8ec8d794-e0ab-42df-9017-e3dada8e84f7';

  it.each([`challenge=${challenge}`, `a=b&challenge=${challenge}`, 'challenge=A.b_c~1'])(
    'is sent back as plain text: %s',
    async (query) => {
      const { statusCode, headers, body, telemetry } = await ask(query);
      expect({ statusCode, body }).toEqual({ statusCode: 200, body: new URLSearchParams(query).get('challenge') });
      expect(headers).toEqual({
        'content-type': 'text/plain',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
      expect(telemetry.lines.at(-1)).toMatchObject({ message: 'handshake challenged' });
      expect(JSON.stringify(telemetry.lines)).not.toContain(body);
      expect(telemetry.counted).toEqual([]);
    },
  );

  it.each([
    '',
    'challenge',
    'challenge=',
    'challenge=%3Cscript%3Ealert(1)%3C/script%3E',
    'challenge=a%0d%0aset-cookie:x=1',
    'challenge=a+b',
    'challenge=%C3%A4',
    'challenge=a/b',
    'challenge=a&challenge=b',
    `challenge=${'a'.repeat(129)}`,
    'Challenge=a',
  ])('is nothing else: "%s"', async (query) => {
    const { statusCode, headers, body } = await ask(query);
    expect(statusCode).toBe(400);
    expect(headers['content-type']).toBe('application/json');
    expect(body).toBe('{"error":"expected one challenge of letters, digits and hyphens, as Adobe sends it."}');
  });

  it("is answered for a shop with settings that this version doesn't know", async () => {
    expect((await ask(`challenge=${challenge}`, { shop: 'newer' })).statusCode).toBe(200);
  });

  it.each([
    ['of Shopware', { shop: 'garten' }],
    ['of another platform', { shop: 'other' }],
    ['that was removed', { shop: 'gone' }],
    ["that doesn't exist", { shop: 'nobody' }],
    ['with an invalid name', { shop: '<b>' }],
    ['at the address of handshakes', { route: 'GET /handshakes/{shop}' }],
    ['that posts', { route: 'POST /handshakes/{shop}' }],
  ])("isn't answered for a shop %s", async (_what, where) => {
    const { statusCode, body } = await ask(`challenge=${challenge}`, where);
    expect(statusCode).toBe(404);
    expect(body).not.toContain(challenge);
  });

  it("can't be answered without the settings", async () => {
    expect((await ask(`challenge=${challenge}`, { shop: 'broken' })).statusCode).toBe(503);
  });
});
