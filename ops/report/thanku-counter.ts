import * as z from 'zod';
import { jsonOrUndefined } from '../../lib/json.ts';
import { connect } from '../../lib/partners/connection.ts';
import { Cause } from '../../lib/shops/thanku-settings.ts';

/** What a wallet's public profile says it has given in all, in units of the cause. */
export type Counter = Partial<Record<Cause, number>>;

export type CounterAnswer = { kind: 'counted'; counter: Counter } | { kind: 'problem'; problem: string };

const problem = (text: string): CounterAnswer => ({ kind: 'problem', problem: text });

/**
 * Asks ThankU for a wallet's public counter. ThankU doesn't document this endpoint, so every failure is a `problem`, never an error.
 * @param url ThankU's address @param timeoutMs of connecting, and of the answer
 */
export async function askCounter(url: string, slug: string, timeoutMs: number): Promise<CounterAnswer> {
  const connected = await connect(url, { timeoutMs, now: Date.now });
  if (connected.kind === 'not-sent') return problem(`can't reach ThankU (${connected.reason})`);
  const path = `/api/profile/${encodeURIComponent(slug)}`;
  const answer = await connected.connection.exchange(
    { method: 'GET', path, headers: { accept: 'application/json' } },
    timeoutMs,
  );
  if (answer.kind === 'unknown') return problem(`ThankU didn't answer (${answer.reason})`);
  if (answer.status !== 200) return problem(`ThankU answered ${answer.status}`);
  const counter = counterIn(jsonOrUndefined(answer.body));
  return Object.keys(counter).length > 0
    ? { kind: 'counted', counter }
    : problem('ThankU’s answer has no counter in a form that thankflow knows');
}

const Total = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d+(\.\d+)?$/)
      .transform(Number),
  ])
  .pipe(z.number().min(0));
const Entry = z.object({ donateeGroup: Cause, impactValue: Total });
const Fields = z.record(z.string(), z.unknown());

/** An answer has few levels. */
const maxDepth = 5;

/** Finds counters anywhere in an answer: `{PlantTrees: 12}`, or `{donateeGroup: "PlantTrees", impactValue: 12}`. */
function counterIn(value: unknown, depth = 0): Counter {
  if (depth > maxDepth) return {};
  if (Array.isArray(value)) return Object.assign({}, ...value.map((part) => counterIn(part, depth + 1)));
  const fields = Fields.safeParse(value).data;
  if (fields === undefined) return {};
  const entry = Entry.safeParse(value);
  if (entry.success) return { [entry.data.donateeGroup]: entry.data.impactValue };
  const found: Counter = {};
  for (const part of Object.values(fields)) Object.assign(found, counterIn(part, depth + 1));
  for (const cause of Cause.options) {
    const named = Object.entries(fields).find(([name]) => name.toLowerCase() === cause.toLowerCase());
    const total = Total.safeParse(named?.[1]);
    if (total.success) found[cause] = total.data;
  }
  return found;
}
