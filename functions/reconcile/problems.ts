import { Problem, type ProblemCode } from '../../lib/reconcile/problem.ts';
import { keys } from '../../lib/store/keys.ts';
import { upsert } from '../../lib/store/rows.ts';
import type { Ports } from './ports.ts';

/** What is wrong with a shop now, by code. */
export type Problems = Partial<Record<ProblemCode, string>>;

/** Writes a shop's problems of these codes for `stuck` and the alarm, and deletes those that are over. */
export async function report(
  { problems: rows, now }: Pick<Ports, 'problems' | 'now'>,
  shop: string,
  codes: readonly ProblemCode[],
  problems: Problems,
): Promise<void> {
  const nowMs = now();
  for (const code of codes) {
    const key = keys.problem(shop, code);
    const detail = problems[code]?.slice(0, 500);
    if (detail === undefined) {
      if ((await rows.get(key)) !== undefined) await rows.delete(key);
      continue;
    }
    await upsert(rows, key, (before): Problem => ({
      ...before,
      shop,
      reason: code,
      since: before?.since ?? new Date(nowMs).toISOString(),
      detail,
      dueKind: 'stuck',
      dueAt: before?.dueAt ?? nowMs,
    }));
  }
}
