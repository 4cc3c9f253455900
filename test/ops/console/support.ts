import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { stages } from '../../../infra/stages.ts';
import { serveConsole, type ConsoleOptions } from '../../../ops/console/serve.ts';
import { surroundings } from '../support.ts';

/** What a console answered. */
export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

interface Asked {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** Sends exactly these headers: `fetch` doesn't let anybody choose `Host`. */
export const ask = (url: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const asking = request(url, { method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      // The console may refuse a body before it has all of it.
      response.on('error', reject);
    });
    asking.on('error', reject).end(body);
  });

/** A form as browsers send it: a name may be given several times. */
export const form = (...fields: readonly (readonly [name: string, value: string])[]): string =>
  new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])).toString();

/** A console of the local stack in `folder`, and a browser that has opened it. */
export async function openConsole(folder: string, options: Partial<ConsoleOptions> = {}) {
  const used: string[] = [];
  const running = await serveConsole({
    stage: stages.local,
    port: 0,
    readOnly: false,
    environment: { ...surroundings, LOCAL_DIR: folder },
    onUsed: (address) => used.push(address),
    ...options,
  });
  const { origin } = new URL(running.address);
  const first = await ask(running.address);
  const cookie = String(first.headers['set-cookie']).split(';')[0] ?? '';
  return {
    ...running,
    origin,
    /** What it answered when the address was opened. */
    first,
    /** The addresses that it gave afterwards. */
    used,
    cookie,
    get: (path: string, headers: Record<string, string> = {}) =>
      ask(origin + path, { headers: { cookie, ...headers } }),
    post: (path: string, body: string, headers: Record<string, string> = {}) =>
      ask(origin + path, {
        method: 'POST',
        body,
        headers: { cookie, origin, 'content-type': 'application/x-www-form-urlencoded', ...headers },
      }),
    /** Presses a button with these words. Of a question, returns the page that asks it. */
    press: async (
      path: '/ask' | '/do',
      words: readonly string[],
      more: readonly (readonly [string, string])[] = [],
      headers: Record<string, string> = {},
    ) => {
      const pressed = await ask(origin + path, {
        method: 'POST',
        body: form(...words.map((word) => ['word', word] as const), ...more),
        headers: { cookie, origin, 'content-type': 'application/x-www-form-urlencoded', ...headers },
      });
      const { location } = pressed.headers;
      return String(location).startsWith('/ask/')
        ? await ask(`${origin}${String(location)}`, { headers: { cookie } })
        : pressed;
    },
  };
}

export type OpenedConsole = Awaited<ReturnType<typeof openConsole>>;

/** A DynamoDB without rows. @param errorOf the name of the error that it answers a call with */
export async function failingDynamoDb(errorOf: (call: { target: string; accessKeyId: string }) => string | undefined) {
  const server = createServer((asked, response) => {
    const [, accessKeyId = ''] = /Credential=(\w+)\//.exec(String(asked.headers.authorization)) ?? [];
    const error = errorOf({ target: String(asked.headers['x-amz-target']), accessKeyId });
    const body = error === undefined ? {} : { ['__type']: `com.amazon.coral.service#${error}`, message: 'no' };
    asked.resume().on('end', () => {
      response.writeHead(error === undefined ? 200 : 400, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify(body));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}
