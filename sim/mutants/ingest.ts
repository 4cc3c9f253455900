import type { Mutant } from './mutant.ts';

const accept = 'functions/ingest/accept.ts';

/** Faults of how webhooks are taken. */
export const ingestMutants: readonly Mutant[] = [
  {
    name: 'forgery-believed',
    file: 'functions/ingest/verify.ts',
    search: "if (read !== cached && (await isSignedWith(read, arrival))) return 'verified';",
    replace: "if (read !== undefined || (await isSignedWith(read, arrival))) return 'verified';",
    breaks: 'Anybody can spend a shop’s money.',
  },
  {
    name: 'replay-believed',
    file: 'lib/platforms/standard/verify.ts',
    search: 'Math.abs(Math.floor(nowMs / 1000) - Number(timestamp)) <= toleranceSeconds;',
    replace: 'Math.abs(Math.floor(nowMs / 1000) - Number(timestamp)) <= 1e9 * toleranceSeconds;',
    breaks: 'A webhook that somebody recorded is taken again months later.',
  },
  {
    name: 'not-parked',
    file: accept,
    search: ': ports.queue(event)));',
    replace: ': ports.queue(event))).catch(() => undefined);',
    breaks: 'An order that SQS refused is lost.',
  },
  {
    name: 'parking-failure-accepted',
    file: accept,
    search: 'if (arrival.adapter.sendsOnce !== true) throw lost;',
    replace: "if (arrival.adapter.sendsOnce !== true) return { outcome: 'accepted', facts: { lost: String(lost) } };",
    breaks: 'An order that neither SQS nor the table took is lost.',
  },
  {
    name: 'lost-is-200',
    file: 'functions/ingest/ending.ts',
    search: 'lost: { statusCode: 503,',
    replace: 'lost: { statusCode: 200,',
    breaks: 'The platform does not send again what was not taken.',
  },
  {
    name: 'no-time-to-park',
    file: 'functions/ingest/time-budget.ts',
    search: 'endMs - limit.reserveMs - startMs',
    replace: 'endMs - 0 * limit.reserveMs - startMs',
    breaks: 'A slow queue leaves no time for the table: the platform hangs up.',
    killedBy: ['test/functions/ingest/outage-table.test.ts'],
  },
  {
    name: 'waits-for-aws-without-end',
    file: 'functions/ingest/time-budget.ts',
    search: 'return await within(timeoutMs, timer, call());',
    replace: 'return await within(1000 * timeoutMs, timer, call());',
    breaks: 'A database that hangs keeps the platform waiting until it hangs up.',
  },
];
