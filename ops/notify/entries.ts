import { randomBytes } from 'node:crypto';
import { dayMs } from '../../lib/durations.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { NotifySecret, SigningSecret, TargetSecret } from '../../lib/notify/secret.ts';

/** The shop's secret as it's stored. Entries and fields of newer versions are kept. */
export const StoredEntries = NotifySecret.loose();
export type StoredEntries = ReturnType<typeof StoredEntries.parse>;

/** The entry of a target. `undefined`: the target has no entry, or one that a newer version wrote. */
export const entryOf = (stored: StoredEntries | undefined, target: string): TargetSecret | undefined =>
  TargetSecret.safeParse(stored?.targets[target]).data;

export const hasEntry = (stored: StoredEntries | undefined, target: string): boolean =>
  stored !== undefined && Object.hasOwn(stored.targets, target);

export const withEntry = (stored: StoredEntries | undefined, target: string, entry: TargetSecret): StoredEntries => ({
  ...stored,
  targets: { ...stored?.targets, [target]: entry },
});

export function withoutEntry(stored: StoredEntries, target: string): StoredEntries {
  const { [target]: _, ...targets } = stored.targets;
  return { ...stored, targets };
}

/** 256 bits, within the 24 to 64 bytes of Standard Webhooks. */
const secretBytes = 32;

export const newSigningSecret = (): string => `whsec_${randomBytes(secretBytes).toString('base64')}`;

/** @throws ThankflowError `bad-secret`, which doesn't repeat the secret */
export function checkSigningSecret(secret: string): void {
  const bytes = Buffer.from(secret.replace(/^whsec_/, ''), 'base64').length;
  if (SigningSecret.safeParse(secret).success && bytes >= 24 && bytes <= 64) return;
  throw new ThankflowError(
    'bad-secret',
    'expected whsec_ and 24 to 64 bytes in base64, as Standard Webhooks has it. Nothing was written.',
  );
}

export type SigningEntry = Extract<TargetSecret, { to: 'webhook' }>;

/** How long webhooks are signed with the previous secret as well. */
const previousMs = dayMs;

/**
 * What becomes of the secret in effect: `usual`, it signs as well for a day; `replace-now`, it doesn't sign any more, and neither does one before it;
 * `keep-previous`, it's replaced, and the one before it goes on.
 */
export type Replacing = 'usual' | 'replace-now' | 'keep-previous';

/**
 * A webhook's entry with a new secret. `undefined`: nothing changes.
 * @throws ThankflowError `bad-secret` for a second replacement within a day that doesn't say which of the three secrets goes
 */
export function signingEntry(
  before: SigningEntry | undefined,
  fresh: string,
  how: Replacing,
  nowMs: number,
): SigningEntry | undefined {
  const previous =
    before?.previous !== undefined && Date.parse(before.previous.expiresAt) > nowMs ? before.previous : undefined;
  const only: SigningEntry = { to: 'webhook', current: fresh };
  if (before === undefined) return only;
  if (before.current === fresh) return previous !== undefined && how === 'replace-now' ? only : undefined;
  if (how === 'replace-now') return only;
  if (previous === undefined) {
    const expiresAt = new Date(nowMs + previousMs).toISOString();
    return { ...only, previous: { secret: before.current, expiresAt } };
  }
  if (how === 'keep-previous') return { ...only, previous };
  throw new ThankflowError(
    'bad-secret',
    `the secret was already replaced: webhooks are signed with two until ${previous.expiresAt}, and there can be no third. Nothing was written. ` +
      'If the receiver never got the newer one, add --keep-previous. If it already uses the newer one, wait until then: ' +
      'with --replace-now, it would refuse every webhook until it has this one.',
  );
}
