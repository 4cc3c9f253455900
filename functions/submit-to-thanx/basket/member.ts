import type { UserToken } from '../../../lib/partners/thanx/create-token.ts';
import { permittedCall, type CallOutcome } from '../../../lib/partners/thanx/permitted-call.ts';
import type { ThanxSecret } from '../../../lib/secrets/secrets.ts';
import type { CredentialControl } from '../../../lib/store/control.ts';
import type { Call, Failed } from '../action.ts';
import { closeCircuit } from '../circuit.ts';
import { fixedTokenRotated, readFixedToken, type TokenStopped } from '../fixed-token.ts';
import type { Ports } from '../ports.ts';
import { merchantKeyRotated } from './merchant-key.ts';

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
 * The token for a basket: the shop's fixed one, or the member's, with their ID at Thanx. With the ID, a refund needs no address. Both are remembered
 * for as long as the token is valid. That an address is no member's is found out here.
 */
export async function basketToken(
  ports: Ports,
  whose: Whose,
  { credential, seen, isProbe, remainingMs }: Asking,
): Promise<{ kind: 'ok'; value: UserToken } | TokenFailed | TokenStopped> {
  if ('tokenOf' in whose) return await readFixedToken(ports, whose.tokenOf, { probe: isProbe });
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

/**
 * Thanx refused the token or the merchant's key, and doesn't say which. Drops a member's token, and looks for newer secrets of the shop. Returns
 * `false` if there is nothing new to try.
 */
export async function isRenewed(
  ports: Ports,
  shop: string,
  whose: Whose,
  refused: { token: UserToken; key: string },
): Promise<boolean> {
  const isKeyNew = await merchantKeyRotated(ports, shop, refused.key);
  if ('tokenOf' in whose) return (await fixedTokenRotated(ports, whose.tokenOf, refused.token)) || isKeyNew;
  ports.userTokens.drop(whose.merchantId, nameOf(whose));
  return true;
}
