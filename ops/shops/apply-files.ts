import type { Command } from 'commander';
import { ThankflowError } from '../../lib/errors.ts';
import { applySettings, type ApplyResult } from '../../lib/shops/apply-settings.ts';
import type { PlatformName } from '../../lib/shops/platform-name.ts';
import type { ShopSettings } from '../../lib/shops/settings.ts';
import { webhookUrlAt } from '../../lib/shops/signed-url.ts';
import { agreed } from '../cli/ask.ts';
import type { Context } from '../cli/context.ts';
import { audited } from '../audit/audited.ts';
import { describeFailure } from '../cli/failures.ts';
import type { Output } from '../cli/output.ts';
import { linesCell, number } from '../cli/words.ts';
import { describeCircuit, describeScope } from '../pause/describe.ts';
import { printTry, tryAndWait, type Try } from '../pause/try-one.ts';
import { closeRemoved } from '../notify/close-removed.ts';
import { targetStates } from '../notify/target-circuits.ts';
import { secretSteps, targetSecrets, type SecretStep } from '../notify/target-secrets.ts';
import { needsApi } from '../platform/address.ts';
import { publishesKeys } from '../platform/webhook-traits.ts';
import { withStage, type StageAws } from '../stage/aws.ts';
import { checkFiles, noteChecked } from './check-files.ts';
import { expediteParked } from './expedite-parked.ts';
import type { ShopFile } from './shop-files.ts';

interface ApplyFilesOptions {
  /** Who applies them. */
  by: string;
  replaceNewer: boolean;
  /** Don't ask before replacing another shop. */
  yes: boolean;
  /** Where the settings come from, for the audit trail: `revision 3`. Default: nothing besides the shops. */
  from?: string;
  /** Say what to do next for a new shop. Default: true. */
  hints?: boolean;
}

/** Checks files against the stage, asks if necessary, applies all or none, and prints the result. Audited. */
export async function applyFiles(
  { stage, out }: Context,
  command: Command,
  read: readonly ShopFile[],
  { by, replaceNewer, yes, from, hints = true }: ApplyFilesOptions,
): Promise<void> {
  const { applied, tries, targetTries, warnings, differences, expedited, api, notify } = await withStage(
    stage,
    async (aws) => {
      const checked = await checkFiles(aws, read, { by, replaceNewer });
      noteChecked(out, checked);
      const taken = checked.flatMap(({ shop, replacement }) => (replacement?.asks === true ? [shop] : []));
      if (taken.length > 0 && !(await agreed(`Replace ${taken.join(', ')}?`, { yes }))) {
        throw new ThankflowError('refused', 'Nothing was applied.');
      }
      const about = read.map(({ settings }) => settings.shop);
      const done = await audited(
        aws,
        command,
        { about: from === undefined ? about : [...about, from] },
        async (tell) => {
          const results: (ApplyResult & { file: string; shop: string })[] = [];
          for (const { file, settings } of read) {
            const result = await applySettings(aws, settings, { by, now: Date.now, replaceNewer });
            await closeRemoved(
              aws,
              settings.shop,
              (settings.notify ?? []).map(({ name }) => name),
            );
            results.push({ file, shop: settings.shop, ...result });
            tell(results.map(({ shop, outcome, revision }) => `${shop} ${outcome}: revision ${revision}`).join(', '));
          }
          return results;
        },
      );
      const changed = done.filter(({ outcome }) => outcome === 'changed');
      return {
        applied: done,
        notify: await notifySteps(aws, read, done, out),
        expedited: await expediteParked(aws, about),
        tries: await tryEach(aws, changed),
        targetTries: await tryTargets(aws, changed),
        warnings: checked.flatMap((one) => one.warnings),
        differences: checked.flatMap((one) => one.differences.map((each) => ({ shop: one.shop, ...each }))),
        api: await apiOf(aws, out),
      };
    },
  );
  const typed = new Map(read.map(({ settings }) => [settings.shop, settings.webhookUrl]));
  const urlOf = (shop: string) => typed.get(shop) ?? (api && webhookUrlAt(api, shop));
  const urls = applied.map((each) => Object.assign({ webhookUrl: urlOf(each.shop) }, each));
  out.json({
    stage: stage.name,
    applied: urls,
    tries: [...tries, ...targetTries],
    warnings,
    differences,
    expedited,
    notify,
  });
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
    if (isNew && hints) for (const hint of nextSteps(settings, stage.name)) out.note(hint);
  }
  for (const { means, command: toDo } of notify) out.note(`${means} ./thankflow ${toDo} --stage ${stage.name}`);
  for (const { shop, target, ...one } of targetTries) {
    out.line(`${describeScope.target(shop, target)}: ${describeCircuit(one.tried.hold)}`);
    printTry(out, stage.name, one);
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
}

/** New settings may fix what opened a target's circuit. One notification tries, once all functions have read them. */
async function tryTargets(aws: StageAws, changed: readonly (ApplyResult & { shop: string })[]) {
  const tries: (Try & { shop: string; target: string })[] = [];
  for (const { shop, changes } of changed) {
    if (!changes.some((path) => path.startsWith('notify'))) continue;
    for (const { target } of await targetStates(aws, shop)) {
      const one = await tryAndWait(aws, { what: 'target', shop, target }, Date.now() + aws.stage.cacheTtlMs);
      if (one !== undefined) tries.push({ shop, target, ...one });
    }
  }
  return tries;
}

/** What is left to do about the secrets of shops' targets. Only for shops that have some, or had. */
async function notifySteps(
  aws: StageAws,
  files: readonly ShopFile[],
  applied: readonly (ApplyResult & { shop: string })[],
  out: Output,
) {
  const steps: SecretStep[] = [];
  for (const { settings } of files) {
    const { shop, notify } = settings;
    const had = applied.some((one) => one.shop === shop && one.changes.some((path) => path.startsWith('notify')));
    if (notify === undefined && !had) continue;
    const found = await targetSecrets(aws, shop, { notify });
    if ('problem' in found) out.note(`warning: can't check the secrets of the targets of ${shop}: ${found.problem}`);
    else steps.push(...secretSteps(shop, found));
  }
  return steps;
}

/** New settings may fix what opened a shop's circuit: one order of each shop tries. */
async function tryEach(aws: StageAws, shops: readonly { shop: string }[]) {
  const tries: (Try & { shop: string })[] = [];
  for (const { shop } of shops) {
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
export function nextSteps({ shop, platform, thanx }: ShopSettings, stage: string): string[] {
  const command = (words: string) => `  ./thankflow ${words} --shop ${shop} --stage ${stage}`;
  return [
    `${shop} is new. Next, put its secrets${thanx === undefined ? '' : ', check its Thanx merchant'} and send a first order:`,
    ...webhookStep(platform).map(command),
    // Webhooks that only name orders are useless without it.
    ...(needsApi(platform) ? [command('secrets put platform')] : []),
    command('secrets put thanku'),
    ...(thanx?.members === 'token' ? [command('secrets put thanx-user')] : []),
    ...(thanx?.mode === 'baskets' ? [command('secrets put thanx-merchant')] : []),
    ...(thanx === undefined ? [] : [command('thanx check')]),
    command('send'),
  ];
}

/** A Shopware shop gets its secret when it installs its app. Platforms that publish their keys need none. */
function webhookStep(platform: PlatformName): string[] {
  if (publishesKeys(platform)) return [];
  return [platform === 'shopware' ? 'connect shopware' : 'secrets put webhook'];
}
