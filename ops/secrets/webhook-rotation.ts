import { ThankflowError } from '../../lib/errors.ts';
import { adapters } from '../../lib/platforms/adapters.ts';
import type { WebhookSecret } from '../../lib/secrets/secrets.ts';
import type { PlatformName } from '../../lib/shops/platform-name.ts';

export interface Rotation {
  fresh: string;
  nowMs: number;
  /** How long the current secret stays valid, ms; 0: not at all. */
  previousMs: number;
  /** What to do with a previous secret that is still valid, because there can be only two. */
  live: 'refuse' | 'keep' | 'drop';
}

/**
 * The webhook secret with `fresh` as the current one. The current one becomes `previous` for a while, so that no order is refused while
 * the platform is switched. `undefined`: nothing changes, because `fresh` is already the current one.
 * @throws `bad-secret` for a second rotation during the first, unless `live` says what to do: usually the first secret was mistyped, and
 *   the platform still signs with the one that would be dropped
 */
export function rotated(
  now: WebhookSecret | undefined,
  { fresh, nowMs, previousMs, live }: Rotation,
): WebhookSecret | undefined {
  if (now === undefined) return { current: fresh };
  const previous = now.previous !== undefined && Date.parse(now.previous.expiresAt) > nowMs ? now.previous : undefined;
  if (now.current === fresh) {
    const leaked = previous !== undefined && (live === 'drop' || previousMs === 0);
    return leaked ? { current: fresh } : undefined;
  }
  if (previous !== undefined && live === 'keep') return { current: fresh, previous };
  if (previous !== undefined && live === 'refuse') {
    throw new ThankflowError(
      'bad-secret',
      `a rotation is under way: the previous secret is valid until ${previous.expiresAt}, and there can be only two. ` +
        'Nothing was written. If the current one was mistyped, add --keep-previous. If the platform already signs with the current one, add --drop-previous.',
    );
  }
  if (previousMs === 0) return { current: fresh };
  return { current: fresh, previous: { secret: now.current, expiresAt: new Date(nowMs + previousMs).toISOString() } };
}

/** @throws `bad-secret` if it can't be a webhook secret of the platform */
export function checkWebhookSecret(secret: string, platform: PlatformName): void {
  const why = whyNoWebhookSecret(secret, platform);
  if (why !== undefined) throw new ThankflowError('bad-secret', `${why}. Nothing was written.`);
}

/** Why it can't be a webhook secret of the platform; `undefined`: it can. */
export function whyNoWebhookSecret(secret: string, platform: PlatformName): string | undefined {
  const why = whyUnfit(secret, platform);
  return why === undefined ? undefined : `this isn't a webhook secret of ${platform}: ${why}`;
}

function whyUnfit(secret: string, platform: PlatformName): string | undefined {
  if (secret.length < 8) return 'it is too short to be safe (at least 8 characters)';
  const why = adapters[platform].whyUnusable?.(secret);
  if (why !== undefined || platform !== 'standard') return why;
  const bytes = Buffer.from(secret.replace(/^whsec_/, ''), 'base64').length;
  return bytes < 24 ? `expected at least 24 bytes of base64, found ${bytes}` : undefined;
}
