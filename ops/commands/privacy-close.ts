import type { Command } from 'commander';
import { ThankflowError } from '../../lib/errors.ts';
import { closeRequest, openRequests, type PrivacyRequest } from '../privacy/requests.ts';
import { examples, onStage } from '../cli/context.ts';
import { audited, changing } from '../audit/audited.ts';
import { privacyPorts } from '../privacy/ports.ts';

const requestNames: Record<PrivacyRequest['kind'], string> = {
  export: 'a request for data',
  erase: 'an unfinished erasure',
  redact: 'a request to erase everybody',
  named: 'ThankUs that name an erased customer',
};

export function privacyCloseCommand(privacy: Command): void {
  changing(privacy.command('close'))
    .description('close a request that is done or was a mistake')
    .argument('<id>', 'its ID in `privacy list`, or the beginning')
    .addHelpText(
      'after',
      `${examples('privacy close 3f9c21ab', 'privacy close 3f9c21ab --stage prod --why "taken down, ThankU ticket 42"')}
This erases nobody. Once a request about public ThankUs is closed, nothing records which ThankUs name the customer, so
close it only when they are down. If a request to erase a whole shop was a mistake, the shop stays paused until you resume it.`,
    )
    .action(async (id: string, _, command: Command) => {
      await onStage(command, async ({ aws, stage, out }) => {
        const ports = privacyPorts(aws);
        const found = (await Array.fromAsync(openRequests(ports))).filter((open) => open.id.startsWith(id));
        const [request, ...others] = found;
        if (request === undefined) {
          throw new ThankflowError(
            'not-found',
            `stage ${stage.name} has no open request whose ID begins with "${id}". To list them: ./thankflow privacy list --stage ${stage.name}`,
          );
        }
        if (others.length > 0)
          throw new ThankflowError(
            'usage',
            `${found.length} requests have an ID that begins with "${id}": give more of it`,
          );
        const { kind, shop } = request;
        const about = [shop, `${kind} ${request.id.slice(0, 12)}`];
        const forgotten = await audited(aws, command, { about }, async () => await closeRequest(ports, request));
        out.json({ stage: stage.name, closed: { id: request.id, kind, shop }, forgotten });
        out.done(`closed ${requestNames[kind]} of ${shop}`);
        if (kind === 'redact')
          out.note(`If the shop is paused for it: ./thankflow resume --shop ${shop} --stage ${stage.name}`);
      });
    });
}
