import type { Recipient } from '../../lib/order/receipt/plan.ts';
import type { ThanxSecret } from '../../lib/secrets/secrets.ts';
import { fixedToken, fixedTokenRotated, type TokenStopped } from './fixed-token.ts';
import { closeCircuit } from './circuit.ts';
import { permittedCall, type CallOutcome } from '../../lib/partners/thanx/permitted-call.ts';
import type { Use } from '../../lib/permits/permits.ts';
import type { CredentialControl } from '../../lib/store/control.ts';
import type { Ports, UserTokens } from './ports.ts';
import type { UserToken } from '../../lib/partners/thanx/create-token.ts';

/** A token with less remaining time than this counts as expired. */
const marginMs = 30_000;
const maxTokens = 5000;

const keyOf = (merchantId: string, email: string) => `${merchantId}\n${email.toLowerCase()}`;

/** Customers' tokens, in this worker's memory only. The oldest are dropped first. */
export function userTokensInMemory(now: () => number): UserTokens {
  const tokens = new Map<string, UserToken>();
  return {
    get(merchantId, email) {
      const token = tokens.get(keyOf(merchantId, email));
      return token !== undefined && token.expiresAtMs - marginMs > now() ? token : undefined;
    },
    put(merchantId, email, token) {
      const [oldest] = tokens.keys();
      if (tokens.size >= maxTokens && oldest !== undefined) tokens.delete(oldest);
      tokens.set(keyOf(merchantId, email), token);
    },
    drop(merchantId, email) {
      tokens.delete(keyOf(merchantId, email));
    },
  };
}

/** What a token is for. `seen`: the credential's control row as it was just read. */
interface TokenUse {
  use?: Use;
  seen?: CredentialControl;
}

/** The token for a receipt: the customer's, or the shop's fixed one. */
export async function userToken(
  ports: Ports,
  whose: { merchantId: string } & Recipient,
  credential: ThanxSecret,
  remainingMs: () => number,
  tokenUse: TokenUse = {},
): Promise<CallOutcome<UserToken> | TokenStopped> {
  if ('tokenOf' in whose) return await fixedToken(ports, whose.tokenOf);
  return await memberToken(ports, whose, credential, remainingMs, tokenUse);
}

/** The token of the member with this e-mail address, from memory or from a new call. */
export async function memberToken(
  ports: Ports,
  { merchantId, email }: { merchantId: string; email: string },
  credential: ThanxSecret,
  remainingMs: () => number,
  { use = 'submit', seen }: TokenUse = {},
): Promise<CallOutcome<UserToken>> {
  const known = ports.userTokens.get(merchantId, email);
  if (known !== undefined) return { kind: 'ok', value: known };
  const outcome = await permittedCall(
    ports,
    remainingMs,
    (connection, timing) => ports.thanx.createToken(connection, { credential, merchantId, email }, timing),
    use,
  );
  if (outcome.kind === 'ok') ports.userTokens.put(merchantId, email, outcome.value);
  // A customer who isn't a member also proves that the credential is accepted.
  if (outcome.kind === 'ok' || outcome.kind === 'no-member')
    await closeCircuit(ports, { reasons: ['unauthorized', 'no-secret'], seen });
  return outcome;
}

/** Thanx has refused a token: drops it. Returns `false` if no other token is available. */
export async function renewToken(
  ports: Ports,
  whose: { merchantId: string } & Recipient,
  refused: UserToken,
): Promise<boolean> {
  if ('tokenOf' in whose) return await fixedTokenRotated(ports, whose.tokenOf, refused);
  ports.userTokens.drop(whose.merchantId, whose.email);
  return true;
}
