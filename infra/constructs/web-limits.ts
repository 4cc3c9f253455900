/** What API Gateway lets through to a route, as a token bucket: requests per second, and at once. */
export interface RouteLimit {
  rate: number;
  burst: number;
}

/** Webhooks come in bursts, and a refused one is late at best. */
export const webhookLimit: RouteLimit = { rate: 1000, burst: 2000 };

/** The limits of the other routes. Only a few servers read statuses; customers read pages. */
export const routeLimits: Record<string, RouteLimit> = {
  // A shop makes each request once, when its app is installed or its secret is replaced.
  'GET /webhooks/{shop}': { rate: 5, burst: 10 },
  'GET /handshakes/{shop}': { rate: 5, burst: 10 },
  'POST /handshakes/{shop}': { rate: 5, burst: 10 },
  // Thanx may send many purchases at once, and none of them again. A receipt whose purchase is refused is polled.
  'POST /thanx/{credential}': { rate: 10, burst: 20 },
  'GET /orders/{shop}': { rate: 50, burst: 100 },
  'GET /orders/{shop}/{orderId}': { rate: 50, burst: 100 },
  'GET /t/{shop}': { rate: 30, burst: 15 },
  'HEAD /t/{shop}': { rate: 2, burst: 2 },
  'GET /thankflow-thanks.js': { rate: 10, burst: 5 },
};

/**
 * The concurrency that routes need if each request takes a second, as a cold start does. Then API Gateway refuses what is too much with 429, and
 * Lambda never has to refuse anything, which API Gateway would answer with 503.
 */
const concurrencyOf = (isOf: (route: string) => boolean): number =>
  Object.entries(routeLimits)
    .filter(([route]) => isOf(route))
    .reduce((sum, [, { rate, burst }]) => sum + rate + burst, 0);

export const thanksPageConcurrency = concurrencyOf((route) => !/\/(orders|handshakes|webhooks|thanx)\//.test(route));

export const receivePurchaseConcurrency = concurrencyOf((route) => route.includes('/thanx/'));
