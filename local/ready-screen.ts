import { join } from 'node:path';
import type { Endpoints } from '../lib/local-stack/endpoints.ts';
import { ApiPlatform } from '../lib/reconcile/platform-secret.ts';
import { platformTitles } from '../lib/shops/platform-titles.ts';

/**
 * What `npm start` prints when the local stack is ready.
 * @param webConsole the console’s address, or why there is none
 */
export function readyScreen(endpoints: Endpoints, localDir: string, webConsole: string): string {
  const { api, thanku, thanx, klaviyo, adminUrls, shops, events } = endpoints;
  const shopLines = shops.map(
    ({ platform, webhookUrl, webhookSecret }) =>
      `  ${webhookUrl}  (${platform}${webhookSecret === '' ? ', no webhook secret yet' : ''})`,
  );
  const ready = shops.filter(({ webhookSecret }) => webhookSecret !== '');
  // The README shows this one.
  const example = ready.find(({ id }) => id === 'demo-shopify') ?? ready[0];
  const folder = localDir === '.local' ? '' : `LOCAL_DIR=${localDir} `;
  return [
    '',
    'thankflow is running. Orders sent here become ThankUs, and receipts or baskets, in the sandboxes.',
    '',
    line('Console', webConsole),
    line('API', api),
    line('ThankU sandbox', `${thanku}/_sandbox/books`),
    line('Thanx sandbox', `${thanx}/_sandbox/books`),
    line('Klaviyo sandbox', `${klaviyo}/_sandbox/books`),
    ...ApiPlatform.options.map((name) => line(`${platformTitles[name]} sandbox`, adminUrls[name])),
    line('Published events', events),
    line('All URLs', join(localDir, 'endpoints.json')),
    line('Function logs', join(localDir, 'logs')),
    '',
    'Shops, and where their webhooks go:',
    ...shopLines,
    ...(example === undefined
      ? []
      : ['', 'Send an order, signed as its platform signs it:', `  ${folder}./thankflow send --shop ${example.id}`]),
    '',
    'To check on it (in another shell):',
    `  ${folder}./thankflow status`,
    `  ${folder}./thankflow stuck`,
    '',
    'Ctrl-C stops everything and keeps the data. What happens from now on:',
    '',
  ].join('\n');
}

const line = (name: string, where: string): string => `  ${name.padEnd(22)}  ${where}`;
