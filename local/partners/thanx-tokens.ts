import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { SandboxCall } from './sandbox-api.ts';
import { jsonObject, type Reply } from './reply.ts';
import { authorizePartner, thanxError } from './thanx-protocol.ts';
import type { ThanxState } from './thanx-state.ts';

const Body = z
  .object({
    merchant_id: z.string().min(1),
    user_id: z.string().min(1).optional(),
    email: z.email().optional(),
    phone: z
      .string()
      .regex(/^\+[1-9]\d{6,14}$/)
      .optional(),
    expires_in: z.number().int().min(60).max(3600).default(3600),
  })
  .refine((body) => [body.user_id, body.email, body.phone].filter((one) => one !== undefined).length === 1, {
    message: 'give one of user_id, email, phone',
  });

/** `POST /partner/oauth/token` */
export function handleCreateToken(state: ThanxState, call: SandboxCall): Reply {
  const credential = authorizePartner(state, call);
  if ('status' in credential) return credential;
  if (!credential.scopes.includes('auth.create'))
    return thanxError(403, 'MISSING_SCOPE', 'Scope auth.create is needed.');
  const parsed = Body.safeParse(jsonObject(call.body));
  if (!parsed.success) {
    const isEmail = parsed.error.issues.some(({ path }) => path[0] === 'email');
    return thanxError(400, isEmail ? 'USER_EMAIL_INVALID' : 'PARAM_INVALID', z.prettifyError(parsed.error));
  }
  const { merchant_id: merchantId, expires_in: lifetime, ...body } = parsed.data;
  if (!state.merchants.some(({ id }) => id === merchantId)) {
    return thanxError(404, 'RESOURCE_NOT_FOUND', 'The merchant was not found.');
  }
  const userId = memberOf(state, merchantId, body);
  if (userId === undefined) {
    return {
      status: state.settings.unknownUserStatus,
      body: { error: 'access_denied', error_description: 'Unknown user' },
    };
  }
  const nowMs = state.now();
  for (const [token, { expiresAtMs }] of state.userTokens) if (expiresAtMs <= nowMs) state.userTokens.delete(token);
  const accessToken = randomBytes(24).toString('hex');
  const { clientId } = credential;
  state.userTokens.set(accessToken, { clientId, userId, merchantId, expiresAtMs: nowMs + lifetime * 1000 });
  const field = state.settings.lifetimeField;
  return {
    status: 200,
    body: {
      access_token: accessToken,
      token_type: 'Bearer',
      scope: 'consumer',
      created_at: Math.floor(nowMs / 1000),
      ...(field !== 'none' && { [field]: lifetime }),
    },
  };
}

/** Every address is a member's but those at `stranger.example`, unless the books say otherwise; phones are nobody's. */
function memberOf(
  state: ThanxState,
  merchantId: string,
  by: { user_id?: string | undefined; email?: string | undefined },
): string | undefined {
  if (by.user_id !== undefined) {
    return state.books().receipts.some((receipt) => receipt.user_id === by.user_id) ? by.user_id : undefined;
  }
  if (by.email === undefined) return undefined;
  const email = by.email.toLowerCase();
  const isMember = state.books().members[merchantId]?.[email] ?? !email.endsWith('@stranger.example');
  return isMember ? userIdOf(merchantId, email) : undefined;
}

const userIdOf = (merchantId: string, email: string) =>
  createHash('sha256').update(`${merchantId} ${email}`).digest('hex').slice(0, 12);
