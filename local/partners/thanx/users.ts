import * as z from 'zod';
import type { Reply } from '../reply.ts';
import type { SandboxCall } from '../sandbox-api.ts';
import { thanxError } from './errors.ts';
import { memberWithEmail } from './members.ts';
import { pageOf } from './paging.ts';
import { authorizePartner } from './protocol.ts';
import type { ThanxState } from './state.ts';

const time = z.iso.datetime({ offset: true }).optional();
const Query = z.strictObject({
  merchant_id: z.string().min(1),
  email: z.string().optional(),
  phone: z.string().optional(),
  updated_after: time,
  updated_before: time,
  include_loyalty_attributes: z.stringbool().optional(),
  include_communication_settings: z.stringbool().optional(),
  page: z.string().optional(),
  per_page: z.string().optional(),
});

/**
 * `GET /partner/users`: the merchant's members, or the one with this address. The sandbox knows the members whose IDs it has given out. Nobody has a
 * phone. An address that can't be one gets the same code as in a token call, which Thanx doesn't document here.
 * @see https://docs.thanx.com/partner/users/get-users
 */
export function handleListUsers(state: ThanxState, call: SandboxCall): Reply {
  const credential = authorizePartner(state, call);
  if ('status' in credential) return credential;
  if (!credential.scopes.includes('users.read')) return thanxError('FORBIDDEN', 'Scope users.read is needed.');
  const parsed = Query.safeParse(Object.fromEntries(call.query));
  if (!parsed.success) return thanxError('BAD_REQUEST', z.prettifyError(parsed.error));
  const { merchant_id: merchantId, email, phone } = parsed.data;
  if (!state.merchants.some(({ id }) => id === merchantId)) {
    return thanxError('RESOURCE_NOT_FOUND', 'The merchant was not found.');
  }
  if (email !== undefined && !z.email().safeParse(email).success) return thanxError('USER_EMAIL_INVALID');
  return pageOf('users', usersBy(state, merchantId, { email, phone }), call, (id) => ({
    id,
    email: state.emails.get(id) ?? null,
    phone: null,
    first_name: null,
    last_name: null,
  }));
}

function usersBy(
  state: ThanxState,
  merchantId: string,
  { email, phone }: { email: string | undefined; phone: string | undefined },
): string[] {
  if (phone !== undefined) return [];
  if (email === undefined) return Object.keys(state.books().users[merchantId] ?? {});
  const found = memberWithEmail(state, merchantId, email);
  return found === undefined ? [] : [found];
}
