import { isConnectionError } from './connection-error.ts';
import type { Delivery } from './outbox.ts';
import type { ShopRegistry } from './shop-registry.ts';

const lookEveryMs = 200;

/** Sends the webhooks of all shops when they are due, one after the other, until `close`. */
export function sendWebhooks(registry: ShopRegistry): { close(): Promise<void> } {
  let sending: Promise<void> = Promise.resolve();
  let isSending = false;

  async function sendDue(): Promise<void> {
    for (const { outbox, options } of registry.shops) {
      for (const delivery of outbox.takeDue()) {
        outbox.answered(delivery, await post(delivery, options.format.answerTimeoutMs));
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
      await sending;
    },
  };
}

/** Returns the answer's status; `undefined` if there was no answer. */
async function post({ url, headers, body }: Delivery, answerTimeoutMs: number): Promise<number | undefined> {
  try {
    const signal = AbortSignal.timeout(answerTimeoutMs);
    const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
    await response.arrayBuffer();
    return response.status;
  } catch (error) {
    if (isConnectionError(error)) return undefined;
    throw error;
  }
}
