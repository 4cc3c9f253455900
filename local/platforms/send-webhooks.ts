import { isConnectionError } from './connection-error.ts';
import type { Delivery } from './outbox-state.ts';
import type { ShopRegistry } from './shop-registry.ts';

const lookEveryMs = 200;

/** Sends the webhooks of all shops when they are due, one after the other, until `close`. */
export function sendWebhooks(registry: ShopRegistry): { close(): Promise<void> } {
  let sending: Promise<void> = Promise.resolve();
  let isSending = false;
  const closing = new AbortController();

  async function sendDue(): Promise<void> {
    for (const { outbox, options } of registry.shops) {
      // One at a time: when the stack stops, the others must stay in the outbox.
      while (!closing.signal.aborted) {
        const [delivery] = outbox.takeDue(1);
        if (delivery === undefined) break;
        outbox.answered(delivery, await post(delivery, options.format.answerTimeoutMs, closing.signal));
        registry.changed();
      }
    }
  }

  const timer = setInterval(() => {
    if (isSending) return;
    isSending = true;
    sending = sendDue().finally(() => {
      isSending = false;
    });
  }, lookEveryMs);
  timer.unref();
  return {
    close: async () => {
      clearInterval(timer);
      closing.abort();
      await sending;
    },
  };
}

/** Returns the answer's status; `undefined` if there was no answer. */
async function post(
  { url, headers, body }: Delivery,
  answerTimeoutMs: number,
  closing: AbortSignal,
): Promise<number | undefined> {
  try {
    const signal = AbortSignal.any([AbortSignal.timeout(answerTimeoutMs), closing]);
    const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
    await response.arrayBuffer();
    return response.status;
  } catch (error) {
    if (isConnectionError(error)) return undefined;
    throw error;
  }
}
