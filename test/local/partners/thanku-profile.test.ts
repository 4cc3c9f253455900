import { describe, expect, it } from 'vitest';
import { thankuProfile } from '../../../local/partners/thanku-profile.ts';
import { ThankuLedger } from '../../../local/partners/thanku-ledger.ts';
import type { Thanku } from '../../../local/partners/thanku.ts';

const thanku = (differs: Partial<Thanku>): Thanku => ({
  slug: 'foo-shop',
  donateeGroup: 'PlantTrees',
  impactValue: 2,
  message: 'Thank you!',
  language: 'en',
  pid: 'foo-1',
  orderId: 'A-21-13',
  id: 'x',
  link: 'x',
  certificateNum: '1',
  certificateLink: 'x',
  createdAt: '2026-03-01T10:00:00.000Z',
  repeats: 0,
  ...differs,
});

describe("the sandbox's public profile of a wallet", () => {
  const ledger = new ThankuLedger();
  const created = [
    thanku({}),
    thanku({ impactValue: 5 }),
    thanku({ donateeGroup: 'CleanOcean', impactValue: 7, use100Grams: true }),
    thanku({ donateeGroup: 'CleanOcean', impactValue: 2 }),
    thanku({ slug: 'another', impactValue: 100 }),
  ];
  for (const [index, one] of created.entries()) ledger.put({ ...one, pid: `foo-${index}` });

  it('counts what the wallet has given, plastic in kg', () => {
    expect(thankuProfile(ledger, '/api/profile/foo-shop')).toEqual({
      status: 200,
      body: { slug: 'foo-shop', impact: { PlantTrees: 7, CleanOcean: 2.7, ProtectWildlife: 0 } },
    });
  });

  it('has no other address', () => {
    expect(thankuProfile(ledger, '/api/profile/')).toBeUndefined();
    expect(thankuProfile(ledger, '/api/donate/postpaid')).toBeUndefined();
  });
});
