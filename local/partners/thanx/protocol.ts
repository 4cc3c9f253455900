import { minuteMs } from '../../../lib/durations.ts';
import type { SandboxCall } from '../sandbox-api.ts';
import { isObject, type Reply } from '../reply.ts';
import { isLoyaltyCall, thanxError } from './errors.ts';
import type { Credential, MemberToken, ThanxState } from './state.ts';

const badToken = thanxError('AUTHENTICATION_GENERIC');

const required: Record<string, RegExp> = {
  'accept-version': /^v4\.0$/,
  accept: /^application\/json$/,
  'content-type': /^application\/json(;\s*charset=utf-8)?$/i,
  'user-agent': /^[^/\s]+\/1\.0\.0$/,
};

/** The Loyalty API has its own. */
const requiredByLoyalty: Record<string, RegExp> = {
  accept: /^application\/vnd\.thanx-v1\+json$/,
  'content-type': /^application\/json$/i,
  'user-agent': /^[^/\s]+\/1\.0\.0$/,
};
/** They aren't in the Loyalty API's documentation. A reward code may not come with a member's token, and thankflow redeems none. */
const forbiddenByLoyalty = ['x-clientid', 'accept-version', 'reward-redemption-token'];

/** How far the header `Date` may be off. @see https://docs.thanx.com (Headers, until 2023) */
const maxClockSkewMs = 5 * minuteMs;

/** What is wrong with the headers that every call must carry; `undefined` if nothing is. */
export function wrongHeader(call: SandboxCall, nowMs: number): string | undefined {
  const loyalty = isLoyaltyCall(call);
  for (const [name, pattern] of Object.entries(loyalty ? requiredByLoyalty : required)) {
    const value = call.headers[name];
    if (typeof value !== 'string' || !pattern.test(value)) return `The header ${name} must match ${pattern.source}.`;
  }
  const forbidden = loyalty ? forbiddenByLoyalty.find((name) => call.headers[name] !== undefined) : undefined;
  if (forbidden !== undefined) return `The Loyalty API has no header ${forbidden} for a call with a member’s token.`;
  return wrongDate(call.headers.date, nowMs);
}

/** Thanx doesn't ask for a `Date` any more, so there may be none. */
function wrongDate(date: string | undefined, nowMs: number): string | undefined {
  if (date === undefined) return undefined;
  const atMs = Date.parse(date);
  if (Number.isNaN(atMs) || new Date(atMs).toUTCString() !== date) {
    return 'The header date must look like Thu, 06 Oct 2011 02:26:12 GMT.';
  }
  return Math.abs(atMs - nowMs) > maxClockSkewMs ? 'The header date is more than five minutes off.' : undefined;
}

/** Whose rate limits a call counts for: those of the credential that it names, or whose member's token it carries. */
export function credentialOf(state: ThanxState, call: SandboxCall): Credential | undefined {
  const clientId = isLoyaltyCall(call) ? tokenOf(state, call)?.clientId : call.headers['x-clientid'];
  return state.credentials.get(String(clientId));
}

/** Partner API: the bearer must be the credential's own access token. */
export function authorizePartner(state: ThanxState, call: SandboxCall): Credential | Reply {
  const credential = credentialOf(state, call);
  return credential !== undefined && bearerOf(call) === credential.accessToken ? credential : badToken;
}

/** Consumer API: the bearer must be a member's token, alive, and given to this credential. */
export function authorizeMember(state: ThanxState, call: SandboxCall): MemberToken | Reply {
  const token = liveTokenOf(state, call);
  return token !== undefined && token.clientId === call.headers['x-clientid'] ? token : badToken;
}

/** The member's token that a call carries, if it's alive. */
export function liveTokenOf(state: ThanxState, call: SandboxCall): MemberToken | undefined {
  const token = tokenOf(state, call);
  return token !== undefined && token.expiresAtMs > state.now() ? token : undefined;
}

function tokenOf(state: ThanxState, call: SandboxCall): MemberToken | undefined {
  const bearer = bearerOf(call) ?? '';
  return state.userTokens.get(bearer) ?? state.fixedTokens.get(bearer);
}

const bearerOf = (call: SandboxCall) => /^Bearer (\S+)$/.exec(call.headers.authorization ?? '')?.[1];

/** The answer without the ID of what it created or found. */
export function withoutThanxId(reply: Reply): Reply {
  if (!isObject(reply.body)) return reply;
  const body = Object.entries(withoutId(reply.body)).map(([name, value]) => {
    if (isObject(value)) return [name, withoutId(value)];
    return [name, name === 'users' && Array.isArray(value) ? value.map(withoutId) : value];
  });
  return { ...reply, body: Object.fromEntries(body) };
}

function withoutId<Value>(value: Value): Value | Record<string, unknown> {
  if (!isObject(value)) return value;
  const { id: _, ...rest } = value;
  return rest;
}
