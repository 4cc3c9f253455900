import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import * as z from 'zod';
import { thanxLimits } from '../../infra/thanx-capacity.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { didYouMean } from '../../lib/order/nearest.ts';
import { connect } from '../../lib/partners/thanx/connection.ts';
import { getMerchants } from '../../lib/partners/thanx/get-merchants.ts';
import { getScopes } from '../../lib/partners/thanx/get-scopes.ts';
import { permittedCall } from '../../lib/partners/thanx/permitted-call.ts';
import { limiter } from '../../lib/permits/limiter.ts';
import { grantsRow } from '../../lib/permits/row.ts';
import { parseSecret } from '../../lib/secrets/read.ts';
import { secretNames, ThanxSecret } from '../../lib/secrets/secrets.ts';
import { settingsStore } from '../../lib/shops/settings-store.ts';
import { controlKeys, credentialControl } from '../../lib/store/control.ts';
import { withStage, type StageAws } from '../aws.ts';
import { contextOf, examples, type Context } from '../context.ts';
import { currentSecret } from '../secret-writer.ts';
import { checkThanx, heldProblem, requiredScopes, type Ask, type Subject } from '../thanx-check.ts';
import { tellThanx } from '../thanx-report.ts';
import { knownShop } from './shops-show.ts';

const Options = z.object({ shop: z.string().optional(), credential: z.string().optional() });
type Options = z.infer<typeof Options>;

export function thanxCheckCommand(thanx: Command): void {
  thanx
    .command('check')
    .description('ask Thanx whether the credential, its scopes and the merchant are there; shows the permits used')
    .option('--shop <id>', "check a shop's credential and its merchant")
    .option('--credential <name>', 'check one of the credentials, whatever shops use it')
    .addHelpText(
      'after',
      `${examples(
        'thanx check --shop my-shop',
        'thanx check --shop my-shop --stage prod',
        'thanx check --credential main --stage prod --json',
      )}
It makes two calls to Thanx, which take permits like every other. It changes nothing and shows no secret.
Exit codes: 0 all is there, 1 something is missing, refused or held, 2 called wrongly.`,
    )
    .action(async (_, command: Command) => {
      const context = contextOf(command);
      const options = Options.parse(command.opts());
      const ok = await withStage(context.stage, (aws) => check(context, options, aws));
      if (!ok) process.exitCode = 1;
    });
}

async function check({ stage, out }: Context, options: Options, aws: StageAws): Promise<boolean> {
  const subject = await subjectOf({ stage, out }, options, aws);
  const { credential } = subject;
  const time = {
    now: Date.now,
    sleep: async (ms: number) => {
      if (ms > 0) await sleep(ms);
    },
  };
  const permits = limiter({
    row: grantsRow(aws.documents, aws.controlTable, controlKeys.permits(credential)),
    limits: thanxLimits(stage),
    random: Math.random,
    ...time,
  });
  const ports = {
    permits,
    thanx: { connect: () => connect(aws.thanxUrl, { timeoutMs: stage.partnerTimeoutMs, now: Date.now }) },
    telemetry: { error: (message: string) => out.note(`warning: ${message}`), count: () => undefined },
    ...time,
    credentialName: credential,
    partnerTimeoutMs: stage.partnerTimeoutMs,
  };
  const ask: Ask = {
    scopes: (secret) =>
      permittedCall(
        ports,
        () => patienceMs,
        (to, timing) => getScopes(to, { credential: secret }, timing),
      ),
    merchants: (secret) =>
      permittedCall(
        ports,
        () => patienceMs,
        (to, timing) => getMerchants(to, { credential: secret }, timing),
      ),
  };
  const { hold } = await credentialControl(aws.documents, aws.controlTable, credential).get();
  const name = secretNames.thanx(stage.name, credential);
  const stored = await currentSecret(aws.secrets, name);
  const answers = await checkThanx(
    subject,
    stored === undefined ? undefined : parseSecret(ThanxSecret, name, stored),
    ask,
  );
  const problems = [...(hold ? [heldProblem(`the credential "${credential}"`, hold)] : []), ...answers.problems];
  const usage = await permits.usage();
  const ok = problems.length === 0;
  out.json({ ...subject, ok, requiredScopes, ...answers, ...(hold && { hold }), permits: usage, problems });
  tellThanx(out, subject, { ...answers, problems }, usage);
  return ok;
}

/** Long enough for a permit and a call; a person waits. */
const patienceMs = 60_000;

async function subjectOf({ stage }: Context, { shop, credential }: Options, aws: StageAws): Promise<Subject> {
  if ((shop === undefined) === (credential === undefined)) {
    throw new ThankflowError('usage', 'say what to check: either --shop <id> or --credential <name>');
  }
  const common = { stage: stage.name, thanxUrl: aws.thanxUrl };
  if (shop !== undefined) {
    const { settings } = await knownShop(settingsStore(aws.documents, aws.settingsTable), shop, stage.name);
    if (settings.thanx === undefined) {
      throw new ThankflowError(
        'bad-settings',
        `${shop} has no \`thanx\` part in its settings: it makes no receipts, and there is nothing to check`,
      );
    }
    return { ...common, shop, credential: settings.thanx.credential, merchantId: settings.thanx.merchantId };
  }
  const name = credential ?? '';
  if (!stage.thanxCredentials.includes(name)) {
    const there = stage.thanxCredentials.join(', ');
    throw new ThankflowError(
      'usage',
      `stage ${stage.name} has no Thanx credential "${name}"${didYouMean(name, stage.thanxCredentials)}; it has ${there}`,
    );
  }
  return { ...common, credential: name };
}
