import * as z from 'zod';
import type { ThanxSecret } from '../../secrets/secrets.ts';
import { send, type Connection, type Timing } from '../connection.ts';
import { LenientId, optionalField } from '../lenient.ts';
import { saysNoEmail } from './create-token.ts';
import { thanxHeaders } from './headers.ts';
import { readAnswer, type ThanxOutcome } from './read-answer.ts';

const Answer = z.object({ users: z.array(z.object({ id: LenientId, email: optionalField(z.string()) })) });

/**
 * `GET /partner/users`: the ID of the member with this address. Needs the scope `users.read`. `no-member` if nobody has it. If the answer names several
 * members, or somebody with another address, the outcome is `rejected`: nobody else may get the points.
 * @see https://docs.thanx.com/partner/users/get-users
 */
export async function findUser(
  connection: Connection,
  call: { credential: ThanxSecret; merchantId: string; email: string },
  timing: Timing,
): Promise<ThanxOutcome<{ userId: string }>> {
  const query = new URLSearchParams({ merchant_id: call.merchantId, email: call.email });
  const headers = thanxHeaders(call.credential, call.credential.accessToken, timing.now());
  const sent = await send(connection, { method: 'GET', path: `/partner/users?${query.toString()}`, headers }, timing);
  if (saysNoEmail(sent)) return { kind: 'no-email' };
  const outcome = readAnswer(sent, Answer);
  if (outcome.kind !== 'ok') return outcome;
  const [user, another] = outcome.value.users;
  if (user === undefined) return { kind: 'no-member' };
  if (another !== undefined) return { kind: 'rejected', status: 200, code: 'several-users', words: '' };
  const isOther = user.email !== undefined && user.email.toLowerCase() !== call.email.toLowerCase();
  if (isOther) return { kind: 'rejected', status: 200, code: 'another-user', words: '' };
  return { kind: 'ok', value: { userId: user.id } };
}
