import type { Command } from 'commander';
import * as z from 'zod';
import { tagsOf } from '../../infra/stages.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { parseSecret } from '../../lib/secrets/read.ts';
import { secretNames } from '../../lib/secrets/secrets.ts';
import { lookAtSecret, replaceSecret, textOf } from '../../lib/secrets/writer.ts';
import { targetsIn } from '../../lib/shops/notify-settings.ts';
import { audited, changing } from '../audit/audited.ts';
import { examples, onStage, type Context } from '../cli/context.ts';
import { describeFailure } from '../cli/failures.ts';
import type { Output } from '../cli/output.ts';
import { entryOf, hasEntry, StoredEntries, withEntry, withoutEntry } from '../notify/entries.ts';
import { knownTarget } from '../notify/known-target.ts';
import { newEntry, printEntry, refuseForeignOptions } from '../notify/new-entry.ts';
import { describeCircuit } from '../pause/describe.ts';
import { hasOpenCircuit, leaveToProbe, printTry, tryAndWait, type Try } from '../pause/try-one.ts';
import { knownShop } from '../shops/known-shop.ts';
import type { StopScope } from '../../lib/circuit/watch.ts';
import type { StageAws } from '../stage/aws.ts';

const Options = z.object({
  shop: z.string(),
  target: z.string(),
  enter: z.boolean().default(false),
  replaceNow: z.boolean().default(false),
  keepPrevious: z.boolean().default(false),
  url: z.string().optional(),
  unchecked: z.boolean().default(false),
  forget: z.boolean().default(false),
});
type NotifyOptions = z.infer<typeof Options>;

export function putNotifyCommand(put: Command): void {
  changing(put.command('notify'))
    .description("the secret of one of a shop's own systems, which its settings list under `notify`")
    .requiredOption('--shop <id>', "the shop's ID")
    .requiredOption('--target <name>', "the target's name in the settings")
    .option('--enter', 'webhook: enter the signing secret, instead of having one generated')
    .option('--replace-now', 'webhook: sign with the new secret only, because the old one leaked')
    .option('--keep-previous', 'webhook: replace the current secret, and keep the one before it')
    .option('--url <address>', "Shopify, WooCommerce: the shop's address; default: asked for")
    .option('--unchecked', 'Shopify, WooCommerce: write it even if it may not change orders')
    .option('--forget', 'delete the secret of a target that is no longer in the settings')
    .addHelpText(
      'after',
      `${examples(
        'secrets put notify --shop my-shop --target erp   # generates it, and shows it once',
        'secrets put notify --shop my-shop --target erp --enter < secret.txt',
        'secrets put notify --shop my-shop --target klaviyo --stage prod < key.txt',
        'secrets put notify --shop my-shop --target old-erp --forget',
      )}
What a target needs, by its \`to:\` in the settings:
webhook             a signing secret (whsec_…). The one before it signs as well for a day.
klaviyo             a private API key (pk_…) with the scope events:write
shopify-metafield   a credential as for \`secrets put platform\`, with write_orders
woocommerce-meta, woocommerce-note
                    a key with the permission Read/Write
On stdin, a line each; of Shopify and WooCommerce, the address first unless --url is given.
docs/notifications.md says where to get them.`,
    )
    .action(async (_, command: Command) => {
      const options = Options.parse(command.opts());
      if (options.replaceNow && options.keepPrevious)
        throw new ThankflowError('usage', 'give either --replace-now or --keep-previous');
      await onStage(command, async ({ aws, ...context }) => {
        if (options.forget) await forget(aws, context, command, options);
        else await putEntry(aws, context, command, options);
      });
    });
}

async function putEntry(
  aws: StageAws,
  { stage, out }: Context,
  command: Command,
  options: NotifyOptions,
): Promise<void> {
  const { shop, target: name } = options;
  const target = knownTarget(await knownShop(aws, shop), name);
  refuseForeignOptions(target.to, options);
  const { stored, seen } = await lookAtEntries(aws, shop);
  const made = await newEntry(aws, target, entryOf(stored, name), options);
  const { entry, generated } = made;
  if (entry !== undefined) await write(aws, command, { shop, name, seen, value: withEntry(stored, name, entry) });
  const previousUntil = entry?.to === 'webhook' ? entry.previous?.expiresAt : undefined;
  const outcome = entry === undefined ? 'unchanged' : 'written';
  const scope = { what: 'target', shop, target: name } as const;
  // The receiver doesn't have a generated secret yet.
  const mayTry = entry !== undefined && generated === undefined;
  const tried = mayTry ? await tryIfPossible(aws, scope, out) : undefined;
  const result = { outcome, previousUntil, secret: generated, tries: tried === undefined ? [] : [tried] };
  out.json({ stage: stage.name, name: seen.name, target: name, ...result });
  if (entry === undefined) return out.line(`unchanged  this is already the secret of ${name}`);
  out.done(`written: ${name} in ${seen.name}`);
  printEntry(out, stage, made, entry);
  if (generated !== undefined && (await hasOpenCircuit(aws, scope))) {
    await leaveToProbe(aws, scope);
    out.note(
      `Its notifications wait, and one tries within 15 minutes. To have it try as soon as the receiver has the secret: ` +
        `./thankflow resume --shop ${shop} --target ${name} --stage ${stage.name}`,
    );
  }
  if (tried === undefined) return;
  out.line(`Before: ${describeCircuit(tried.tried.hold)}.`);
  printTry(out, stage.name, tried);
}

/** The secret is written, whatever becomes of the try. A probe follows within 15 minutes anyway. */
async function tryIfPossible(aws: StageAws, scope: StopScope, out: Output): Promise<Try | undefined> {
  try {
    return await tryAndWait(aws, scope);
  } catch (error) {
    out.note(`warning: no notification was tried: ${describeFailure(error, aws.stage.name).message}`);
    return undefined;
  }
}

async function forget(aws: StageAws, { stage, out }: Context, command: Command, options: NotifyOptions): Promise<void> {
  const { shop, target: name } = options;
  const { raw, removed } = await knownShop(aws, shop);
  if (removed === undefined && targetsIn(raw).some((target) => target.name === name))
    throw new ThankflowError(
      'refused',
      `${name} is in the settings of ${shop}, and needs its secret. Nothing was written. Remove it from the settings and apply them first. ` +
        `If its secret leaked, put another one: ./thankflow secrets put notify --shop ${shop} --target ${name} --stage ${stage.name}`,
    );
  const { stored, seen } = await lookAtEntries(aws, shop);
  if (stored === undefined || !hasEntry(stored, name))
    throw new ThankflowError('not-found', `${shop} has no secret for a target "${name}"`);
  const value = withoutEntry(stored, name);
  await write(aws, command, { shop, name, seen, value });
  const left = Object.keys(value.targets);
  out.json({ stage: stage.name, name: seen.name, target: name, outcome: 'forgotten', left });
  out.done(`deleted: ${name} from ${seen.name}`);
  if (left.length > 0) out.line(`It still has the secrets of ${left.join(', ')}.`);
  else
    out.note(
      `It's empty now. To stop paying for it: aws secretsmanager delete-secret --secret-id ${seen.name} --recovery-window-in-days 7`,
    );
}

async function lookAtEntries(aws: StageAws, shop: string) {
  const seen = await lookAtSecret(aws.secrets, secretNames.notify(aws.stage.name, shop));
  const text = await textOf(aws.secrets, seen);
  return { seen, stored: text === undefined ? undefined : parseSecret(StoredEntries, seen.name, text) };
}

const write = (
  aws: StageAws,
  command: Command,
  {
    shop,
    name,
    seen,
    value,
  }: { shop: string; name: string; value: { targets: Record<string, unknown> } } & {
    seen: Awaited<ReturnType<typeof lookAtSecret>>;
  },
): Promise<void> =>
  audited(aws, command, { about: [shop, `target ${name}`] }, () =>
    replaceSecret(aws.secrets, seen, value, tagsOf(aws.stage)),
  );
