import type { UserToken } from '../../../lib/partners/thanx/create-token.ts';
import { permittedCall, type CallOutcome } from '../../../lib/partners/thanx/permitted-call.ts';
import type { ThanxSecret } from '../../../lib/secrets/secrets.ts';
import type { CredentialControl } from '../../../lib/store/control.ts';
import type { Call, Failed } from '../action.ts';
import { closeCircuit } from '../circuit.ts';
import { fixedTokenRotated, readFixedToken, type TokenStopped } from '../fixed-token.ts';
import type { Ports } from '../ports.ts';

/** Whose basket it is: the member with an address, or with an ID at Thanx, or the owner of the shop's fixed token. */
export type Whose = { merchantId: string } & ({ email: string } | { userId: string } | { tokenOf: string });

/** The name under which a member's token is remembered. */
const nameOf = (whose: { email: string } | { userId: string }): string =>
  'email' in whose ? whose.email : `user:${whose.userId}`;

/** A call to Thanx for the token failed. */
interface TokenFailed {
  kind: 'failed';
  call: Extract<Call, 'user' | 'token'>;
  outcome: Failed;
}

/** What a member's token is asked for with. */
interface Asking {
  credential: ThanxSecret;
  /** The credential's control row, as it was just read. */
  seen: CredentialControl;
  /** A circuit lets this basket probe, so it shows that a token can be got: nothing that is remembered counts. */
  isProbe: boolean;
  remainingMs: () => number;
}

/**
 * The member's token, with their ID at Thanx unless it's the shop's fixed token. With the ID, a refund needs no address. Both are remembered for as
 * long as the token is valid. The address of nobody is found out here, by a documented answer.
 */
export async function memberToken(
  ports: Ports,
  whose: Whose,
  { credential, seen, isProbe, remainingMs }: Asking,
): Promise<{ kind: 'ok'; value: UserToken } | TokenFailed | TokenStopped> {
  if ('tokenOf' in whose) return await readFixedToken(ports, whose.tokenOf, isProbe);
  const { merchantId } = whose;
  const known = isProbe ? undefined : ports.userTokens.get(merchantId, nameOf(whose));
  if (known?.userId !== undefined) return { kind: 'ok', value: known };
  const found = await userIdOf(ports, whose, credential, remainingMs);
  if (found.kind === 'no-member') await closeCircuit(ports, { reasons: ['unauthorized', 'no-secret'], seen });
  if (found.kind !== 'ok') return { kind: 'failed', call: 'user', outcome: found };
  const { userId } = found.value;
  const outcome =
    known === undefined
      ? await permittedCall(ports, remainingMs, (connection, timing) =>
          ports.thanx.createToken(connection, { credential, merchantId, userId }, timing),
        )
      : { kind: 'ok' as const, value: known };
  if (outcome.kind !== 'ok') return { kind: 'failed', call: 'token', outcome };
  const token = { ...outcome.value, userId };
  ports.userTokens.put(merchantId, nameOf(whose), token);
  await closeCircuit(ports, { reasons: ['unauthorized', 'no-secret'], seen });
  return { kind: 'ok', value: token };
}

async function userIdOf(
  ports: Ports,
  whose: { merchantId: string } & ({ email: string } | { userId: string }),
  credential: ThanxSecret,
  remainingMs: () => number,
): Promise<CallOutcome<{ userId: string }>> {
  if ('userId' in whose) return { kind: 'ok', value: { userId: whose.userId } };
  const { merchantId, email } = whose;
  return await permittedCall(ports, remainingMs, (connection, timing) =>
    ports.thanx.findUser(connection, { credential, merchantId, email }, timing),
  );
}

/** Thanx has refused a token: drops it. Returns `false` if no other token is available. */
export async function renewMemberToken(ports: Ports, whose: Whose, refused: UserToken): Promise<boolean> {
  if ('tokenOf' in whose) return await fixedTokenRotated(ports, whose.tokenOf, refused);
  ports.userTokens.drop(whose.merchantId, nameOf(whose));
  return true;
}
