import type { RouteLimit } from '../template/model.ts';

/**
 * Admits requests as API Gateway throttles them: `burst` at once, then `rate` per second.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
 */
export function tokenBucket({ rate, burst }: RouteLimit, now: () => number): () => boolean {
  let tokens = burst;
  let atMs = now();
  return () => {
    const nowMs = now();
    tokens = Math.min(burst, tokens + ((nowMs - atMs) / 1000) * rate);
    atMs = nowMs;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
