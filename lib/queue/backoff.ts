/** The longest wait by a message's visibility timeout. Longer waits are on the order's row. SQS allows 12 hours. */
export const maxVisibilitySeconds = 900;

/**
 * The work queues' maxReceiveCount, after which a message becomes a dead letter. It's a safety net for messages that no worker can read or
 * survive. Attempts are counted on the order's row, and so are waits of more than 15 minutes, so an order needs at most about 16 receives.
 */
export const maxReceives = 30;

const hourSeconds = 3600;
/** For this many attempts the wait doubles, up to 15 minutes. Later attempts are hourly. */
const doublingAttempts = 16;
/** Two weeks of hourly attempts. After that, an operator decides. */
export const maxAttempts = doublingAttempts + 14 * 24;

/**
 * Seconds until the next attempt: `baseSeconds`, doubled with each attempt up to 15 minutes, then hourly. Half of it is random, so that orders
 * that failed together don't come back together.
 * @param attempts how many were made
 * @param random in [0, 1)
 */
export function retryDelaySeconds(attempts: number, baseSeconds: number, random: number): number {
  const full =
    attempts > doublingAttempts
      ? hourSeconds
      : Math.min(maxVisibilitySeconds, baseSeconds * 2 ** Math.max(0, attempts - 1));
  return Math.max(1, Math.ceil(full / 2 + (full / 2) * random));
}

/**
 * Seconds until a failed message comes back: 2, 4, 8 …, up to its queue's visibility timeout. The first waits are short, so that a cancellation
 * that failed once is handled before the order's `paid` event.
 * @param receives how often it has been received, including this time
 */
export const comesBackSeconds = (receives: number, visibilityTimeoutSeconds: number): number =>
  Math.min(visibilityTimeoutSeconds, 2 ** Math.max(1, receives));
