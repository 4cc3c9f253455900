import { isDeepStrictEqual } from 'node:util';
import { retryAfterMs } from '../../../../lib/partners/retry-after.ts';
import { contract } from '../contract.ts';
import { fieldOf, textOf } from '../json.ts';
import { bearerOf, isUnknown, type Call } from '../traffic.ts';
import { breachOf, type Breach, type Findings, type Looked } from './looked.ts';

const { rules } = contract;

/** Checks pauses before retries, the rate, and how many calls fail. */
export function checkPace(
  calls: readonly Call[],
): Findings<
  | 'pause-after-429'
  | 'pause-after-error'
  | 'growing-pauses'
  | 'rate-second'
  | 'rate-window'
  | 'error-share'
  | 'recurring-errors'
> {
  const retries = retriesIn(calls);
  return {
    'pause-after-429': after429(calls),
    'pause-after-error': {
      looked: retries.flat().length,
      breaches: retries
        .flat()
        .filter(({ pauseMs }) => pauseMs < rules['pause-after-error'].minPauseMs)
        .map(({ call, pauseMs }) => breachOf(call, `it was sent again after ${pauseMs} ms`)),
    },
    'growing-pauses': growing(retries),
    'rate-second': rate(calls, rules['rate-second']),
    'rate-window': rate(calls, rules['rate-window']),
    'error-share': errorShare(calls),
    'recurring-errors': recurring(calls),
  };
}

function after429(calls: readonly Call[]): Looked {
  const refused = calls.filter(({ status }) => status === 429);
  const breaches = refused.flatMap((call) => {
    const { endedAtMs = call.sentAtMs, answerHeaders = {} } = call;
    const waitMs =
      retryAfterMs(answerHeaders['retry-after'], answerHeaders['date']) ?? rules['pause-after-429'].defaultPauseMs;
    const early = calls.find(
      ({ number, sentAtMs }) => number > call.number && sentAtMs >= endedAtMs && sentAtMs < endedAtMs + waitMs,
    );
    if (early === undefined) return [];
    return [breachOf(early, `it was sent ${early.sentAtMs - endedAtMs} ms after a 429 that asked for ${waitMs} ms`)];
  });
  return { looked: refused.length, breaches };
}

interface Retry {
  call: Call;
  /** From the failed call's end to this one. */
  pauseMs: number;
}

/** For each request that failed without a definite answer: its retries, in order. */
function retriesIn(calls: readonly Call[]): Retry[][] {
  const chains: { last: Call; retries: Retry[] }[] = [];
  for (const call of calls) {
    const chain = chains.find(({ last }) => isUnknown(last) && isSameRequest(last, call));
    if (chain === undefined) {
      if (isUnknown(call)) chains.push({ last: call, retries: [] });
      continue;
    }
    const { endedAtMs = chain.last.sentAtMs } = chain.last;
    chain.retries.push({ call, pauseMs: call.sentAtMs - endedAtMs });
    chain.last = call;
  }
  return chains.map(({ retries }) => retries).filter((retries) => retries.length > 0);
}

/** What two members ask for without a body may only differ in their tokens. */
const isSameRequest = (one: Call, other: Call): boolean =>
  one.method === other.method &&
  one.url === other.url &&
  isDeepStrictEqual(one.body, other.body) &&
  (one.body !== undefined || bearerOf(one) === bearerOf(other));

function growing(chains: readonly Retry[][]): Looked {
  const { tolerance, cappedAtMs } = rules['growing-pauses'];
  // Without a pause there is nothing that could grow: that is found by `pause-after-error`.
  const { minPauseMs } = rules['pause-after-error'];
  const long = chains.filter((retries) => retries.length > 1 && retries.every(({ pauseMs }) => pauseMs >= minPauseMs));
  const breaches = long.flatMap((retries) => {
    const [first] = retries;
    const shrinks = retries.find(({ pauseMs }, index) => {
      const before = retries[index - 1]?.pauseMs ?? 0;
      return before < cappedAtMs && pauseMs < before * (1 - tolerance);
    });
    const last = retries.at(-1);
    if (shrinks !== undefined)
      return [breachOf(shrinks.call, 'the pause before it was shorter than the one before that')];
    const isFlat =
      retries.length > 2 && last !== undefined && first !== undefined && last.pauseMs < first.pauseMs * 1.5;
    return isFlat && first.pauseMs < cappedAtMs
      ? [breachOf(last.call, `${retries.length} pauses in a row didn't grow`)]
      : [];
  });
  return { looked: long.length, breaches };
}

/** Counts in windows at any position. One breach, however long it lasts. */
function rate(calls: readonly Call[], { requests, windowMs }: { requests: number; windowMs: number }): Looked {
  const left = calls.filter(({ simulated }) => simulated !== true);
  const over = left.find((call, index) => {
    const first = left[index - requests];
    return first !== undefined && call.sentAtMs - first.sentAtMs < windowMs;
  });
  const breaches =
    over === undefined ? [] : [breachOf(over, `it was one of more than ${requests} calls in ${windowMs / 1000} s`)];
  return { looked: left.length, breaches };
}

/** Errors that no flow asked for. */
const isError = ({ status, mustFail, simulated }: Call): boolean =>
  (status ?? 0) >= 400 && mustFail !== true && simulated !== true;

function errorShare(calls: readonly Call[]): Looked {
  const { maxShare, minCalls } = rules['error-share'];
  const real = calls.filter(({ mustFail, simulated }) => mustFail !== true && simulated !== true);
  if (real.length < minCalls) return { looked: 0, breaches: [] };
  const errors = real.filter(isError).length;
  const says = `${errors} of ${real.length} calls failed`;
  return { looked: real.length, breaches: errors / real.length > maxShare ? [{ says }] : [] };
}

function recurring(calls: readonly Call[]): Looked {
  const errors = Map.groupBy(
    calls.filter(isError),
    (call) => `${call.known?.id ?? call.at.pathname} ${call.status} ${codeOf(call)}`,
  );
  const breaches = [...errors.values()].flatMap((same): Breach[] => {
    const last = same.at(-1);
    if (last === undefined || same.length < rules['recurring-errors'].times) return [];
    return [breachOf(last, `the same error (${last.status}) came ${same.length} times`)];
  });
  return { looked: calls.length, breaches };
}

function codeOf({ answer }: Call): string {
  const error = fieldOf(answer, 'error');
  return textOf(error, 'code') ?? (typeof error === 'string' ? error : '');
}
