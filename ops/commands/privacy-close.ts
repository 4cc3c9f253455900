import type { Command } from 'commander';
import { ThankflowError } from '../../lib/errors.ts';
import { closeRequest, openRequests, type PrivacyRequest } from '../privacy/requests.ts';
import { audited, changing } from '../audit/audited.ts';
import { withStage } from '../stage/aws.ts';
import { contextOf, examples } from '../cli/context.ts';
import { privacyPorts } from '../privacy/ports.ts';

const requestWords: Record<PrivacyRequest['kind'], string> = {
  export: 'a request for data',
  erase: 'an erasure to finish',
  redact: 'a request to erase everybody',
  named: 'ThankUs that name an erased customer',
};

export function privacyCloseCommand(privacy: Command): void {
  changing(privacy.command('close'))
    .description('take a request off the list: it is done, or was a mistake')
    .argument('<id>', 'its id in privacy list, or how it begins')
    .addHelpText(
      'after',
      `${examples('privacy close 3f9c21ab', 'privacy close 3f9c21ab --stage prod --why "taken down, ThankU ticket 42"')}
Closing erases nobody. After closing, nothing records whom those ThankUs named: close only what is done. A
whole shop whose request was a mistake stays paused until you resume it.`,
    )
    .action(async (id: string, _, command: Command) => {
      const { stage, out } = contextOf(command);
      await withStage(stage, async (aws) => {
        const ports = privacyPorts(aws);
        const found = (await Array.fromAsync(openRequests(ports))).filter((open) => open.id.startsWith(id));
        const [request, ...others] = found;
        if (request === undefined) {
          throw new ThankflowError(
            'not-found',
            `stage ${stage.name} has no open request that begins with "${id}". Those there are: ./thankflow privacy list --stage ${stage.name}`,
          );
        }
        if (others.length > 0)
          throw new ThankflowError('usage', `${found.length} requests begin with "${id}": say more of it`);
        const { kind, shop } = request;
        const about = [shop, `${kind} ${request.id.slice(0, 12)}`];
        const forgotten = await audited(aws, command, { about }, async () => await closeRequest(ports, request));
        out.json({ stage: stage.name, closed: { id: request.id, kind, shop }, forgotten });
        out.done(`closed ${requestWords[kind]} of ${shop}`);
        if (kind === 'redact')
          out.note(`If the shop is paused for it: ./thankflow resume --shop ${shop} --stage ${stage.name}`);
      });
    });
}
