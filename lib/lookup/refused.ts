import { hourMs } from '../durations.ts';
import type { RefusalKind } from '../platforms/admin/refusal.ts';

/** Why there is no order: the platform refuses, or this stage can't ask. */
export type NoOrderKind = RefusalKind | 'no-settings' | 'settings-newer';

/** Whether only a person can end it. One odd answer (`unreadable`) mustn't stop its shop for long. */
const onlyPerson: Record<NoOrderKind, boolean> = {
  'no-settings': true,
  'settings-newer': true,
  'no-credential': true,
  unauthorized: true,
  scope: true,
  version: true,
  clock: true,
  paging: false,
  throttled: false,
  unavailable: false,
  outdated: false,
  unreadable: false,
  rejected: false,
};

/** Whether only a person can end a refusal. Another version may have written its kind. */
export const endsByPerson = (kind: string): boolean =>
  Object.entries(onlyPerson).some(([known, isEnded]) => known === kind && isEnded);

/** A person needn't hear of shorter disturbances. */
export const notableAfterMs = hourMs;
