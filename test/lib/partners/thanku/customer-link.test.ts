import { expect, it } from 'vitest';
import { customerLink } from '../../../../lib/partners/thanku/customer-link.ts';

const id = 'sUiS29M3t0CbhOvATxnS';

it.each([
  ['as ThankU answers', `https://www.thanku.social/thanks/${id}`, 'https://thx.to'],
  ['where ThankU gave no link', undefined, 'https://thx.to'],
  ['in a sandbox on this machine', `http://127.0.0.1:4000/thanks/${id}`, 'http://127.0.0.1:4000'],
  ['of a host that only looks like this machine', `http://127.0.0.1.example:4000/thanks/${id}`, 'https://thx.to'],
  ['of another machine', `http://192.168.0.7:4000/thanks/${id}`, 'https://thx.to'],
  ['with somebody’s password', `http://a:b@127.0.0.1:4000/thanks/${id}`, 'http://127.0.0.1:4000'],
])('leads to the page of a ThankU %s', (_, link, origin) => {
  expect(customerLink({ id, link })).toBe(`${origin}/you/${id}`);
});

it('escapes an id that would change the path', () => {
  expect(customerLink({ id: '../x?y' })).toBe('https://thx.to/you/..%2Fx%3Fy');
});
