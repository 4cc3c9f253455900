import { expect, it } from 'vitest';
import { httpGateway } from '../../../local/http/gateway.ts';
import { serve } from '../../../local/http/serve.ts';
import { tokenBucket } from '../../../local/http/token-bucket.ts';

it('admits the burst at once, then the rate, and never saves up more than the burst', () => {
  let nowMs = 0;
  const admit = tokenBucket({ rate: 10, burst: 3 }, () => nowMs);
  const atOnce = (tries: number) => Array.from({ length: tries }, admit).filter(Boolean).length;
  expect(atOnce(10)).toBe(3);
  nowMs += 99;
  expect(atOnce(10)).toBe(0);
  nowMs += 1;
  expect(atOnce(10)).toBe(1);
  nowMs += 200;
  expect(atOnce(10)).toBe(2);
  nowMs += 3_600_000;
  expect(atOnce(10)).toBe(3);
});

it('a route answers 429 beyond its limit, and others go on', async () => {
  const route = (routeKey: string, limit?: { rate: number; burst: number }) => ({
    routeKey,
    functionName: 'page',
    timeoutMs: 5000,
    limit,
  });
  const routes = [route('GET /t/{shop}', { rate: 0.001, burst: 2 }), route('GET /orders/{shop}')];
  const answer = async () => ({ kind: 'ok' as const, body: '{"statusCode":200}' });
  const gateway = await serve(httpGateway(routes, '123456789012', answer));
  try {
    const statusOf = async (path: string) => (await fetch(gateway.url + path)).status;
    expect([await statusOf('/t/a'), await statusOf('/t/b'), await statusOf('/t/a')]).toEqual([200, 200, 429]);
    expect(await statusOf('/orders/a')).toBe(200);
  } finally {
    await gateway.close();
  }
});
