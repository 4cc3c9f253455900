import { join } from 'node:path';
import type { Endpoints } from '../lib/local-stack/endpoints.ts';
import { ApiPlatform } from '../lib/reconcile/platform-secret.ts';
import { platformTitles } from '../lib/shops/platform-titles.ts';

/** What `npm start` prints when the local stack is ready. */
export function readyScreen(endpoints: Endpoints, localDir: string): string {
  const { api, thanku, thanx, adminUrls, shops, events } = endpoints;
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
    'thankflow is running. Orders sent here become ThankUs and receipts in the sandboxes.',
    '',
    `  API                  ${api}`,
    `  ThankU sandbox       ${thanku}/_sandbox/books`,
    `  Thanx sandbox        ${thanx}/_sandbox/books`,
    ...ApiPlatform.options.map((name) => `  ${`${platformTitles[name]} sandbox`.padEnd(19)}  ${adminUrls[name]}`),
    `  Published events     ${events}`,
    `  All URLs             ${join(localDir, 'endpoints.json')}`,
    `  Function logs        ${join(localDir, 'logs')}`,
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
