import type { Command } from 'commander';
import * as z from 'zod';
import { ThankflowError } from '../../lib/errors.ts';
import { applySettings, refuseToDrop, type ApplyResult } from '../../lib/shops/apply-settings.ts';
import { contextOf, examples } from '../cli/context.ts';
import { audited, changing } from '../audit/audited.ts';
import { withStage, type StageAws } from '../stage/aws.ts';
import { userName } from '../stage/local.ts';
import { describeCircuit } from '../pause/describe.ts';
import { newerWords, settingsStore } from '../../lib/shops/settings-store.ts';
import type { ShopSettings } from '../../lib/shops/settings.ts';
import { shopControl } from '../../lib/store/control.ts';
import { agreed } from '../cli/ask.ts';
import { describeFailure } from '../cli/failures.ts';
import type { Output } from '../cli/output.ts';
import { expediteParked } from '../shops/expedite-parked.ts';
import { replacementOf } from '../shops/replacement.ts';
import { placed, readShopFiles, warningsOf } from '../shops/shop-files.ts';
import { printTry, tryAndWait, type Try } from '../pause/try-one.ts';
import { linesCell, number } from '../cli/words.ts';

const Options = z.object({
  by: z.string().min(1).max(200),
  replaceNewer: z.boolean().default(false),
  yes: z.boolean().default(false),
});

export function applyCommand(shops: Command): void {
  changing(shops.command('apply'))
    .description('check settings files and apply them, all or none')
    .argument('<file...>', 'YAML files, one per shop')
    .option('--by <name>', 'your name, for the record', userName())
    .option('--replace-newer', "also replace settings of a newer version; what this version doesn't know is dropped")
    .option('--yes', 'don’t ask before replacing another shop')
    .addHelpText(
      'after',
      `${examples('shops apply shops/my-shop.yaml', 'shops apply shops/*.yaml --stage prod')}
It asks before it replaces a shop in use with what looks like another shop (another platform, wallet or merchant), or removes
a status key. Usually, a file was copied and its \`shop\` not changed. Scripts need --yes for that; other edits don't.`,
    )
    .action(async (files: string[], _, command: Command) => {
      const { stage, out } = contextOf(command);
      const { by, replaceNewer, yes } = Options.parse(command.opts());
      const read = await readShopFiles(files, stage);
      const { applied, tries, warnings, expedited, api } = await withStage(stage, async (aws) => {
        const store = settingsStore(aws.documents, aws.settingsTable);
        const control = shopControl(aws.documents, aws.controlTable);
        const looked = await Promise.all(
          read.map(async (file) => {
            const { shop } = file.settings;
            const before = await store.stored(shop);
            if (before !== undefined) refuseToDrop(before, replaceNewer);
            const { ordersExist } = await control(shop).get();
            const replacement = replacementOf({ before, ordersExist }, file.settings, by);
            const others = warningsOf(file, before?.settings, stage);
            return {
              shop,
              newer: before?.unknown && `${newerWords(before)}: they are dropped now`,
              replacement,
              warnings: [...(replacement ? [file.place(['shop'], replacement.message)] : []), ...others],
            };
          }),
        );
        for (const { newer } of looked) if (newer !== undefined) out.note(`warning: ${newer}`);
        const warned = looked.flatMap((one) => one.warnings);
        for (const warning of warned) out.note(`warning: ${placed(warning)}`);
        const taken = looked.flatMap(({ shop, replacement }) => (replacement?.asks === true ? [shop] : []));
        if (taken.length > 0 && !(await agreed(`Replace ${taken.join(', ')}?`, { yes }))) {
          throw new ThankflowError('refused', 'Nothing was applied.');
        }
        const about = read.map(({ settings }) => settings.shop);
        const done = await audited(aws, command, { about }, async (tell) => {
          const results: (ApplyResult & { file: string; shop: string })[] = [];
          for (const { file, settings } of read) {
            const result = await applySettings(aws, settings, { by, now: Date.now, replaceNewer });
            results.push({ file, shop: settings.shop, ...result });
            tell(results.map(({ shop, outcome, revision }) => `${shop} ${outcome}: revision ${revision}`).join(', '));
          }
          return results;
        });
        const changed = done.flatMap(({ shop, outcome }) => (outcome === 'changed' ? [shop] : []));
        return {
          applied: done,
          expedited: await expediteParked(aws, about),
          tries: await tryEach(aws, changed),
          warnings: warned,
          api: await apiOf(aws, out),
        };
      });
      const urls = applied.map((each) => Object.assign({ webhookUrl: api && `${api}/webhooks/${each.shop}` }, each));
      out.json({ stage: stage.name, applied: urls, tries, warnings, expedited });
      out.table(
        ['shop', 'settings', 'revision', 'changed'],
        applied.map((each) => [each.shop, each.outcome, String(each.revision), linesCell(...each.changes)]),
      );
      const changed = applied.filter(({ outcome }) => outcome !== 'unchanged').length;
      if (changed > 0) out.done(`applied to stage ${stage.name}: ${changed} of ${applied.length}`);
      else out.line(`unchanged  stage ${stage.name} already has these settings`);
      for (const { shop, webhookUrl } of urls)
        out.line(`Webhook URL of ${shop}: ${webhookUrl ?? `<the stage's API>/webhooks/${shop}`}`);
      if (expedited > 0)
        out.line(`${number(expedited)} webhooks waited for settings. They are processed within two minutes.`);
      for (const { settings } of read) {
        const isNew = applied.some(({ shop, outcome }) => shop === settings.shop && outcome === 'created');
        if (isNew) for (const hint of nextSteps(settings, stage.name)) out.note(hint);
      }
      for (const { shop, ...one } of tries) {
        const { tried, outcome } = one;
        out.line(`${shop}, ThankUs: ${describeCircuit(tried.hold)}`);
        printTry(out, stage.name, one);
        if (outcome === 'accepted' || !tried.woken) continue;
        out.note(
          `Waiting orders keep the requests from the previous settings. To renew them: ./thankflow orders refreeze --shop ${shop} --stage ${stage.name}`,
        );
      }
    });
}

/** New settings may fix what opened a shop's circuit: one order of each shop tries. */
async function tryEach(aws: StageAws, shops: readonly string[]) {
  const tries: (Try & { shop: string })[] = [];
  for (const shop of shops) {
    const one = await tryAndWait(aws, { what: 'thanku', shop });
    if (one !== undefined) tries.push({ shop, ...one });
  }
  return tries;
}

/** The API's URL; `undefined` if this role may not ask for it, or AWS doesn't answer. */
async function apiOf(aws: StageAws, out: Output): Promise<string | undefined> {
  try {
    return await aws.apiUrl();
  } catch (error) {
    out.note(`warning: can't find the API's URL: ${describeFailure(error, aws.stage.name).message}`);
    return undefined;
  }
}

/** What to do for a new shop. Its first order shows whether anything is missing. */
function nextSteps({ shop, thanx }: ShopSettings, stage: string): string[] {
  const command = (words: string) => `  ./thankflow ${words} --shop ${shop} --stage ${stage}`;
  return [
    `${shop} is new. Next, put its secrets${thanx === undefined ? '' : ', check its Thanx merchant'} and send a first order:`,
    command('secrets put webhook'),
    command('secrets put thanku'),
    ...(thanx === undefined ? [] : [command('thanx check')]),
    command('send'),
  ];
}
