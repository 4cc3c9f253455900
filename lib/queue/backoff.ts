/** The longest wait that a message's visibility is used for; longer ones live on the row. SQS would take 12 hours. */
export const longestVisibilitySeconds = 900;

/**
 * The work queues' maxReceiveCount, after which SQS makes a dead letter of a message. Only a safety net against one that no
 * handler can read or survive: attempts are counted on the order's row, and waits longer than 15 minutes move there, so an
 * order makes at most about 16 receives by visibility.
 */
export const maxReceives = 30;

const hourSeconds = 3600;
/** Attempts that double their wait up to 15 minutes; from then on an hourly try. */
const doublingAttempts = 16;
/** Two weeks of hourly tries: after that an operator decides. */
export const maxAttempts = doublingAttempts + 14 * 24;

/**
 * Seconds until attempt number `attempts + 1`: `base`, doubled for each attempt made, up to 15 minutes, then hourly.
 * Half of it is left to chance, so that orders that failed together don't come back together.
 * @param random in [0, 1)
 */
export function retryDelaySeconds(attempts: number, baseSeconds: number, random: number): number {
  const full =
    attempts > doublingAttempts
      ? hourSeconds
      : Math.min(longestVisibilitySeconds, baseSeconds * 2 ** Math.max(0, attempts - 1));
  return Math.max(1, Math.ceil(full / 2 + (full / 2) * random));
}

/**
 * Seconds until a message that failed comes back: 2, 4, 8 …, up to its queue's visibility timeout. A cancellation that met one
 * error must be through before the order's `paid` is.
 * @param receives how often it has been received, this time included
 */
export const comesBackSeconds = (receives: number, visibilityTimeoutSeconds: number): number =>
  Math.min(visibilityTimeoutSeconds, 2 ** Math.max(1, receives));
