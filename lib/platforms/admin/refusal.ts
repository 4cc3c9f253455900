import { ThankflowError } from '../../errors.ts';

/**
 * Why the platform didn't do what was asked.
 * - `no-credential`: none is stored, or one of another platform
 * - `unauthorized`: it refuses the credential, which may be mistyped or revoked
 * - `scope`: the credential lacks a permission
 * - `version`: the API version no longer exists
 * - `clock`: the shop's clock and ours differ by minutes, so times can't be compared
 * - `paging`: a list repeats itself, so it would never end
 * - `throttled`: too many calls; wait for `retryAfterMs`
 * - `unavailable`: no answer, 5xx, or not the platform's own answer
 * - `outdated`: an answer that is older than the order's change, perhaps from a cache
 * - `unreadable`: an answer that isn't what the platform documents
 * - `rejected`: it refuses what was to be written, and would refuse it again
 */
export type RefusalKind =
  | 'no-credential'
  | 'unauthorized'
  | 'scope'
  | 'version'
  | 'clock'
  | 'paging'
  | 'throttled'
  | 'unavailable'
  | 'outdated'
  | 'unreadable'
  | 'rejected';

/** `message` is for a person, and quotes nothing personal or secret. */
export class AdminRefusal extends ThankflowError {
  readonly kind: RefusalKind;
  readonly retryAfterMs: number | undefined;
  constructor(kind: RefusalKind, message: string, options: ErrorOptions & { retryAfterMs?: number } = {}) {
    super('platform-refused', message, options);
    this.kind = kind;
    this.retryAfterMs = options.retryAfterMs;
  }
}
