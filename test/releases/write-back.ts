import * as z from 'zod';
import { publicKeyStore } from '../../lib/sealing/public-key-store.ts';
import { Limits } from '../../lib/permits/limits.ts';
import { limiter } from '../../lib/permits/limiter.ts';
import { grantsRow } from '../../lib/permits/row.ts';
import { claimPrefix } from '../../lib/shops/pid-prefixes.ts';
import { settingsStore } from '../../lib/shops/settings-store.ts';
import { auditTrail } from '../../ops/audit/trail.ts';
import { CredentialControl, ShopControl, TargetControl } from '../../lib/store/control.ts';
import { StopScope, watchScope } from '../../lib/circuit/watch.ts';
import { lookups } from '../../lib/lookup/waiting.ts';
import { ReconcileState } from '../../lib/reconcile/state.ts';
import { orderStore } from '../../lib/store/orders.ts';
import { parking } from '../../lib/store/parked.ts';
import { rows, type Key, type Rows } from '../../lib/store/rows.ts';
import { settingsWith } from '../lib/order/support.ts';
import type { Tables } from '../support/tables.ts';

export type Item = Record<string, unknown> & Key;
type Table = Pick<Rows<object>, 'get' | 'change'>;

const nowMs = Date.parse('2026-03-01T13:00:00.000Z');
const limits = Limits.parse({
  burst: { requests: 5, windowMs: 1000 },
  sustained: { requests: 2000, windowMs: 900_000 },
});

/** Writes each row of a table back as the code of today does when it changes it. */
export async function writeBack(tables: Tables, name: string, { pk, sk }: Item): Promise<void> {
  const { documents } = tables;
  const store = orderStore(documents, name);
  const same = async (table: unknown) => {
    const { changed } = await (table as Table).change({ pk, sk }, (row) => ({ ...row }));
    if (!changed) throw new Error(`${pk} ${sk} is not there`);
  };
  const [kind = '', shop = '', ...ids] = pk.split('#');
  switch (kind) {
    case 'order': {
      const order = {
        'state#thanku': store.thanku,
        'state#receipt': store.receipt,
        'state#gift-cards': store.giftCards,
        payload: store.payload,
      };
      return await same(order[sk as keyof typeof order]);
    }
    case 'notices':
      return await same(store.notices);
    case 'notify':
      return await same(rows(documents, name, TargetControl));
    case 'number':
      return await store.putNumber(shop, ids.join('#'), sk);
    case 'customer': {
      const [what, hash = '', pid = ''] = sk.split('#');
      if (what === 'erased') return await same(store.erased);
      return await store.named.put(shop, { hash, pid });
    }
    case 'parked':
      await parking(documents, name, () => nowMs).get(pk);
      return;
    case 'held': {
      const watch = await store.scopeWatches.get({ pk, sk });
      return await watchScope(store.scopeWatches, StopScope.parse(watch?.scope), nowMs);
    }
    case 'lookups': {
      const { waiting, holds } = lookups(documents, name);
      return await same(sk === 'hold' ? holds : waiting);
    }
    case 'reconcile':
      return await same(rows(documents, name, ReconcileState));
    case 'privacy': {
      const [what = ''] = sk.split('#');
      const requests = {
        export: store.exportRequests,
        erase: store.eraseRequests,
        redact: store.redactRequests,
        named: store.namedRequests,
      };
      return await same(requests[what as keyof typeof requests]);
    }
    case 'audit': {
      const [at = '', id = ''] = sk.split('#');
      return await auditTrail(documents, name).end({ at, id }, { outcome: 'done' });
    }
    case 'thanx':
      if (sk !== 'permits') return await same(rows(documents, name, CredentialControl));
      await limiter({
        row: grantsRow(documents, name, { pk, sk }),
        limits,
        now: () => nowMs,
        sleep: async () => {},
        random: () => 0,
      }).take(60_000);
      return;
    case 'shop':
      if (sk === 'control') return await same(rows(documents, name, ShopControl));
      if (sk === 'current') await settingsStore(documents, name).stored(shop);
      return;
    case 'stage': {
      const keys = publicKeyStore(documents, name);
      const key = await keys.get();
      if (key === undefined) throw new Error('there is no key');
      if (!(await keys.replace(key, key))) throw new Error('the key was not written');
      return;
    }
    case 'slug': {
      const claims = z.object({ prefixes: z.record(z.string(), z.string()) });
      const [claim] = Object.entries((await rows(documents, name, claims).get({ pk, sk }))?.prefixes ?? {});
      if (claim === undefined) throw new Error(`nobody has a prefix under ${shop}`);
      const [pidPrefix, owner] = claim;
      const settings = { ...settingsWith({ slug: shop, pidPrefix }), shop: owner };
      return await claimPrefix({ documents, settingsTable: name }, settings);
    }
    default:
      throw new Error(`test/releases knows no rows ${pk} ${sk}: say how they are written back`);
  }
}
