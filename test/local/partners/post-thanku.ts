import { createHmac } from 'node:crypto';

/** A request that the sandbox accepts. */
export const valid = {
  slug: 'foo-shop',
  donateeGroup: 'PlantTrees',
  impactValue: 2,
  message: 'Thank you! 🌳',
  language: 'en',
  pid: 'foo-1',
  orderId: 'A-21-13',
};
export const token = 'a-token-of-foo';
export const sign = (body: Record<string, unknown>, key = token) =>
  createHmac('sha256', key)
    .update(['slug', 'donateeGroup', 'impactValue', 'message', 'language', 'pid'].map((name) => body[name]).join('+'))
    .digest('hex');

/** Posts a request to a sandbox, signed. */
export async function postThanku(
  url: string,
  body: Record<string, unknown>,
  changes: { query?: string; sig?: string; init?: RequestInit } = {},
) {
  const response = await fetch(`${url}/api/donate/postpaid${changes.query ?? ''}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-sig': changes.sig ?? sign(body) },
    body: JSON.stringify(body),
    ...changes.init,
  });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}
