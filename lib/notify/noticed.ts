import { messageGraceMs } from '../order/grace-periods.ts';
import { eventName } from '../order/event-names.ts';
import type { Notice } from '../order/notice.ts';
import type { ReadTarget } from '../shops/notify-settings.ts';
import { eventsFor } from './notification.ts';
import { isOpen, withDue, type Delivery, type NoticesState } from './state.ts';

/** What the notices of a row are about. */
export type About = Pick<NoticesState, 'shop' | 'pid'>;

/** Ended notices that are kept for operators. */
const keptNotices = 20;

/** The targets that are told of a notice. A newer version's target decides itself. */
export const targetsFor = (targets: readonly ReadTarget[], { type }: Pick<Notice, 'type'>): ReadTarget[] =>
  targets.filter(({ target }) => {
    if (target === undefined) return true;
    const { events } = { events: undefined, ...target };
    return eventsFor[target.to].has(type) && (events === undefined || events.includes(eventName(type)));
  });

/**
 * The row with one more notice for these targets. `undefined`: it has the notice already.
 * @param customer the sort keys of the tombstones that the order's customer would have
 */
export function noticed(
  row: NoticesState | undefined,
  about: About,
  { notice, targets, customer }: { notice: Notice; targets: readonly ReadTarget[]; customer: readonly string[] },
  nowMs: number,
): NoticesState | undefined {
  if (row?.notices.some(({ id }) => id === notice.id) === true) return undefined;
  const at = new Date(nowMs).toISOString();
  const added = targets.map(({ name, to }): Delivery => ({
    target: name,
    to,
    notice: notice.id,
    state: 'waiting',
    attempts: 0,
    notBefore: nowMs,
  }));
  const before: NoticesState = row ?? { ...about, notices: [], deliveries: [], updatedAt: at };
  const names = customer.length > 0 ? [...customer] : before.customer;
  const next = trimmed({
    ...before,
    notices: [...before.notices, notice],
    deliveries: [...before.deliveries, ...added],
    updatedAt: at,
  });
  // Its message comes first. Housekeeping looks at it if that is lost.
  return { ...withDue(next, nowMs, messageGraceMs), customer: names };
}

/** Drops the oldest notices of which nothing is open, so that the row stays small. */
function trimmed(row: NoticesState): NoticesState {
  const open = new Set(row.deliveries.filter(isOpen).map(({ notice }) => notice));
  const dropped = new Set(
    row.notices.slice(0, Math.max(0, row.notices.length - keptNotices)).flatMap(({ id }) => (open.has(id) ? [] : [id])),
  );
  if (dropped.size === 0) return row;
  return {
    ...row,
    notices: row.notices.filter(({ id }) => !dropped.has(id)),
    deliveries: row.deliveries.filter(({ notice }) => !dropped.has(notice)),
  };
}
