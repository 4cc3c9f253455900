import { InvalidArgumentError, type Command } from 'commander';
import * as z from 'zod';
import { pauseCredential, pauseShop } from '../../lib/store/pauses.ts';
import { credentialControl, shopControl, type Brake } from '../../lib/store/control.ts';
import { audited } from '../audit/audited.ts';
import { withStage, type StageAws } from '../stage/aws.ts';
import { brakeWords } from '../pause/words.ts';
import { contextOf, examples } from '../cli/context.ts';
import { aboutScope, scopeOf, scopeWords, withScope, type HeldScope } from '../pause/scope.ts';

const Options = z.object({ why: z.string() });

export function holdCommand(program: Command): void {
  withScope(program.command('hold'))
    .description(
      'a brake: what has not left waits on its rows until you release it; nothing is lost or counted as a failure',
    )
    .requiredOption('--why <text>', 'shown wherever the pause is seen, and kept in the audit trail', whyText)
    .addHelpText(
      'after',
      `${examples(
        'hold --shop my-shop --thanku --why "the wallet is empty, see ticket 42"',
        'hold --shop my-shop --thanx --why "the merchant moves to another plan"',
        'hold --credential main --stage prod --why "Thanx asked us to stop until Monday"',
      )}
What an order is to ask for is frozen when it comes, also while its shop is held. To change it, correct the settings, and
freeze anew what waits: orders refreeze KEY…
It holds from the next attempt on. A request that is under way ends as it ends. Webhooks are taken as always.
Only \`release\` ends a pause: no success, no new settings and no secret does. A pause that is on already isn't changed.`,
    )
    .action(async (_, command: Command) => {
      const { stage, out } = contextOf(command);
      const { why } = Options.parse(command.opts());
      await withStage(stage, async (aws) => {
        const scope = await scopeOf(command, aws);
        const brake: Brake = { reason: why, by: await aws.caller(), since: new Date().toISOString() };
        const held = await audited(aws, command, { about: aboutScope(scope) }, (tell) => hold(aws, scope, brake, tell));
        out.json({ stage: stage.name, held });
        for (const { what, already, brake: on } of held) {
          if (already) out.line(`unchanged  ${what}: ${brakeWords(on)}`);
          else out.done(`held ${what}: what has not left waits`);
        }
        out.note(`Take it off with: ./thankflow release ${flags(scope)} --stage ${stage.name}`);
      });
    });
}

interface HeldNow {
  what: string;
  already: boolean;
  brake: Brake;
}

async function hold(aws: StageAws, scope: HeldScope, brake: Brake, tell: (result: string) => void): Promise<HeldNow[]> {
  const held: HeldNow[] = [];
  if ('credential' in scope) {
    const control = credentialControl(aws.documents, aws.controlTable, scope.credential);
    held.push({ what: scopeWords.credential(scope.credential), ...(await pauseCredential(control, brake)) });
  } else {
    const control = shopControl(aws.documents, aws.controlTable)(scope.shop);
    for (const part of scope.parts) {
      held.push({ what: scopeWords[part](scope.shop), ...(await pauseShop(control, part, brake)) });
    }
  }
  tell(held.every(({ already }) => already) ? 'held already' : 'held');
  return held;
}

const flags = (scope: HeldScope): string => {
  if ('credential' in scope) return `--credential ${scope.credential}`;
  const [only, ...others] = scope.parts;
  return `--shop ${scope.shop}${only !== undefined && others.length === 0 ? ` --${only}` : ''}`;
};

function whyText(text: string): string {
  const why = text.trim();
  if (why !== '' && why.length <= 500 && !/\p{Cc}/u.test(why)) return why;
  throw new InvalidArgumentError('say why, in one line of at most 500 characters');
}
