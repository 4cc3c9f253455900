import { minuteMs } from '../lib/durations.ts';
import type { Faults } from './faults.ts';
import type { Random } from './kernel/random.ts';

/** What may have an outage. Without Lambda, no invocation begins, and messages wait. `Loyalty`: Thanx's host of baskets alone. */
export type Service = 'DynamoDB' | 'SQS' | 'Secrets Manager' | 'Lambda' | 'ThankU' | 'Thanx' | 'Loyalty';

/** For a while, every call to a service meets the same fault. */
export interface Outage {
  of: Service;
  fault: keyof Faults;
  fromMs: number;
  untilMs: number;
}

const ofAws = ['throttle', 'hang'] as const;
const ofSecrets = ['throttle', 'hang', 'late'] as const;
const ofPartners = [
  'noConnection',
  'requestLost',
  'responseLost',
  'rateLimited',
  'serverError',
  'html',
  'unauthorized',
  'moved',
  'rejected',
] as const;

const secondMs = 1000;

/** Partners may have outages of hours, AWS of minutes. */
function drawOutage(random: Random, fromMs: number): Outage {
  const of = random.pick<Service>([
    'DynamoDB',
    'SQS',
    'SQS',
    'Secrets Manager',
    'Lambda',
    'ThankU',
    'ThankU',
    'ThankU',
    'Thanx',
    'Thanx',
  ]);
  const isPartner = of === 'ThankU' || of === 'Thanx';
  const ofOne = isPartner ? random.pick(ofPartners) : random.pick(of === 'Secrets Manager' ? ofSecrets : ofAws);
  const fault = of === 'Lambda' ? 'throttle' : ofOne;
  const longestMs = isPartner
    ? random.pick([minuteMs, 20 * minuteMs, 240 * minuteMs])
    : random.pick([20 * secondMs, 5 * minuteMs]);
  if (of !== 'Lambda') return { of, fault, fromMs, untilMs: fromMs + random.below(longestMs) };
  // It begins when orders may be waiting for their next attempt.
  const laterMs = fromMs + random.below(10 * minuteMs);
  return { of, fault, fromMs: laterMs, untilMs: laterMs + random.below(60 * minuteMs) };
}

/** An outage of Secrets Manager that begins at this time. */
export const drawOfSecrets = (random: Random, fromMs: number): Outage => ({
  of: 'Secrets Manager',
  fault: random.pick(ofSecrets),
  fromMs,
  untilMs: fromMs + random.below(5 * minuteMs),
});

const unanswered = ['requestLost', 'responseLost', 'lateArrival', 'serverError', 'html'] as const;

/** Baskets are sent, and nobody knows what becomes of them. */
export const drawUnanswered = (random: Random, fromMs: number): Outage => ({
  of: 'Loyalty',
  fault: random.pick(unanswered),
  fromMs,
  untilMs: fromMs + random.below(random.pick([20 * secondMs, 5 * minuteMs])),
});

/** SQS and DynamoDB may have an outage together. */
const together = (random: Random, outage: Outage): Outage[] =>
  outage.of === 'SQS' && random.chance(0.4) ? [outage, { ...outage, of: 'DynamoDB' }] : [outage];

/** Swarm testing: half of the runs have none. */
export const drawOutages = (random: Random, sometime: () => number): Outage[] =>
  random.chance(0.5)
    ? Array.from({ length: random.between(1, 3) }, () => drawOutage(random, sometime())).flatMap((one) =>
        together(random, one),
      )
    : [];

/** Returns each service's faults: those of the run, and the fault of its outage with probability 1. */
export function outages(faults: () => Faults) {
  const out = new Map<Service, Outage[]>();
  return {
    begin(outage: Outage): void {
      out.set(outage.of, [...(out.get(outage.of) ?? []), outage]);
    },
    end(outage: Outage): void {
      out.set(
        outage.of,
        (out.get(outage.of) ?? []).filter((one) => one !== outage),
      );
    },
    endAll: () => out.clear(),
    isOut: (service: Service): boolean => (out.get(service)?.length ?? 0) > 0,
    faultsOf:
      (...services: readonly Service[]) =>
      (): Faults => {
        const now = services.flatMap((service) => out.get(service) ?? []);
        if (now.length === 0) return faults();
        const always = { ...faults() };
        for (const { fault } of now) always[fault] = 1;
        return always;
      },
  };
}
