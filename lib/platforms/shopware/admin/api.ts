import * as z from 'zod';
import { jsonOrUndefined } from '../../../json.ts';
import { checkAnswer, type AdminAnswer, type CallAdmin } from '../../admin/call.ts';
import { documented } from '../../admin/documented.ts';
import { AdminRefusal } from '../../admin/refusal.ts';

/** An integration of the shop, or what Shopware gives an app when it registers. */
export interface ShopwareClient {
  clientId: string;
  clientSecret: string;
}

/** Searches an entity, such as `order`. The answer's body is JSON, as Shopware wrote it. */
export type Search = (entity: 'order' | 'order-transaction', criteria: object) => Promise<AdminAnswer>;

const Granted = z.object({ access_token: z.string().min(1) });

/**
 * Searches with Shopware's Admin API. A token lasts ten minutes, so it's asked for again when Shopware refuses it.
 * @see https://developer.shopware.com/docs/guides/integrations-api/general-concepts/search-criteria.html
 */
export function shopwareSearch(call: CallAdmin, client: ShopwareClient, now: () => number): Search {
  let token: Promise<string> | undefined;
  const tokenNow = () =>
    (token ??= grantedToken(call, client, now).catch((error: unknown) => {
      // A failure isn't remembered, because calls are repeated.
      token = undefined;
      throw error;
    }));
  const post = async (entity: string, criteria: object) =>
    await call({
      method: 'POST',
      path: `/api/search/${entity}`,
      headers: {
        authorization: `Bearer ${await tokenNow()}`,
        accept: 'application/json',
        'content-type': 'application/json',
      },
      body: JSON.stringify(criteria),
    });
  return async (entity, criteria) => {
    let answer = await post(entity, criteria);
    if (answer.status === 401) {
      token = undefined;
      answer = await post(entity, criteria);
    }
    refuse(answer);
    checkAnswer(answer, now());
    if (answer.status !== 200) throw notShopware(answer);
    return answer;
  };
}

/** @throws AdminRefusal `unauthorized` if Shopware gives none */
async function grantedToken(call: CallAdmin, { clientId, clientSecret }: ShopwareClient, now: () => number) {
  const answer = await call({
    method: 'POST',
    path: '/api/oauth/token',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }),
  });
  const { status, body } = answer;
  if ((status === 400 || status === 401) && errorsIn(answer).length > 0)
    throw new AdminRefusal(
      'unauthorized',
      `Shopware doesn't know the credential (${status}): the integration or the app was deleted, or its secret was replaced`,
    );
  if (status === 401 || status === 404) throw notShopware(answer);
  checkAnswer(answer, now());
  const parsed = Granted.safeParse(jsonOrUndefined(body));
  if (!parsed.success) throw notShopware(answer);
  return parsed.data.access_token;
}

const Failure = z.object({
  errors: z.array(z.object({ code: z.string().catch(''), detail: z.string().nullish().catch(undefined) })),
});
const Missing = z.object({ missingPrivileges: z.array(z.string()) });

const errorsIn = ({ body }: AdminAnswer) => Failure.safeParse(jsonOrUndefined(body)).data?.errors ?? [];

/** Names the privileges, such as `order:read`. */
export class MissingPrivileges extends AdminRefusal {
  readonly privileges: string[];
  constructor(privileges: string[]) {
    super('scope', `the credential lacks these privileges in Shopware: ${privileges.join(', ')}`);
    this.privileges = privileges;
  }
}

const missingIn = (answer: AdminAnswer): string[] =>
  errorsIn(answer).flatMap(
    ({ detail }) => Missing.safeParse(jsonOrUndefined(detail ?? '')).data?.missingPrivileges ?? [],
  );

/** @throws AdminRefusal for an answer that says what is wrong with the credential or the version */
function refuse(answer: AdminAnswer): void {
  const { status } = answer;
  if (status === 403) {
    const missing = missingIn(answer);
    if (missing.length > 0) throw new MissingPrivileges(missing);
    throw new AdminRefusal('unavailable', 'something in front of Shopware refuses the call, such as a firewall (403)');
  }
  // An association or a field that this version doesn't have.
  if (status === 400 && errorsIn(answer).length > 0)
    throw new AdminRefusal('version', 'Shopware refuses the search (400): thankflow needs version 6.4.12 or later');
  if (status === 404) throw notShopware(answer);
}

const notShopware = ({ status }: AdminAnswer): AdminRefusal =>
  new AdminRefusal('unavailable', `expected Shopware's Admin API, found something else (${status}): check the URL`);

/** @throws AdminRefusal `unreadable` or `unavailable` if the answer isn't what Shopware documents */
export function parseFound<Schema extends z.ZodType>(schema: Schema, answer: AdminAnswer): z.output<Schema>[] {
  const value = jsonOrUndefined(answer.body);
  if (value === undefined) throw notShopware(answer);
  return documented('Shopware', z.object({ data: z.array(schema) }), value).data;
}
