import { expect, it } from 'vitest';
import type { CredentialFact, ShopFacts } from '../../../ops/connection/facts.ts';
import { webhookFindings } from '../../../ops/connection/webhook-findings.ts';

const webhookUrl = 'https://hooks.example/webhooks/oak';
const works = { works: true as const, shop: undefined, missingScopes: [], limits: [], readOrder: true as const };

/** A shop whose platform sends to this URL. */
const sendsTo = (url: string): CredentialFact => ({
  kind: 'examined',
  examined: { ...works, subscriptions: [{ id: '1', topic: 'payment.updated', url, state: 'active' }] },
});

function signedUrl(credential: CredentialFact, platform: ShopFacts['platform'] = 'square') {
  const facts = { stage: 'prod', shop: 'oak', platform, webhookUrl, eventSources: [], topics: ['payment.updated'] };
  const findings = webhookFindings({ ...facts, credential } as unknown as ShopFacts);
  return findings.find(({ code }) => code === 'signed-url');
}

it('nothing is wrong with the very same text', () => {
  expect(signedUrl(sendsTo(webhookUrl))).toBeUndefined();
});

it.each([`${webhookUrl}/`, webhookUrl.toUpperCase(), 'https://HOOKS.example/webhooks/oak'])(
  '%s is another URL, where the platform signs it',
  (url) => {
    expect(signedUrl(sendsTo(url))).toMatchObject({
      state: 'wrong',
      means: expect.stringContaining(`It is ${url} there`),
    });
    expect(signedUrl(sendsTo(url), 'stripe')).toBeUndefined();
  },
);

it.each<CredentialFact>([{ kind: 'none' }, { kind: 'examined', examined: { ...works, subscriptions: undefined } }])(
  'where it can’t be seen, it is said to the letter: %j',
  (credential) => {
    const means = expect.stringContaining(`exactly ${webhookUrl}, which can’t be checked from here`);
    expect(signedUrl(credential)).toMatchObject({ state: 'unknown', means });
  },
);
