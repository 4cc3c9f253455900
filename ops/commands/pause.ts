import { InvalidArgumentError, type Command } from 'commander';
import * as z from 'zod';
import { pauseCredential, pauseShop, shopParts } from '../../lib/store/pauses.ts';
import { credentialControl, shopControl, type Pause } from '../../lib/store/control.ts';
import { examples, onStage } from '../cli/context.ts';
import { audited } from '../audit/audited.ts';
import type { StageAws } from '../stage/aws.ts';
import { describePause, describeScope } from '../pause/describe.ts';
import { auditSubjects, scopeOf, withScope, type PauseScope } from '../pause/scope.ts';

const Options = z.object({ why: z.string() });

export function pauseCommand(program: Command): void {
  withScope(program.command('pause'))
    .description(
      'stop sending for a shop or a Thanx credential until you resume it; orders are still accepted, and nothing is lost',
    )
    .requiredOption('--why <text>', 'shown wherever the pause is shown, and kept in the audit trail', whyText)
    .addHelpText(
      'after',
      `${examples(
        'pause --shop my-shop --thanku --why "the wallet is empty, see ticket 42"',
        'pause --shop my-shop --thanx --why "the merchant moves to another plan"',
        'pause --shop my-shop --notify --why "the shop moves its system"',
        'pause --credential main --stage prod --why "Thanx asked us to stop until Monday"',
      )}
A pause takes effect with the next attempt. A request that is already under way completes.
Only \`resume\` ends it: a success, new settings or a new secret doesn't. A second pause doesn't replace the first.
An order's request is frozen when the order arrives, paused or not. To change it, correct the settings, then renew the
requests of the orders that wait: orders refreeze KEY…`,
    )
    .action(async (_, command: Command) => {
      const { why } = Options.parse(command.opts());
      await onStage(command, async ({ aws, stage, out }) => {
        const scope = await scopeOf(command, aws);
        const brake: Pause = { reason: why, by: await aws.caller(), since: new Date().toISOString() };
        const paused = await audited(aws, command, { about: auditSubjects(scope) }, async (tell) => {
          const each = await pause(aws, scope, brake);
          tell(each.every(({ already }) => already) ? 'paused already' : 'paused');
          return each;
        });
        out.json({ stage: stage.name, paused });
        for (const { what, already, brake: on } of paused) {
          if (already) out.line(`unchanged  ${what}: ${describePause(on)}`);
          else out.done(`paused ${what}`);
        }
        out.note(`To continue: ./thankflow resume ${flags(scope)} --stage ${stage.name}`);
      });
    });
}

/** Pauses each part of the scope. `already`: it was paused before, by `brake`. */
async function pause(
  { documents, controlTable }: StageAws,
  scope: PauseScope,
  brake: Pause,
): Promise<{ what: string; already: boolean; brake: Pause }[]> {
  if ('credential' in scope) {
    const control = credentialControl(documents, controlTable, scope.credential);
    return [{ what: describeScope.credential(scope.credential), ...(await pauseCredential(control, brake)) }];
  }
  const control = shopControl(documents, controlTable)(scope.shop);
  const paused = [];
  for (const part of scope.parts)
    paused.push({ what: describeScope[part](scope.shop), ...(await pauseShop(control, part, brake)) });
  return paused;
}

const flags = (scope: PauseScope): string => {
  if ('credential' in scope) return `--credential ${scope.credential}`;
  const { shop, parts } = scope;
  return [`--shop ${shop}`, ...(parts.length < shopParts.length ? parts.map((part) => `--${part}`) : [])].join(' ');
};

function whyText(text: string): string {
  const why = text.trim();
  if (why !== '' && why.length <= 500 && !/\p{Cc}/u.test(why)) return why;
  throw new InvalidArgumentError('say why, in one line of at most 500 characters');
}
