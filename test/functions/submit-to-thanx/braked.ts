import type { Ports } from '../../../functions/submit-to-thanx/ports.ts';
import { expedite } from '../../../lib/expedite/expedite.ts';
import type { Pause } from '../../../lib/store/control.ts';
import { dueEntries } from '../../../lib/store/due.ts';
import type { World } from './listed.ts';

export const brake: Pause = { reason: 'new merchant', by: 'local:ada', since: '2026-03-01T11:00:00.000Z' };

/** An operator puts a brake on the credential, and takes it off. */
export const braked = (ports: Ports) => ports.control.change((state) => ({ ...state, brake }));
export const unbraked = (ports: Ports) => ports.control.change((state) => ({ ...state, brake: undefined }));

/** Brings forward what waited for this credential; what was woken. */
export async function forward({ tables }: World, { store, now, credentialName: credential }: Ports): Promise<string[]> {
  const woken: string[] = [];
  await expedite(
    {
      store,
      due: dueEntries(tables.documents, tables.orders),
      credentials: [credential],
      now,
      wakeOrders: async () => undefined,
      wakeNotices: async () => undefined,
      wakeReceipts: async (_, orders) => void woken.push(...orders.map(({ pid }) => pid)),
    },
    { what: 'credential', credential },
  );
  return woken;
}
