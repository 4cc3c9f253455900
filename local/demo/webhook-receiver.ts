import { serve, withBody } from '../http/serve.ts';

/** A webhook that a shop's server got. */
export interface Received {
  headers: Record<string, string>;
  body: string;
  /** What it was answered. */
  status: number;
  /** When it came, epoch ms. */
  atMs: number;
}

export type WebhookReceiver = Awaited<ReturnType<typeof startWebhookReceiver>>;

/** A shop's server, which takes webhooks on 127.0.0.1. It keeps what it gets, and leaves verifying to its user. */
export async function startWebhookReceiver() {
  const received: Received[] = [];
  let status = 204;
  const { url, close } = await serve(
    withBody((request, body, response) => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      received.push({ headers, body: body.toString(), status, atMs: Date.now() });
      response.writeHead(status).end();
    }),
  );
  return {
    url,
    received,
    /** Those about this order, the oldest first. */
    about: (orderId: string) => received.filter(({ body }) => body.includes(`"orderId":"${orderId}"`)),
    answers: (next: number) => void (status = next),
    close,
  };
}
