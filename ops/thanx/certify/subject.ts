import { ThankflowError } from '../../../lib/errors.ts';
import { GiftCard } from '../../../lib/sealing/card.ts';
import { secretNames, ThanxMerchantSecret, ThanxSecret, ThanxUserSecret } from '../../../lib/secrets/secrets.ts';
import { currentSecret } from '../../../lib/secrets/writer.ts';
import { askHidden, hiddenLines } from '../../cli/ask.ts';
import type { StageAws } from '../../stage/aws.ts';
import { isOnThisMachine, productionHosts } from './checks/requests.ts';
import type { Subject, ThanxSettings } from './flows/flow.ts';

/** Whether the stage calls the sandbox on this machine. */
export const callsThisMachine = ({
  thanxUrl,
  thanxLoyaltyUrl,
}: Pick<StageAws, 'thanxUrl' | 'thanxLoyaltyUrl'>): boolean =>
  [thanxUrl, thanxLoyaltyUrl].every((url) => isOnThisMachine(new URL(url)));

type Stage = Pick<StageAws, 'thanxUrl' | 'thanxLoyaltyUrl'> & { stage: { name: string } };

/** @throws `refused` if the stage calls Thanx's production: the flows create receipts, baskets and gift cards */
export function refuseProduction({ stage, thanxUrl, thanxLoyaltyUrl }: Stage, shop: string): void {
  const real = [thanxUrl, thanxLoyaltyUrl].find((url) => productionHosts.includes(new URL(url).hostname));
  if (real === undefined) return;
  throw new ThankflowError('refused', [
    `stage ${stage.name} calls Thanx's production (${real}), where test receipts and baskets would count. Nothing was sent.`,
    "Run it on a stage whose thanxUrl and thanxLoyaltyUrl are those of Thanx's sandbox, and then check its recording here:",
    `  ./thankflow thanx certify --shop ${shop} --stage dev --to certification`,
    `  ./thankflow thanx certify --shop ${shop} --stage ${stage.name} --from certification/recording.jsonl`,
  ]);
}

/** Sandboxes of this machine take any of these. */
const localDefaults = { member: 'certify@member.example' };
/** Nobody has an address that ends in `.example`. */
const anybodysStranger = 'nobody@stranger.example';

/** Reads the shop's secrets. @throws `bad-secret` if one is missing, `usage` without a member */
export async function subjectOf(
  aws: StageAws,
  { shop, thanx }: { shop: string; thanx: ThanxSettings },
  { member, stranger = anybodysStranger }: { member?: string | undefined; stranger?: string | undefined },
): Promise<Subject> {
  const { secrets, stage } = aws;
  const { credential } = thanx;
  const isLocal = callsThisMachine(aws);
  const put = (what: string) => `Put it: ./thankflow secrets put ${what} --stage ${stage.name}`;
  const secret = await currentSecret(secrets, ThanxSecret, secretNames.thanx(stage.name, credential));
  if (secret === undefined)
    throw lacking(`the Thanx credential "${credential}"`, put(`thanx --credential ${credential}`));
  const isFixed = thanx.members === 'token';
  const fixed = isFixed
    ? await currentSecret(secrets, ThanxUserSecret, secretNames.thanxUser(stage.name, credential, shop))
    : undefined;
  if (isFixed && fixed === undefined) throw lacking(`the user token of ${shop}`, put(`thanx-user --shop ${shop}`));
  const isBaskets = thanx.mode === 'baskets';
  const merchant = isBaskets
    ? await currentSecret(secrets, ThanxMerchantSecret, secretNames.thanxMerchant(stage.name, credential, shop))
    : undefined;
  if (isBaskets && merchant === undefined)
    throw lacking(`the merchant key of ${shop}`, put(`thanx-merchant --shop ${shop}`));
  const given = member ?? (isLocal ? localDefaults.member : undefined);
  if (given === undefined && !isFixed)
    throw new ThankflowError(
      'usage',
      "give the e-mail address of a member of the merchant in Thanx's sandbox: --member <e-mail>. Their account gets the test data",
    );
  return {
    shop,
    thanx,
    secret,
    fixedToken: fixed?.token,
    merchantKey: merchant?.merchantKey,
    member: given ?? anybodysStranger,
    stranger,
    card: thanx.giftCards === undefined ? undefined : await testCard(isLocal),
  };
}

const lacking = (what: string, todo: string): ThankflowError =>
  new ThankflowError('bad-secret', `there is no secret for ${what} yet, so nothing was sent. ${todo}`);

/** A gift card that the merchant's provider knows. The sandbox of this machine knows them all, but each only once. */
async function testCard(isLocal: boolean): Promise<GiftCard> {
  const number = 'The number of a test gift card';
  const [given, pin] = isLocal
    ? [randomNumber(), '1234']
    : process.stdin.isTTY
      ? await askHidden([number])
      : await hiddenLines([number, 'Its PIN'], { optional: 1 });
  const card = GiftCard.safeParse({ number: given, ...(pin !== undefined && { pin }) });
  if (card.success) return card.data;
  const [issue] = card.error.issues;
  throw new ThankflowError('usage', `the test gift card: ${issue?.message}. Nothing was sent.`);
}

/** Sixteen digits, without zeros: those of the sandbox's unknown cards end in zeros. */
const randomNumber = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => String(1 + (byte % 9))).join('');
