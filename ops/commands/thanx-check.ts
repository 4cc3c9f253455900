import type { Command } from 'commander';
import * as z from 'zod';
import { ThankflowError } from '../../lib/errors.ts';
import { secretNames, ThanxMerchantSecret, ThanxSecret, ThanxUserSecret } from '../../lib/secrets/secrets.ts';
import type { StageAws } from '../stage/aws.ts';
import { examples, onStage, type Context } from '../cli/context.ts';
import { knownCredential } from '../stage/known-credential.ts';
import { currentSecret } from '../../lib/secrets/writer.ts';
import { thanxQuestions } from '../thanx/calls.ts';
import { checkThanx, type ThanxSubject } from '../thanx/check.ts';
import { neededScopes } from '../thanx/scopes.ts';
import { printPurchaseWebhook, purchaseWebhookOf } from '../thanx/purchase-webhook.ts';
import { stopProblems } from '../thanx/stops.ts';
import { decisionHours, printDecisions } from '../thanx/decisions.ts';
import { printThanx } from '../thanx/report.ts';
import { knownShop, thanxOf } from '../shops/known-shop.ts';

const Options = z.object({ shop: z.string().optional(), credential: z.string().optional() });
type Options = z.infer<typeof Options>;

export function thanxCheckCommand(thanx: Command): void {
  thanx
    .command('check')
    .description('ask Thanx whether the credential, its scopes and the merchant work; shows the permits used')
    .option('--shop <id>', "check a shop's credential and its merchant")
    .option('--credential <name>', 'check a credential')
    .addHelpText(
      'after',
      `${examples(
        'thanx check --shop my-shop',
        'thanx check --shop my-shop --stage prod',
        'thanx check --credential main --stage prod --json',
      )}
It makes two or three calls to Thanx, which use permits. It changes nothing and shows no secret.
Exit codes: 0 everything works, 1 something is missing, refused or stopped, 2 wrong usage.`,
    )
    .action(async (_, command: Command) => {
      const options = Options.parse(command.opts());
      await onStage(command, async ({ aws, ...context }) => {
        if (!(await check(context, options, aws))) process.exitCode = 1;
      });
    });
}

async function check({ stage, out }: Context, options: Options, aws: StageAws): Promise<boolean> {
  const subject = await subjectOf({ stage, out }, options, aws);
  const { credential, shop, fixedToken } = subject;
  const secret = await currentSecret(aws.secrets, ThanxSecret, secretNames.thanx(stage.name, credential));
  const userSecret =
    fixedToken === true && shop !== undefined
      ? await currentSecret(aws.secrets, ThanxUserSecret, secretNames.thanxUser(stage.name, credential, shop))
      : undefined;
  const merchantSecret =
    subject.mode === 'baskets' && shop !== undefined
      ? await currentSecret(aws.secrets, ThanxMerchantSecret, secretNames.thanxMerchant(stage.name, credential, shop))
      : undefined;
  const webhook = await purchaseWebhookOf(aws, credential);
  const { permits, ask } = thanxQuestions({ stage, aws, credential }, (text) => out.note(`warning: ${text}`));
  const stops = await stopProblems(subject, aws);
  const answers = await checkThanx(subject, { secret, userSecret, merchantSecret }, ask);
  const problems = [...stops, ...answers.problems];
  const usage = await permits.usage();
  const ok = problems.length === 0;
  const requiredScopes = neededScopes(subject).map(({ scope }) => scope);
  const { merchantId, decidedInHours } = subject;
  const polled = merchantId === undefined || subject.mode === 'baskets' ? undefined : { credential, merchantId };
  const decisions = polled && (await decisionHours(aws, { ...polled, ...(decidedInHours && { decidedInHours }) }));
  out.json({
    ...subject,
    ok,
    requiredScopes,
    ...answers,
    purchaseWebhook: webhook,
    permits: usage,
    problems,
    ...(decisions && { decisions }),
  });
  printThanx(out, subject, { ...answers, problems }, usage);
  if (polled !== undefined) printDecisions(out, decisions, decidedInHours);
  printPurchaseWebhook(out, subject, webhook);
  return ok;
}

async function subjectOf({ stage }: Context, { shop, credential }: Options, aws: StageAws): Promise<ThanxSubject> {
  if ((shop === undefined) === (credential === undefined)) {
    throw new ThankflowError('usage', 'give either --shop <id> or --credential <name>');
  }
  const common = { stage: stage.name, thanxUrl: aws.thanxUrl };
  if (shop !== undefined) {
    const thanx = thanxOf(await knownShop(aws, shop));
    if (thanx === undefined) {
      throw new ThankflowError(
        'bad-settings',
        `${shop} has no \`thanx\` section in its settings, so it sends nothing to Thanx and there is nothing to check`,
      );
    }
    const { credential: used, merchantId, members, mode, decidedInHours } = thanx;
    return { ...common, shop, credential: used, merchantId, mode, decidedInHours, fixedToken: members === 'token' };
  }
  return { ...common, credential: knownCredential(stage, credential ?? '') };
}
