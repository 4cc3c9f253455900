import { basename } from 'node:path';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Assets } from '../../../functions/thanks-page/assets.ts';
import { pageSettings } from '../../../functions/thanks-page/page-settings.ts';
import { questionOf } from '../../../functions/thanks-page/question.ts';
import { thanksPage, type Ports } from '../../../functions/thanks-page/thanks-page.ts';
import { buildBrowserFiles } from '../../../infra/bundle.ts';
import type { ThanksRow } from '../../../lib/store/thanks-reader.ts';
import { linkKey, linkMac } from '../../../lib/thanks-link.ts';
import { settingsWith } from '../../lib/order/support.ts';

let built: Promise<Assets> | undefined;

/** What browsers get, built once as it is deployed. */
export const browserAssets = (): Promise<Assets> => (built ??= build());

async function build(): Promise<Assets> {
  const { outputFiles } = await buildBrowserFiles();
  const text = (name: string) => outputFiles.find(({ path }) => basename(path) === name)!.text.trim();
  return { style: text('page.css'), refresh: text('refresh.js'), component: text('thankflow-thanks.js') };
}

export const secret = 'S'.repeat(64);
export const nowMs = Date.parse('2026-03-01T12:00:00.000Z');
export const shop = 'oak-shop';
export const origin = 'https://www.oak.example';

export const posted: ThanksRow = {
  state: 'posted',
  notBefore: 0,
  language: 'en',
  cause: 'PlantTrees',
  impact: 2,
  id: 'abc',
  link: 'https://www.thanku.social/thanks/abc',
  certificateLink: 'https://www.thanku.earth/certificate/328',
  updatedAt: '2026-03-01T11:00:00.000Z',
};

export interface Asked {
  row?: Partial<ThanksRow> | undefined;
  orderId?: string;
  mac?: string;
  method?: string;
  headers?: Record<string, string>;
  settings?: Record<string, unknown>;
  ports?: Partial<Ports>;
}

/** Asks as a browser does, by an event of API Gateway. */
export async function ask({
  row,
  orderId = '4711',
  mac,
  method = 'GET',
  headers = {},
  settings = {},
  ports,
}: Asked = {}) {
  const reads: string[] = [];
  const k = mac ?? linkMac(linkKey(secret, shop, 1), shop, orderId);
  const event = {
    pathParameters: { shop },
    rawQueryString: new URLSearchParams({ o: orderId, k }).toString(),
    headers,
    requestContext: { http: { method } },
  } as unknown as APIGatewayProxyEventV2;
  const known = pageSettings(
    shop,
    settingsWith({}, { name: 'Oak <& Ash>', thanksPage: { origins: [origin] }, ...settings }),
  );
  const answer = await thanksPage(
    {
      settings: async (id) => (id === shop ? known : undefined),
      linkSecret: async () => secret,
      order: async (...key) => {
        reads.push(key.join('/'));
        return row && { ...posted, ...row };
      },
      assets: await browserAssets(),
      unreadable: () => {},
      now: () => nowMs,
      ...ports,
    },
    questionOf(event),
  );
  return { ...answer, reads };
}
export const json = async (asked: Asked) => {
  const answer = await ask({ ...asked, headers: { accept: 'application/json', ...asked.headers } });
  return { ...answer, content: JSON.parse(answer.body) };
};
