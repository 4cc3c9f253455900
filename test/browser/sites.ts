import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { componentAnswer } from '../../functions/thanks-page/component.ts';
import { pageSettings } from '../../functions/thanks-page/page-settings.ts';
import { questionOf } from '../../functions/thanks-page/question.ts';
import { thanksPage, type Answer } from '../../functions/thanks-page/thanks-page.ts';
import type { ThanksRow } from '../../lib/store/thanks-reader.ts';
import { linkKey, thanksLink } from '../../lib/thanks-link.ts';
import { browserAssets, posted, secret, shop } from '../functions/thanks-page/support.ts';
import { settingsWith } from '../lib/order/support.ts';

/** The order's row as it is after it was thanked. */
export { posted };

/** The stage's API, as far as customers see it, and a page of the shop with the web component. */
export async function startSites() {
  const state = { row: undefined as ThanksRow | undefined, refreshSeconds: 0.3 };
  const assets = await browserAssets();
  const settings = pageSettings(shop, settingsWith({}, { name: 'Oak & Ash' }));
  const api = await serve(async (url, headers) => {
    if (url.pathname === '/thankflow-thanks.js') return componentAnswer(assets);
    const event = {
      pathParameters: { shop: url.pathname.split('/')[2] },
      rawQueryString: url.search.slice(1),
      headers,
      requestContext: { http: { method: 'GET' } },
    };
    const ports = {
      settings: async () => ({ ...settings, origins: [originOf(website)] }),
      linkSecret: async () => secret,
      order: async () => state.row,
      assets,
      unreadable: () => {},
      now: Date.now,
    };
    const answer = await thanksPage(ports, questionOf(event as never));
    // Nobody wants to wait for seconds.
    const body = answer.body.replace(/(refreshSeconds":|refresh-seconds=")3/, `$1${state.refreshSeconds}`);
    return { ...answer, body };
  });
  const link = thanksLink(originOf(api), linkKey(secret, shop, 1), shop, '4711');
  const website = await serve(async ({ searchParams }) => ({
    statusCode: 200,
    headers: { 'content-type': 'text/html' },
    body: `<!doctype html><html lang="en"><title>Shop</title>
      <script type="module" src="${originOf(api)}/thankflow-thanks.js"></script>
      <style>thankflow-thanks { --thankflow-button: rgb(10, 20, 30) }</style>
      <thankflow-thanks href="${(searchParams.get('href') ?? link).replace('&', '&amp;')}"><p>We plant trees.</p></thankflow-thanks>`,
  }));
  return {
    /** What the next request finds. */
    state,
    /** The link of the only order. */
    link,
    api: originOf(api),
    website: originOf(website),
    close: () => [api, website].forEach((server) => server.close()),
  };
}

async function serve(answer: (url: URL, headers: Record<string, string>) => Promise<Answer>): Promise<Server> {
  const server = createServer(async (request, response) => {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const answered = await answer(new URL(request.url ?? '/', 'http://localhost'), headers);
    response.writeHead(answered.statusCode, answered.headers).end(answered.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

const originOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
