import type { Exchanged } from '../../../../lib/partners/exchange.ts';
import { createToken } from '../../../../lib/partners/thanx/create-token.ts';
import { findUser } from '../../../../lib/partners/thanx/find-user.ts';
import { getMerchants, getScopes } from '../../../../lib/partners/thanx/partner-api.ts';
import type { CallOutcome } from '../../../../lib/partners/thanx/permitted-call.ts';
import { describeOutcome, unlessOk, type Certifying, type Flow } from './flow.ts';

/** What the credential may do, and for whom. */
export const preflight: Flow = {
  name: 'preflight',
  title: 'ask for scopes and merchants',
  async run(on) {
    const { secret: credential, thanx } = on.subject;
    const scopes = await on.ask((connection, timing) => getScopes(connection, { credential }, timing));
    const merchants = await on.ask((connection, timing) => getMerchants(connection, { credential }, timing));
    const problem = unlessOk(scopes) ?? unlessOk(merchants);
    if (problem !== undefined || merchants.kind !== 'ok') return problem;
    const isThere = merchants.value.some(({ id }) => id === thanx.merchantId);
    return isThere ? undefined : `the credential has no merchant ${thanx.merchantId}`;
  },
};

const askForToken = (on: Certifying, of: { email: string } | { userId: string }, mustFail = false) => {
  const { secret: credential, thanx } = on.subject;
  const { merchantId } = thanx;
  return on.ask((connection, timing) => createToken(connection, { credential, merchantId, ...of }, timing), {
    mustFail,
  });
};

const lookUp = (on: Certifying, email: string, mustFail = false) => {
  const { secret: credential, thanx } = on.subject;
  const { merchantId } = thanx;
  return on.ask((connection, timing) => findUser(connection, { credential, merchantId, email }, timing), { mustFail });
};

const memberProblem = (problem: string): string => `${problem}: give a member of the merchant with --member`;

/** A token for receipts and gift cards, by the member's e-mail address. */
export const tokenByEmail: Flow = {
  name: 'token',
  title: "get a member's token",
  async run(on) {
    const token = await askForToken(on, { email: on.subject.member });
    if (token.kind !== 'ok') return memberProblem(describeOutcome(token));
    on.bearer = token.value.accessToken;
    return undefined;
  },
};

/** For baskets, the member is looked up first. */
export const lookUpAndToken: Flow = {
  name: 'look-up',
  title: 'look up a member, and get their token',
  async run(on) {
    const user = await lookUp(on, on.subject.member);
    if (user.kind !== 'ok') return memberProblem(describeOutcome(user));
    const token = await askForToken(on, user.value);
    if (token.kind !== 'ok') return describeOutcome(token);
    on.bearer = token.value.accessToken;
    return undefined;
  },
};

const strangerProblem = (outcome: CallOutcome<unknown>): string | undefined => {
  if (outcome.kind === 'no-member') return undefined;
  if (outcome.kind === 'ok') return 'Thanx knows a member with this address: give another with --stranger';
  return describeOutcome(outcome);
};

/** A customer who isn't a member: nothing is sent about their order. */
export const strangerByEmail: Flow = {
  name: 'unknown-member',
  title: 'ask for the token of somebody who is no member',
  run: async (on) => strangerProblem(await askForToken(on, { email: on.subject.stranger }, true)),
};

export const strangerLookUp: Flow = {
  name: 'unknown-member',
  title: 'look up somebody who is no member',
  run: async (on) => strangerProblem(await lookUp(on, on.subject.stranger, true)),
};

const pauseSeconds = 2;

/** A 429 with Retry-After. All of the credential's workers wait. */
export const tooMany: Flow = {
  name: 'too-many-requests',
  title: 'get a 429, and wait as long as it says',
  async run(on) {
    const refused = await askScopes(on, { kind: 'answer', status: 429, retryAfter: String(pauseSeconds), body: '{}' });
    if (refused.kind !== 'rate-limited') return describeOutcome(refused);
    return unlessOk(await askScopes(on));
  },
};

const failures = 2;

/** Errors of Thanx's servers: the same request is sent again after growing pauses. */
export const serverErrors: Flow = {
  name: 'server-errors',
  title: 'get a 503 twice, and try again after growing pauses',
  async run(on) {
    const { retryDelayMs, calls } = on.ports;
    for (let attempts = 1; ; attempts++) {
      const outcome = await askScopes(
        on,
        attempts > failures ? undefined : { kind: 'answer', status: 503, body: '{}' },
      );
      if (outcome.kind !== 'unknown' || attempts > failures) return unlessOk(outcome);
      await calls.sleep(retryDelayMs(attempts));
    }
  },
};

const askScopes = (on: Certifying, standIn?: Exchanged) =>
  on.ask((connection, timing) => getScopes(connection, { credential: on.subject.secret }, timing), { standIn });
