import type { SandboxCall } from './sandbox-api.ts';
import type { Reply } from './reply.ts';
import type { Credential, ThanxState, MemberToken } from './thanx-state.ts';

/** The consumer API's error shape; the code is stable, the message is not. */
export const thanxError = (status: number, code: string, message: string): Reply => ({
  status,
  body: { error: { code, message } },
});

const badToken = thanxError(401, 'AUTHENTICATION_GENERIC', 'The access token is missing, unknown or expired.');

const required: Record<string, RegExp> = {
  'accept-version': /^v4\.0$/,
  accept: /^application\/json$/,
  'content-type': /^application\/json(;\s*charset=utf-8)?$/i,
  'user-agent': /^[^/\s]+\/1\.0\.0$/,
};

/** What is wrong with the headers every call must carry. */
export function checkHeaders(call: SandboxCall): Reply | undefined {
  for (const [name, pattern] of Object.entries(required)) {
    const value = call.headers[name];
    if (typeof value !== 'string' || !pattern.test(value)) {
      return thanxError(400, 'INVALID_HEADER', `The header ${name} must match ${pattern.source}.`);
    }
  }
  return undefined;
}

/** The credential the caller names, whoever's token it holds. */
export const credentialOf = (state: ThanxState, call: SandboxCall): Credential | undefined =>
  state.credentials.get(String(call.headers['x-clientid']));

/** Partner API: the bearer must be the credential's own access token. */
export function authorizePartner(state: ThanxState, call: SandboxCall): Credential | Reply {
  const credential = credentialOf(state, call);
  return credential !== undefined && bearerOf(call) === credential.accessToken ? credential : badToken;
}

/** Consumer API: the bearer must be a member's token, alive, and given to this credential. */
export function authorizeMember(state: ThanxState, call: SandboxCall): MemberToken | Reply {
  const bearer = bearerOf(call) ?? '';
  const token = state.userTokens.get(bearer) ?? state.fixedTokens.get(bearer);
  const alive = token !== undefined && token.expiresAtMs > state.now();
  return alive && token.clientId === call.headers['x-clientid'] ? token : badToken;
}

const bearerOf = (call: SandboxCall) => /^Bearer (\S+)$/.exec(call.headers.authorization ?? '')?.[1];
