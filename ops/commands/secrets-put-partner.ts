import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import * as z from 'zod';
import { tagsOf } from '../../infra/stages.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { partnerTtlMs } from '../../lib/secrets/partner-ttl.ts';
import {
  secretNames,
  ThankuSecret,
  ThanxMerchantSecret,
  ThanxSecret,
  ThanxUserSecret,
} from '../../lib/secrets/secrets.ts';
import { credentialControl, shopControl } from '../../lib/store/control.ts';
import type { StopScope } from '../../lib/circuit/watch.ts';
import { askHidden } from '../cli/ask.ts';
import { contextOf, onStage, examples, type Context } from '../cli/context.ts';
import { audited, changing } from '../audit/audited.ts';
import type { StageAws } from '../stage/aws.ts';
import { describeCircuit, describePause } from '../pause/describe.ts';
import { knownCredential } from '../stage/known-credential.ts';
import { assertIsRead } from '../secrets/reads-shared.ts';
import { lookAtToken } from '../secrets/thanku-token.ts';
import { lookAtSecret, replaceSecret } from '../../lib/secrets/writer.ts';
import { knownShop, thanxOf } from '../shops/known-shop.ts';
import { duration } from '../cli/words.ts';
import { hasOpenCircuit, printTry, tryAndWait } from '../pause/try-one.ts';

/** How long functions remember that a secret doesn't exist. */
const missingMs = 5000;

export function putPartnerCommands(put: Command): void {
  changing(put.command('thanku'))
    .description("the token of a shop's ThankU wallet")
    .requiredOption('--shop <id>', "the shop's ID")
    .option('--own', 'in a secret of its own, if the shops of the stage share secrets')
    .addHelpText(
      'after',
      `${examples('secrets put thanku --shop my-shop', 'secrets put thanku --shop my-shop < token.txt')}
Exit codes: 0 done, 1 refused, 2 wrong usage, 3 written, and ThankU refused the order that tried.`,
    )
    .action(async (_, command: Command) => {
      const { shop, own } = z.object({ shop: z.string(), own: z.boolean().default(false) }).parse(command.opts());
      await onStage(command, async ({ aws, ...context }) => {
        await knownShop(aws, shop);
        const place = await lookAtToken(aws, shop, own);
        await assertIsRead(aws, place, shop);
        const [token] = await askHidden([`ThankU token of ${shop}`]);
        const secret = checked(ThankuSecret, { token });
        await audited(aws, command, { about: [shop] }, () => place.put(secret));
        await report(context, aws, place.name, { what: 'thanku', shop });
      });
    });

  changing(put.command('thanx-user'))
    .description('the fixed user token of a shop whose settings say `members: token`')
    .requiredOption('--shop <id>', "the shop's ID")
    .addHelpText(
      'after',
      `${examples('secrets put thanx-user --shop my-shop', 'secrets put thanx-user --shop my-shop < token.txt')}
Thanx gives all of the shop's points to the member whose token it is. The token isn't renewed automatically: put a new one
before it expires.`,
    )
    .action(async (_, command: Command) => {
      const { shop } = z.object({ shop: z.string() }).parse(command.opts());
      await onStage(command, async ({ aws, ...context }) => {
        const thanx = await thanxOfShop(aws, shop);
        const name = secretNames.thanxUser(context.stage.name, thanx.credential, shop);
        const seen = await lookAtSecret(aws.secrets, name);
        const [token] = await askHidden([`Thanx user token of ${shop}`]);
        const secret = checked(ThanxUserSecret, { token });
        await audited(aws, command, { about: [shop] }, () =>
          replaceSecret(aws.secrets, seen, secret, tagsOf(context.stage)),
        );
        await report(context, aws, name, { what: 'user-token', credential: thanx.credential, shop });
        if (thanx.members !== 'token') {
          context.out.note(`The token isn't used: the settings of ${shop} say \`members: ${thanx.members}\`.`);
        }
      });
    });

  changing(put.command('thanx-merchant'))
    .description('the merchant key of a shop whose settings say `mode: baskets`')
    .requiredOption('--shop <id>', "the shop's ID")
    .addHelpText(
      'after',
      `${examples('secrets put thanx-merchant --shop my-shop', 'secrets put thanx-merchant --shop my-shop < key.txt')}
Thanx gives each merchant a key for its Loyalty API. The shop's baskets and their refunds wait until it is there.`,
    )
    .action(async (_, command: Command) => {
      const { shop } = z.object({ shop: z.string() }).parse(command.opts());
      await onStage(command, async ({ aws, ...context }) => {
        const thanx = await thanxOfShop(aws, shop);
        const name = secretNames.thanxMerchant(context.stage.name, thanx.credential, shop);
        const seen = await lookAtSecret(aws.secrets, name);
        const [merchantKey] = await askHidden([`Thanx merchant key of ${shop}`]);
        const secret = checked(ThanxMerchantSecret, { merchantKey });
        await audited(aws, command, { about: [shop] }, () =>
          replaceSecret(aws.secrets, seen, secret, tagsOf(context.stage)),
        );
        await report(context, aws, name, { what: 'user-token', credential: thanx.credential, shop });
        if (thanx.mode !== 'baskets') {
          context.out.note(`The key isn't used for new orders: the settings of ${shop} don't say \`mode: baskets\`.`);
        }
      });
    });

  changing(put.command('thanx'))
    .description("one of the stage's Thanx credentials: client ID and access token")
    .requiredOption('--credential <name>', 'the credential, normally main')
    .addHelpText(
      'after',
      `${examples('secrets put thanx --credential main', 'secrets put thanx --credential main < credential.txt')}
On stdin: two lines, the client ID and the access token.`,
    )
    .action(async (_, command: Command) => {
      const { credential } = z.object({ credential: z.string() }).parse(command.opts());
      knownCredential(contextOf(command).stage, credential);
      await onStage(command, async ({ aws, ...context }) => {
        const name = secretNames.thanx(context.stage.name, credential);
        const seen = await lookAtSecret(aws.secrets, name);
        const [clientId, accessToken] = await askHidden(['Thanx client ID', 'Thanx access token']);
        const secret = checked(ThanxSecret, { clientId, accessToken });
        await audited(aws, command, { about: [`credential ${credential}`] }, () =>
          replaceSecret(aws.secrets, seen, secret, tagsOf(context.stage)),
        );
        await report(context, aws, name, { what: 'credential', credential });
      });
    });
}

/** @throws `bad-settings` if the shop has no loyalty programme */
async function thanxOfShop(aws: StageAws, shop: string) {
  const thanx = thanxOf(await knownShop(aws, shop));
  if (thanx !== undefined) return thanx;
  throw new ThankflowError(
    'bad-settings',
    `${shop} has no \`thanx\` section in its settings, so it sends nothing to Thanx`,
  );
}

/** Parses what was entered. @throws `bad-secret` with the field's name, never with its value */
function checked<Schema extends z.ZodType>(schema: Schema, entered: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(entered);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new ThankflowError(
    'bad-secret',
    `invalid: ${wrong}. Expected the full value: at least 8 letters, digits and signs, no spaces. Nothing was written.`,
  );
}

/**
 * Prints what was written and what still stops the secret's scope, and lets one order try if its circuit is open. That order waits until
 * functions read a refused secret again. A refused ThankU token they read again at once.
 */
async function report(context: Context, aws: StageAws, name: string, scope: StopScope): Promise<void> {
  const { stage, out } = context;
  const isThanku = scope.what === 'thanku';
  if (isThanku && (await hasOpenCircuit(aws, scope))) await sleep(Math.min(stage.cacheTtlMs, missingMs));
  const tried = await tryAndWait(aws, scope, Date.now() + (isThanku ? 0 : stage.cacheTtlMs));
  out.json({ stage: stage.name, name, outcome: 'written', tries: tried === undefined ? [] : [tried] });
  out.done(`written: ${name}`);
  out.line(
    `Takes effect within ${duration(partnerTtlMs(stage.cacheTtlMs) / 1000)}, or as soon as the previous one is refused.`,
  );
  if (tried !== undefined) {
    out.line(`Before: ${describeCircuit(tried.tried.hold)}.`);
    printTry(out, stage.name, tried);
    if (tried.outcome === 'refused') process.exitCode = 3;
  }
  const { brake, flags } = await pauseOf(aws, scope);
  if (brake !== undefined) {
    out.note(`Still ${describePause(brake)}. To continue: ./thankflow resume ${flags} --stage ${stage.name}`);
  }
  if (tried !== undefined) {
    out.note(`Orders that failed before stay failed. To list and retry them: ./thankflow stuck --stage ${stage.name}`);
  }
}

/** The pause of what the secret is for, and the flags that resume it. */
async function pauseOf({ documents, controlTable }: StageAws, scope: StopScope) {
  if (scope.what === 'credential') {
    const { credential } = scope;
    const { brake } = await credentialControl(documents, controlTable, credential).get();
    return { brake, flags: `--credential ${credential}` };
  }
  const { shop } = scope;
  const { thankuBrake, thanxBrake } = await shopControl(documents, controlTable)(shop).get();
  return scope.what === 'thanku'
    ? { brake: thankuBrake, flags: `--shop ${shop} --thanku` }
    : { brake: thanxBrake, flags: `--shop ${shop} --thanx` };
}
