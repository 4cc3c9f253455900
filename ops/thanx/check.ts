import type { DecidedInHours } from '../../lib/order/receipt/expected.ts';
import { didYouMean } from '../../lib/nearest.ts';
import type { Merchant } from '../../lib/partners/thanx/partner-api.ts';
import type { CallOutcome } from '../../lib/partners/thanx/permitted-call.ts';
import type { ThanxMerchantSecret, ThanxSecret, ThanxUserSecret } from '../../lib/secrets/secrets.ts';
import { neededScopes, scopeMissing } from './scopes.ts';

/** Something that keeps receipts from being made, and what to do about it. */
export interface ThanxProblem {
  code:
    | 'no-secret'
    | 'refused'
    | 'unreachable'
    | 'moved'
    | 'no-answer'
    | 'rate-limited'
    | 'no-permit'
    | 'scope-missing'
    | 'merchant-missing'
    | 'no-user-token'
    | 'no-merchant-key'
    | 'user-token-refused'
    | 'held'
    | 'baskets-not-certified'
    | 'braked';
  message: string;
}

export interface ThanxSubject {
  stage: string;
  credential: string;
  thanxUrl: string;
  shop?: string;
  /** With a shop: its merchant must be there. */
  merchantId?: string;
  /** How the shop's orders reach Thanx. */
  mode?: 'receipts' | 'baskets';
  /** The shop's receipts and baskets are made with one fixed user token. */
  fixedToken?: boolean;
  /** What the shop's settings say. */
  decidedInHours?: DecidedInHours | undefined;
}

/** What is put for the credential and the shop. `undefined`: nothing is. */
interface ShopSecrets {
  secret: ThanxSecret | undefined;
  userSecret?: ThanxUserSecret | undefined;
  merchantSecret?: ThanxMerchantSecret | undefined;
}

/** The questions, each a call with a permit. */
export interface ThanxQuestions {
  scopes(secret: ThanxSecret): Promise<CallOutcome<string[]>>;
  merchants(secret: ThanxSecret): Promise<CallOutcome<Merchant[]>>;
  /** As the member whose token it is. */
  receipts(secret: ThanxSecret, user: ThanxUserSecret, merchantId: string): Promise<CallOutcome<unknown>>;
}

export interface ThanxAnswers {
  scopes?: string[];
  merchants?: Merchant[];
  problems: ThanxProblem[];
}

/** Asks Thanx what the credential may do and for whom, and says what is missing. Stops where the next answer would be the same. */
export async function checkThanx(
  subject: ThanxSubject,
  { secret, userSecret, merchantSecret }: ShopSecrets,
  ask: ThanxQuestions,
): Promise<ThanxAnswers> {
  const put = `./thankflow secrets put thanx --credential ${subject.credential} --stage ${subject.stage}`;
  if (secret === undefined) {
    const message = `there is no secret for the Thanx credential "${subject.credential}" yet. Put it: ${put}`;
    return { problems: [{ code: 'no-secret', message }] };
  }
  const scopes = await ask.scopes(secret);
  if (scopes.kind !== 'ok') return { problems: [problemOf(scopes, subject, put)] };
  const problems: ThanxProblem[] = neededScopes(subject)
    .filter(({ scope }) => !scopes.value.includes(scope))
    .map((missing) => ({ code: 'scope-missing', message: scopeMissing(missing) }));
  const merchants = await ask.merchants(secret);
  if (merchants.kind !== 'ok') {
    return { scopes: scopes.value, problems: [...problems, problemOf(merchants, subject, put)] };
  }
  const missing = merchantProblem(subject, merchants.value);
  if (missing !== undefined) problems.push(missing);
  const refused = await userTokenProblem(subject, secret, userSecret, ask);
  if (refused !== undefined) problems.push(refused);
  problems.push(...merchantKeyProblems(subject, merchantSecret));
  return { scopes: scopes.value, merchants: merchants.value, problems };
}

async function userTokenProblem(
  subject: ThanxSubject,
  secret: ThanxSecret,
  userSecret: ThanxUserSecret | undefined,
  ask: ThanxQuestions,
): Promise<ThanxProblem | undefined> {
  const { shop, merchantId, fixedToken, stage } = subject;
  if (fixedToken !== true || merchantId === undefined) return undefined;
  const put = `./thankflow secrets put thanx-user --shop ${shop} --stage ${stage}`;
  if (userSecret === undefined) {
    const message = `the settings say \`members: token\`, and there is no user token of ${shop} yet. Put it: ${put}`;
    return { code: 'no-user-token', message };
  }
  const receipts = await ask.receipts(secret, userSecret, merchantId);
  if (receipts.kind === 'ok') return undefined;
  if (receipts.kind !== 'unauthorized') return problemOf(receipts, subject, put);
  const message = `Thanx refuses the user token of ${shop} (${receipts.status}): it has expired or was withdrawn. Get a new one and put it: ${put}`;
  return { code: 'user-token-refused', message };
}

/** Only a basket shows whether Thanx takes the key. */
function merchantKeyProblems(
  { shop, mode, stage }: ThanxSubject,
  merchantSecret: ThanxMerchantSecret | undefined,
): ThanxProblem[] {
  if (mode !== 'baskets' || merchantSecret !== undefined) return [];
  const put = `./thankflow secrets put thanx-merchant --shop ${shop} --stage ${stage}`;
  const message = `the settings say \`mode: baskets\`, and there is no merchant key of ${shop} yet. Thanx issues it. Put it: ${put}`;
  return [{ code: 'no-merchant-key', message }];
}

function merchantProblem({ merchantId }: ThanxSubject, merchants: readonly Merchant[]): ThanxProblem | undefined {
  if (merchantId !== undefined && !merchants.some(({ id }) => id === merchantId)) {
    const ids = merchants.map(({ id }) => id);
    const there = ids.length === 0 ? 'It has no merchants.' : `It has ${ids.join(', ')}.`;
    const message = `the shop's merchant "${merchantId}" isn't one of the credential's merchants${didYouMean(merchantId, ids)}. ${there} Correct thanx.merchantId in the shop's settings, or have the merchant opt into the integration at Thanx.`;
    return { code: 'merchant-missing', message };
  }
  if (merchantId === undefined && merchants.length === 0) {
    const message = 'the credential has no merchant: none has opted into the integration at Thanx yet.';
    return { code: 'merchant-missing', message };
  }
  return undefined;
}

type Failed = Exclude<CallOutcome<unknown>, { kind: 'ok' }>;

function problemOf(outcome: Failed, { thanxUrl, credential }: ThanxSubject, put: string): ThanxProblem {
  switch (outcome.kind) {
    case 'unauthorized':
      return {
        code: 'refused',
        message: `Thanx refuses the credential "${credential}" (${outcome.status}): its client ID or access token is wrong or was withdrawn. Put the right ones: ${put}`,
      };
    case 'not-sent':
      return {
        code: 'unreachable',
        message: `can't reach Thanx at ${thanxUrl}: ${outcome.reason}. Check the network, and thanxUrl in infra/stages.ts.`,
      };
    case 'moved':
      return {
        code: 'moved',
        message: `there is no Thanx API at ${thanxUrl} (${outcome.status}). Check thanxUrl in infra/stages.ts.`,
      };
    case 'rate-limited':
      return {
        code: 'rate-limited',
        message:
          'Thanx answered 429 (too many requests), so all workers of the credential are waiting. Try again in a few minutes.',
      };
    case 'later':
      return {
        code: 'no-permit',
        message: `no permit is free before ${new Date(outcome.retryAtMs).toISOString()}. Nothing was sent. Try again then.`,
      };
    case 'rejected':
      return { code: 'no-answer', message: `Thanx refuses the request (${outcome.status} ${outcome.code ?? ''}).` };
    case 'unknown':
    case 'no-member':
    case 'no-email': {
      const why = outcome.kind === 'unknown' ? ` (${[outcome.status, outcome.reason].filter(Boolean).join(', ')})` : '';
      return { code: 'no-answer', message: `Thanx at ${thanxUrl} gave no usable answer${why}. Try again later.` };
    }
  }
}
