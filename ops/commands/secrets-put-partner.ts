import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import * as z from 'zod';
import { ThankflowError } from '../../lib/errors.ts';
import { secretNames, ThankuSecret, ThanxSecret, ThanxUserSecret } from '../../lib/secrets/secrets.ts';
import { credentialControl, shopControl, type Control, type ShopControl } from '../../lib/store/control.ts';
import type { HoldScope } from '../../lib/store/hold-watch.ts';
import { askHidden } from '../ask.ts';
import { audited, changing } from '../audited.ts';
import { withStage, type StageAws } from '../aws.ts';
import { brakeWords, holdWords } from '../brake-words.ts';
import { contextOf, examples, type Context } from '../context.ts';
import { knownCredential } from '../known-credential.ts';
import { writeSecret } from '../secret-writer.ts';
import { knownShop } from '../known-shop.ts';
import { becomeOf, tellTried, tryOne, type Became, type Tried } from '../try-one.ts';

/** So long at most functions believe that there is no such secret. */
const missingMs = 5000;

export function putPartnerCommands(put: Command): void {
  changing(put.command('thanku'))
    .description("the token of a shop's ThankU wallet")
    .requiredOption('--shop <id>', "the shop's id")
    .addHelpText(
      'after',
      examples('secrets put thanku --shop my-shop', 'secrets put thanku --shop my-shop < token.txt'),
    )
    .action(async (_, command: Command) => {
      const context = contextOf(command);
      const { shop } = z.object({ shop: z.string() }).parse(command.opts());
      await withStage(context.stage, async (aws) => {
        await knownShop(aws, shop);
        const [token] = await askHidden([`ThankU token of ${shop}`]);
        const name = secretNames.thanku(context.stage.name, shop);
        const secret = checked(ThankuSecret, { token });
        await audited(aws, command, { about: [shop] }, () => writeSecret(aws.secrets, name, secret));
        await tell(context, aws, name, [{ what: 'thanku', shop }]);
      });
    });

  changing(put.command('thanx-user'))
    .description('the fixed user token of a shop whose settings say `members: token`')
    .requiredOption('--shop <id>', "the shop's id")
    .addHelpText(
      'after',
      `${examples('secrets put thanx-user --shop my-shop', 'secrets put thanx-user --shop my-shop < token.txt')}
Thanx gives all of the shop's points to the member whose token it is. It cannot be renewed by itself: put a new one in time.`,
    )
    .action(async (_, command: Command) => {
      const context = contextOf(command);
      const { shop } = z.object({ shop: z.string() }).parse(command.opts());
      await withStage(context.stage, async (aws) => {
        const { settings } = await knownShop(aws, shop);
        if (settings.thanx === undefined) {
          throw new ThankflowError(
            'bad-settings',
            `${shop} has no \`thanx\` part in its settings: it makes no receipts`,
          );
        }
        const [token] = await askHidden([`Thanx user token of ${shop}`]);
        const name = secretNames.thanxUser(context.stage.name, settings.thanx.credential, shop);
        const secret = checked(ThanxUserSecret, { token });
        await audited(aws, command, { about: [shop] }, () => writeSecret(aws.secrets, name, secret));
        await tell(context, aws, name, [{ what: 'user-token', credential: settings.thanx.credential, shop }]);
        if (settings.thanx.members !== 'token') {
          context.out.note(`It is not used: the settings of ${shop} say \`members: ${settings.thanx.members}\`.`);
        }
      });
    });

  changing(put.command('thanx'))
    .description("one of the stage's Thanx credentials: client id, then access token")
    .requiredOption('--credential <name>', 'which of the credentials, normally main')
    .addHelpText(
      'after',
      `${examples('secrets put thanx --credential main', 'secrets put thanx --credential main < credential.txt')}
From stdin: two lines, the client id and the access token.`,
    )
    .action(async (_, command: Command) => {
      const context = contextOf(command);
      const { credential } = z.object({ credential: z.string() }).parse(command.opts());
      knownCredential(context.stage, credential);
      await withStage(context.stage, async (aws) => {
        const [clientId, accessToken] = await askHidden(['Thanx client id', 'Thanx access token']);
        const name = secretNames.thanx(context.stage.name, credential);
        const secret = checked(ThanxSecret, { clientId, accessToken });
        await audited(aws, command, { about: [`credential ${credential}`] }, () =>
          writeSecret(aws.secrets, name, secret),
        );
        await tell(context, aws, name, [{ what: 'credential', credential }]);
      });
    });
}

/** Parses what was entered. Its refusal names the field and shows nothing of it. */
function checked<Schema extends z.ZodType>(schema: Schema, entered: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(entered);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new ThankflowError(
    'bad-secret',
    `this does not look right: ${wrong}. Expected letters, digits and signs without blanks, in full length. Nothing was written.`,
  );
}

/**
 * Says what was written, and what the secret's scope is still held for. Where the functions may still believe the one before, the one that tries has
 * to wait for that; a refused ThankU token they read again at once.
 */
async function tell(context: Context, aws: StageAws, name: string, scopes: readonly HoldScope[]): Promise<void> {
  const { stage, out } = context;
  const tries: { tried: Tried; became: Became }[] = [];
  for (const scope of scopes) {
    const atMs = Date.now() + (scope.what === 'thanku' ? 0 : stage.cacheTtlMs);
    if (scope.what === 'thanku') await sleep(Math.min(stage.cacheTtlMs, missingMs));
    const tried = await tryOne(aws, scope, { atMs });
    if (tried !== undefined) tries.push({ tried, became: await becomeOf(aws, tried) });
  }
  out.json({ stage: stage.name, name, outcome: 'written', tries });
  out.line(`Written: ${name}`);
  out.line(`Takes effect within ${stage.cacheTtlMs / 1000} s.`);
  for (const { tried, became } of tries) {
    out.line(`It was ${holdWords(tried.hold)}.`);
    tellTried(out, stage.name, tried, became);
  }
  for (const words of await pausesOf(aws, scopes)) out.note(words);
  if (tries.length > 0) {
    out.note(
      `Orders that had failed before stay failed. They, and how to retry them: npx thankflow stuck --stage ${stage.name}`,
    );
  }
}

/** Operators' pauses that keep waiting what the secret is for. */
async function pausesOf({ documents, controlTable, stage }: StageAws, scopes: readonly HoldScope[]): Promise<string[]> {
  const words: string[] = [];
  for (const scope of scopes) {
    const [brake, flags] =
      scope.what === 'credential'
        ? [
            (await credentialControl(documents, controlTable, scope.credential).get()).brake,
            `--credential ${scope.credential}`,
          ]
        : await pauseOf(shopControl(documents, controlTable)(scope.shop), scope);
    if (brake === undefined) continue;
    words.push(`Still ${brakeWords(brake)}. Continue with: npx thankflow release ${flags} --stage ${stage.name}`);
  }
  return words;
}

async function pauseOf(control: Control<ShopControl>, { what, shop }: Exclude<HoldScope, { what: 'credential' }>) {
  const { thankuBrake, thanxBrake } = await control.get();
  return what === 'thanku'
    ? ([thankuBrake, `--shop ${shop} --thanku`] as const)
    : ([thanxBrake, `--shop ${shop} --thanx`] as const);
}
