import { describe, expect, it } from 'vitest';
import type { ThankuRequest } from '../../../../lib/partners/thanku/request.ts';
import { sign, signedText } from '../../../../lib/partners/thanku/signature.ts';

const token = '0123456789abcdefghijABCDEFGHIJ01';

/** The request of the vendor's page. Its x-sig there was made with a token the page does not give, so it proves nothing here. */
const vendorExample: ThankuRequest = {
  slug: 'foo-shop',
  donateeGroup: 'PlantTrees',
  impactValue: 2,
  message: "Dear Mrs. Smith, thank you for buying the Smeg 50's Style Toaster, your Foo Shop team",
  language: 'en',
  pid: 'abcd1234',
  orderId: 'A-21-13',
};

const awkward: ThankuRequest = {
  slug: 'gruene-kueche',
  donateeGroup: 'CleanOcean',
  impactValue: 12,
  message: 'Danke, Jürgen 🌊 für 1+1 Töpfe!',
  language: 'de',
  pid: 'gruene-kueche-820982911946154508',
  orderId: 'A-MA-5',
  use100Grams: true,
};

describe('the ThankU signature', () => {
  // printf '%s' "foo-shop+PlantTrees+2+Dear Mrs. Smith, …+en+abcd1234" | openssl dgst -sha256 -hmac 0123456789abcdefghijABCDEFGHIJ01
  it('is what openssl makes of the vendor’s example', () => {
    expect(sign(vendorExample, token)).toBe('7ce7169f213be7b670c9e6b92fbf7102db396a375465ef1f441406ff562707de');
  });

  // printf '%s' "gruene-kueche+CleanOcean+12+Danke, Jürgen 🌊 für 1+1 Töpfe!+de+gruene-kueche-820982911946154508" | openssl dgst …
  it('is over UTF-8, with nothing escaped', () => {
    expect(sign(awkward, token)).toBe('7fba4a366c62d4f5ec46d3357b62af4d25e072621b22b43c2a965b0e89f70783');
  });

  it('leaves out orderId and use100Grams', () => {
    expect(signedText({ ...awkward, orderId: 'other', use100Grams: false })).toBe(signedText(awkward));
  });
});
