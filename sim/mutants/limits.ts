import type { Mutant } from './mutant.ts';

const limits = 'lib/permits/limits.ts';
const window = 'lib/permits/window.ts';

/** Faults of how Thanx's limits are kept. */
export const limitMutants: readonly Mutant[] = [
  {
    name: 'burst-without-jitter',
    file: limits,
    search: 'limits.burst.windowMs + limits.jitterMs;',
    replace: 'limits.burst.windowMs;',
    breaks: 'Requests that the network brings together are more than Thanx allows in a second.',
  },
  {
    name: 'sustained-without-jitter',
    file: limits,
    search: 'limits.sustained.windowMs + limits.jitterMs;',
    replace: 'limits.sustained.windowMs;',
    breaks: 'Requests that the network brings together are more than Thanx allows in the long window.',
    killedBy: ['test/lib/permits/limiter.test.ts'],
  },
  {
    name: 'no-burst-limit',
    file: window,
    search: 'if (recent.length >= burst.requests && burstOldest !== undefined) {',
    replace: 'if (recent.length > burst.requests && burstOldest !== undefined) {',
    breaks: 'More requests leave in a second than Thanx allows.',
  },
  {
    name: 'no-sustained-limit',
    file: window,
    search: 'if (total >= sustained.requests) atMs',
    replace: 'if (total >= 2 * sustained.requests) atMs',
    breaks: 'More requests leave in the long window than Thanx allows.',
    killedBy: ['test/lib/permits/window.test.ts'],
  },
  {
    name: 'clock-behind',
    file: window,
    search: 'let atMs = Math.max(nowMs, newestAtMs, grants.blockedUntilMs);',
    replace: 'let atMs = Math.max(nowMs, newestAtMs - 60_000, grants.blockedUntilMs);',
    breaks: 'Permits of a worker whose clock is behind lie before those that were given already.',
    killedBy: ['test/lib/permits/window.test.ts'],
  },
  {
    name: 'permits-race',
    file: 'lib/permits/row.ts',
    search: "{ ConditionExpression: 'v = :v',",
    replace: "{ ConditionExpression: 'v >= :v',",
    breaks: 'Two workers that ask at the same time get the same permits.',
  },
  {
    name: 'late-permit-used',
    file: 'lib/partners/thanx/permitted-call.ts',
    search: `if (now() >= permit.sendAtMs && now() <= permit.lateAtMs && connected?.kind === 'open') {
          const { connection } = connected;
          connected = undefined;
          const outcome = await request(connection, { sendByMs: permit.lateAtMs, timeoutMs, now });`,
    replace: `if (now() >= permit.sendAtMs && connected?.kind === 'open') {
          const { connection } = connected;
          connected = undefined;
          const outcome = await request(connection, { sendByMs, timeoutMs, now });`,
    breaks: 'A worker that wakes late sends into the next window.',
  },
  {
    name: 'early-permit-used',
    file: 'lib/partners/thanx/permitted-call.ts',
    search: 'await sleepUntil(ports, permit.sendAtMs);\n        if (now() >= permit.sendAtMs && ',
    replace: 'if (',
    breaks: 'Requests leave before their permits begin.',
  },
  {
    name: '429-stops-nobody',
    file: 'lib/permits/limiter.ts',
    search: '{ ...grants, blockedUntilMs: untilMs }',
    replace: '{ ...grants, blockedUntilMs: grants.blockedUntilMs + 0 * untilMs }',
    breaks: 'The other workers go on although Thanx said 429.',
    killedBy: ['test/lib/permits/limiter.test.ts'],
  },
  {
    name: 'unknown-past-is-empty',
    file: window,
    search: 'nowMs + (limits.coldStartMs ?? sustainedMs(limits));',
    replace: 'nowMs;',
    breaks: 'Where the row that counts is lost, the window is used up twice.',
    killedBy: ['test/lib/permits/window.test.ts'],
  },
];
