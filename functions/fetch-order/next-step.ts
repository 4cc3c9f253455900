import { probeEveryMs } from '../../lib/circuit/circuit.ts';
import { hourMs, minuteMs } from '../../lib/durations.ts';
import { endsByPerson, notableAfterMs, type NoOrderKind } from '../../lib/lookup/refused.ts';
import { maxAttempts, retryDelaySeconds } from '../../lib/queue/backoff.ts';
import type { Answer, NoAnswer } from './ask.ts';

/** An order that its platform doesn't know for so long won't appear any more. Webhooks come seconds before an order can be read. */
const goneAfterMs = 10 * minuteMs;

/** No cache keeps an answer for so long. The notification's time can't be compared with the order's then, so the answer is taken as it is. */
export const takenAfterMs = hourMs;

/** The first waits, if there is an answer, and it's not that order, or an outdated one. */
export const quickRetriesMs: readonly number[] = [1000, 4000];

const retryBaseSeconds = 30;

/** How a lookup goes on. */
export type Step =
  /** The answer is the order: pass it on. */
  | { do: 'pass-on' }
  /** The platform doesn't have the order any more. */
  | { do: 'end'; because: 'gone' | 'removed' }
  /** Two weeks of attempts: an operator decides. */
  | { do: 'give-up'; detail: string }
  | {
      do: 'wait';
      attempts: number;
      /** Epoch ms. */
      dueAt: number;
      detail: string;
      /** The shop isn't asked for any order before `untilMs`, epoch. */
      hold?: { kind: NoOrderKind; untilMs: number };
      /** A person should know: only they can end it, or it takes long. */
      isNotable: boolean;
    };

export interface Sofar {
  /** When the order began to wait, epoch ms. */
  sinceMs: number;
  /** Answers before this one that may have been about this order alone. */
  attempts: number;
  /** Refused probes of the shop in a row, before this answer. */
  failures: number;
  nowMs: number;
  /** In [0, 1). */
  random: number;
}

/** Decides what an answer leads to. */
export function nextStep(answer: Answer, sofar: Sofar): Step {
  const { sinceMs, nowMs } = sofar;
  switch (answer.type) {
    case 'order':
      return { do: 'pass-on' };
    case 'not-there':
      return nowMs - sinceMs >= goneAfterMs
        ? { do: 'end', because: 'gone' }
        : later(sofar, "the platform doesn't have the order yet");
    case 'refused':
      return afterRefusal(answer, sofar);
  }
}

function afterRefusal({ failure, isRemoved }: Extract<Answer, { type: 'refused' }>, sofar: Sofar): Step {
  const { kind, detail } = failure;
  const { nowMs, failures, attempts } = sofar;
  if (kind === 'outdated') return later(sofar, detail);
  const isDefinite = endsByPerson(kind);
  // Its credential goes with its app. What still comes is of no use without the order.
  if (isDefinite && isRemoved) return { do: 'end', because: 'removed' };
  const hold = { kind, untilMs: nowMs + holdMs(failure, failures) };
  // It says nothing about this order, which is due at once when the hold is over.
  if (isDefinite || kind === 'throttled')
    return { do: 'wait', attempts, dueAt: nowMs, detail, hold, isNotable: isDefinite || isLong(sofar) };
  const step = later(sofar, detail);
  return step.do === 'wait' ? { ...step, hold } : step;
}

function later(sofar: Sofar, detail: string): Step {
  const attempts = sofar.attempts + 1;
  if (attempts > maxAttempts) return { do: 'give-up', detail };
  const dueAt = sofar.nowMs + retryDelaySeconds(attempts, retryBaseSeconds, sofar.random) * 1000;
  return { do: 'wait', attempts, dueAt, detail, isNotable: isLong(sofar) };
}

const isLong = ({ sinceMs, nowMs }: Sofar): boolean => nowMs - sinceMs >= notableAfterMs;

/** How long a shop isn't asked: what the platform says, or longer with each refused probe. */
function holdMs(failure: NoAnswer, failures: number): number {
  if (endsByPerson(failure.kind)) return probeEveryMs;
  const growing = Math.min(probeEveryMs, (failure.kind === 'throttled' ? 5000 : 30_000) * 2 ** Math.min(failures, 10));
  return Math.min(probeEveryMs, Math.max(growing, failure.retryAfterMs ?? 0));
}
