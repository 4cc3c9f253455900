import type { Command } from 'commander';
import * as z from 'zod';
import { ThankflowError } from '../../lib/errors.ts';
import { applySettings, refuseToDrop, type ApplyResult } from '../../lib/shops/apply-settings.ts';
import { audited, changing } from '../audit/audited.ts';
import { withStage, type StageAws } from '../stage/aws.ts';
import { userName } from '../stage/local.ts';
import { describeCircuit } from '../pause/describe.ts';
import { contextOf, examples } from '../cli/context.ts';
import { newerWords, settingsStore } from '../../lib/shops/settings-store.ts';
import type { ShopSettings } from '../../lib/shops/settings.ts';
import { shopControl } from '../../lib/store/control.ts';
import { agreed } from '../cli/ask.ts';
import { failureOf } from '../cli/failures.ts';
import type { Output } from '../cli/output.ts';
import { hurryParked } from '../shops/expedite-parked.ts';
import { takeoverOf } from '../shops/takeover.ts';
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
    .description('check files of settings and put them in force; all are checked before one is applied')
    .argument('<file...>', 'YAML files, one shop each')
    .option('--by <name>', 'who applies them, for the record', userName())
    .option(
      '--replace-newer',
      "also replace settings of a newer version: what this version doesn't know is then no longer in force",
    )
    .option('--yes', 'also replace a shop that somebody else uses')
    .addHelpText(
      'after',
      `${examples('shops apply shops/my-shop.yaml', 'shops apply shops/*.yaml --stage prod')}
It asks before it replaces a shop that is in use with what looks like another one (another platform, wallet or merchant) or removes a
status key: usually the file was copied and its \`shop\` not changed. Scripts need --yes for that. Other edits never need it.`,
    )
    .action(async (files: string[], _, command: Command) => {
      const { stage, out } = contextOf(command);
      const { by, replaceNewer, yes } = Options.parse(command.opts());
      const read = await readShopFiles(files, stage);
      const { applied, tries, warnings, hurried, api } = await withStage(stage, async (aws) => {
        const store = settingsStore(aws.documents, aws.settingsTable);
        const control = shopControl(aws.documents, aws.controlTable);
        const looked = await Promise.all(
          read.map(async (file) => {
            const { shop } = file.settings;
            const before = await store.stored(shop);
            if (before !== undefined) refuseToDrop(before, replaceNewer);
            const { ordersExist } = await control(shop).get();
            const takeover = takeoverOf({ before, ordersExist }, file.settings, by);
            const others = warningsOf(file, before?.settings, stage);
            return {
              shop,
              newer: before?.unknown && `${newerWords(before)}: no longer in force from now on`,
              takeover,
              warnings: [...(takeover ? [file.place(['shop'], takeover.message)] : []), ...others],
            };
          }),
        );
        for (const { newer } of looked) if (newer !== undefined) out.note(`warning: ${newer}`);
        const warned = looked.flatMap((one) => one.warnings);
        for (const warning of warned) out.note(`warning: ${placed(warning)}`);
        const taken = looked.flatMap(({ shop, takeover }) => (takeover?.asks === true ? [shop] : []));
        if (taken.length > 0 && !(await agreed(`Replace ${taken.join(', ')}, as the warning says?`, { yes }))) {
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
          hurried: await hurryParked(aws, about),
          tries: await tryEach(aws, changed),
          warnings: warned,
          api: await apiOf(aws, out),
        };
      });
      const urls = applied.map((each) => Object.assign({ webhookUrl: api && `${api}/webhooks/${each.shop}` }, each));
      out.json({ stage: stage.name, applied: urls, tries, warnings, hurried });
      out.table(
        ['shop', 'settings', 'revision', 'changed'],
        applied.map((each) => [each.shop, each.outcome, String(each.revision), linesCell(...each.changes)]),
      );
      const changed = applied.filter(({ outcome }) => outcome !== 'unchanged').length;
      if (changed > 0) out.done(`applied to stage ${stage.name}: ${changed} of ${applied.length}`);
      else out.line(`unchanged  stage ${stage.name} has these settings already`);
      for (const { shop, webhookUrl } of urls)
        out.line(`Webhooks of ${shop} go to ${webhookUrl ?? `<the stage's API>/webhooks/${shop}`}`);
      if (hurried > 0)
        out.line(`Webhooks that waited for settings: ${number(hurried)}. They are processed within two minutes.`);
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
          `The waiting requests were made from the previous settings. To make them from these: ./thankflow orders refreeze --shop ${shop} --stage ${stage.name}`,
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

/** The API's URL; `undefined` where this role may not ask, or nobody answers: the settings are in force all the same. */
async function apiOf(aws: StageAws, out: Output): Promise<string | undefined> {
  try {
    return await aws.apiUrl();
  } catch (error) {
    out.note(`warning: the API's URL is not known: ${failureOf(error, aws.stage.name).message}`);
    return undefined;
  }
}

/** A new shop's. Its first order says whether anything is missing. */
function nextSteps({ shop, thanx }: ShopSettings, stage: string): string[] {
  const command = (words: string) => `  ./thankflow ${words} --shop ${shop} --stage ${stage}`;
  return [
    `${shop} is new. Next, its secrets${thanx === undefined ? '' : ', a check of its Thanx merchant'} and a first order:`,
    command('secrets put webhook'),
    command('secrets put thanku'),
    ...(thanx === undefined ? [] : [command('thanx check')]),
    command('send'),
  ];
}
