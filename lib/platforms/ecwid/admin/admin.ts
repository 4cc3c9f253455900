import * as z from 'zod';
import { minuteMs } from '../../../durations.ts';
import type { CallAdmin } from '../../admin/call.ts';
import { foreignCredential } from '../../admin/foreign-credential.ts';
import type { Access, PlatformAdmin } from '../../admin/platform-admin.ts';
import { AdminRefusal } from '../../admin/refusal.ts';
import type { ReadSettings } from '../../platform.ts';
import { answerOf } from './answer.ts';
import { fetchEcwidOrder } from './fetch.ts';
import { listEcwidOrders } from './list.ts';
import { ecwidRest, type EcwidToken, type Rest } from './rest.ts';

/**
 * Ecwid's REST API. The token is for one store, and so is each path.
 * @see https://docs.ecwid.com/api-reference
 */
export function ecwidAdmin(
  call: CallAdmin,
  token: EcwidToken,
  now: () => number,
  settings: ReadSettings | undefined,
): PlatformAdmin {
  const rest = ofStore(ecwidRest(call, token, now), token, settings);
  const profile = rememberedProfile(rest, now);
  return {
    list: (span, after) => listEcwidOrders(rest, span, after, settings),
    paidTimes: async () => new Map(),
    fetch: (orderId, changedAt) => fetchEcwidOrder({ rest, profile, now }, orderId, changedAt),
    access: () => access(rest, token, now()),
    // Only Ecwid's support sets the webhooks of an app, and no API shows them.
    subscriptions: async () => [],
    subscribe: async () => {
      throw new AdminRefusal('scope', 'only Ecwid’s support can set the webhooks of an app');
    },
    topics: [],
    undoesReversals: true,
  };
}

/** @throws AdminRefusal `no-credential` for each call, if the credential is for another store than the settings */
function ofStore(rest: Rest, { storeId }: EcwidToken, settings: ReadSettings | undefined): Rest {
  const store = settings?.platformShopId;
  if (store === undefined || store === storeId) return rest;
  return foreignCredential({ site: 'store', id: 'store ID' });
}

const Profile = z.object({ formatsAndUnits: z.object({ currency: z.string() }) });

/** A store hardly ever changes its currency, and each call counts. */
const profileTtlMs = 10 * minuteMs;

/** @see https://docs.ecwid.com/api-reference/rest-api/store-profile/get-store-profile */
const profileOf = (rest: Rest) => answerOf(Profile, rest('/profile?responseFields=formatsAndUnits'));

/** The store's profile, from which orders get their currency: they have none of their own. */
function rememberedProfile(rest: Rest, now: () => number): () => Promise<z.infer<typeof Profile>> {
  let known: { profile: z.infer<typeof Profile>; untilMs: number } | undefined;
  return async () => {
    if (known === undefined || known.untilMs <= now())
      known = { profile: await profileOf(rest), untilMs: now() + profileTtlMs };
    return known.profile;
  };
}

/** Ecwid doesn't say what a token may do. It shows when it's used. */
async function access(rest: Rest, { storeId }: EcwidToken, nowMs: number): Promise<Access> {
  const needed = new Map<string, () => Promise<unknown>>([
    ['read_orders', () => listEcwidOrders(rest, { fromMs: nowMs - 1, untilMs: nowMs }, undefined, undefined)],
    ['read_store_profile', () => profileOf(rest)],
  ]);
  const missingScopes: string[] = [];
  for (const [scope, use] of needed) {
    try {
      await use();
    } catch (error) {
      if (!(error instanceof AdminRefusal) || error.kind !== 'scope') throw error;
      missingScopes.push(scope);
    }
  }
  return { missingScopes, limits: [], shop: `the store ${storeId}` };
}
