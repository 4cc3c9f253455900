import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { SandboxCall } from '../sandbox-api.ts';
import { jsonObject, type Reply } from '../reply.ts';
import { thanxError, type ThanxErrorCode } from './errors.ts';
import { isKnownUser, memberWithEmail } from './members.ts';
import { authorizePartner } from './protocol.ts';
import type { ThanxState } from './state.ts';

const Body = z
  .strictObject({
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
  if (!credential.scopes.includes('auth.create')) return thanxError('FORBIDDEN', 'Scope auth.create is needed.');
  const parsed = Body.safeParse(jsonObject(call.body));
  if (!parsed.success) return thanxError(codeOf(parsed.error), z.prettifyError(parsed.error));
  const { merchant_id: merchantId, expires_in: lifetime, ...body } = parsed.data;
  if (!state.merchants.some(({ id }) => id === merchantId)) {
    return thanxError('RESOURCE_NOT_FOUND', 'The merchant was not found.');
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

function codeOf({ issues }: z.ZodError): ThanxErrorCode {
  const fields = new Set(issues.map(({ path }) => path[0]));
  if (fields.has('email')) return 'USER_EMAIL_INVALID';
  return fields.has('phone') ? 'USER_PHONE_INVALID' : 'BAD_REQUEST';
}

/** Phones are nobody's. */
function memberOf(
  state: ThanxState,
  merchantId: string,
  { user_id: userId, email }: { user_id?: string | undefined; email?: string | undefined },
): string | undefined {
  if (email !== undefined) return memberWithEmail(state, merchantId, email);
  return userId !== undefined && isKnownUser(state, merchantId, userId) ? userId : undefined;
}
