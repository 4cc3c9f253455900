import type { Command } from 'commander';
import { ThankflowError } from '../../lib/errors.ts';
import { closeRequest, openRequests, type PrivacyRequest } from '../privacy/requests.ts';
import { audited, changing, examples, onStage } from '../cli/context.ts';
import { privacyPorts } from '../privacy/ports.ts';
import * as z from 'zod';
import { knownShop } from '../shops/known-shop.ts';
import { showRequest } from '../privacy/show-request.ts';
import { privacyEraseCommand } from './privacy-erase.ts';
import { privacyExportCommand } from './privacy-export.ts';

const requestNames: Record<PrivacyRequest['kind'], string> = {
  export: 'a request for data',
  erase: 'an unfinished erasure',
  redact: 'a request to erase everybody',
  named: 'ThankUs that name an erased customer',
};

function privacyCloseCommand(privacy: Command): void {
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

const Options = z.object({ shop: z.string().optional() });

function privacyListCommand(privacy: Command): void {
  privacy
    .command('list')
    .description('open privacy requests that need a person; changes nothing')
    .option('--shop <id>', 'only this shop’s requests')
    .addHelpText(
      'after',
      `${examples('privacy list', 'privacy list --shop my-shop --json')}
There are four kinds: requests for data (answer with privacy export), erased customers whose data may still be in dead
letters or quarantine, whole shops to erase (both: privacy erase), and public ThankUs that name an erased customer (ask
ThankU's support to take them down). privacy close ID closes any of them. The list contains personal data.`,
    )
    .action(async (_, command: Command) => {
      const { shop } = Options.parse(command.opts());
      await onStage(command, async ({ aws, stage, out }) => {
        if (shop !== undefined) await knownShop(aws, shop);
        const ports = privacyPorts(aws);
        const unreadable: string[] = [];
        const open = await Array.fromAsync(openRequests(ports, shop, (message) => void unreadable.push(message)));
        const listed: object[] = [];
        if (open.length === 0 && unreadable.length === 0) out.note('There are no open requests.');
        for (const request of open) {
          if (listed.length > 0) out.line();
          listed.push(await showRequest(out, ports.store, request, stage.name));
        }
        for (const message of unreadable) out.note(`Not listed: ${message}`);
        out.json({ stage: stage.name, requests: listed, unreadable });
        if (open.some(({ kind }) => kind === 'export' || kind === 'erase'))
          out.note('This is personal data: don’t pass it on.');
      });
    });
}

export function privacyCommand(program: Command): void {
  const privacy = program
    .command('privacy')
    .description('requests of customers for their data, or to be forgotten')
    .addHelpText(
      'after',
      examples('privacy list --stage prod', 'privacy export --shop my-shop --customer ada@example.com --stage prod'),
    );
  privacyListCommand(privacy);
  privacyExportCommand(privacy);
  privacyEraseCommand(privacy);
  privacyCloseCommand(privacy);
}
