import * as z from 'zod';
import type { Served } from '../http/serve.ts';
import { eventIn, klaviyoError, KlaviyoEvent } from './klaviyo-event.ts';
import type { Reply } from './reply.ts';
import type { SandboxApi, SandboxCall } from './sandbox-api.ts';
import { serveSandbox } from './sandbox-server.ts';
import { SavedBooks } from './saved-books.ts';

/** The accounts, by the private API key that shops have put. */
export type KlaviyoAccounts = () => Promise<readonly { shop: string; apiKey: string }[]>;

const Access = z.strictObject({ shop: z.string(), access: z.enum(['full', 'read-only', 'revoked']) });

const State = z.object({
  events: z.array(KlaviyoEvent).default([]),
  /** What the keys of shops may do, unless it's everything. */
  access: z.record(z.string(), Access.shape.access).default({}),
});

/**
 * A Klaviyo that takes events as the vendor documents, strictly, on 127.0.0.1. Each account has a flow that mails every new event. Events, faults and
 * access under `/_sandbox/`.
 * @see https://developers.klaviyo.com/en/reference/create_event
 */
export async function startKlaviyoSandbox(options: {
  accounts: KlaviyoAccounts;
  /** Keeps the events here across restarts. */
  file?: string;
  now?: () => number;
}): Promise<Served> {
  const { now = Date.now } = options;
  const books = new SavedBooks(State, State.parse({}), options.file);
  let shops = new Map<string, string>();

  function act(call: SandboxCall): Reply {
    const key = /^Klaviyo-API-Key (\S+)$/.exec(call.headers.authorization ?? '')?.[1] ?? '';
    const shop = shops.get(key);
    const access = shop === undefined ? 'revoked' : (books.value.access[shop] ?? 'full');
    if (shop === undefined || access === 'revoked')
      return klaviyoError(401, 'authentication_failed', 'Incorrect authentication credentials.');
    if (!/^\/api\/events\/?$/.test(call.path)) return klaviyoError(404, 'not_found', 'A resource was not found.');
    if (call.method !== 'POST') return klaviyoError(405, 'method_not_allowed', 'This method is not allowed.');
    if (access === 'read-only')
      return klaviyoError(403, 'permission_denied', 'The API key is missing the required scope: events:write.');
    const event = eventIn(call, shop, now());
    if ('status' in event) return event;
    if (!isKnown(event)) books.value.events.push(event);
    books.changed();
    return { status: 202, text: '' };
  }

  /** Klaviyo takes a repeated event too, and records nothing. */
  const isKnown = (event: KlaviyoEvent): boolean =>
    books.value.events.some(
      ({ shop, metric, email, uniqueId }) =>
        shop === event.shop && metric === event.metric && email === event.email && uniqueId === event.uniqueId,
    );

  const api: SandboxApi = {
    subjectOf: ({ body }) => /"unique_id":"([^"]*)"/.exec(body)?.[1],
    prepare: async () => {
      shops = new Map((await options.accounts()).map(({ shop, apiKey }) => [apiKey, shop]));
    },
    act,
    withoutId: (reply) => reply,
    books: () => ({ events: books.value.events, mails: books.value.events.filter(({ mailed }) => mailed).length }),
    reset: () => books.replace(State.parse({})),
    admin: {
      'PUT /_sandbox/access': (body) => {
        const { shop, access } = Access.parse(body);
        books.value.access[shop] = access;
        books.changed();
        return books.value.access;
      },
    },
    close: () => books.close(),
  };
  return await serveSandbox(api, { port: 0, now });
}
