import * as z from 'zod';
import type { AdminRoutes } from '../sandbox-api.ts';
import type { Rates } from './rate.ts';
import { ThanxSettings } from './settings.ts';
import { Credential, PurchaseWebhook, type ThanxState } from './state.ts';

const Members = z.strictObject({
  merchantId: z.string(),
  add: z.array(z.string()).default([]),
  remove: z.array(z.string()).default([]),
});
const SettledReceipt = z.strictObject({
  id: z.string(),
  state: z.enum(['pending', 'processing', 'applied', 'denied']),
  text: z.string().nullable().default(null),
});
const MerchantKey = z.strictObject({ merchantId: z.string().min(1), key: z.string().min(1) });

/** What `/_sandbox/` can change at Thanx. What is set here wins over the accounts. */
export function adminRoutes(
  state: ThanxState,
  set: { credentials: ThanxState['credentials']; webhooks: ThanxState['webhooks'] },
  rates: Rates,
  changed: () => void,
): AdminRoutes {
  return {
    'GET /_sandbox/rate': () => rates.usage(),
    'PUT /_sandbox/settings': (body) => {
      const given = ThanxSettings.partial().strict().parse(body);
      state.settings = ThanxSettings.parse({ ...state.settings, ...given });
      if (given.limits !== undefined) rates.clear();
      return state.settings;
    },
    'PUT /_sandbox/credentials': (body) => {
      const credential = Credential.parse(body);
      set.credentials.set(credential.clientId, credential);
      state.credentials.set(credential.clientId, credential);
      return { clientIds: [...set.credentials.keys()] };
    },
    'PUT /_sandbox/merchant-keys': (body) => {
      const { merchantId, key } = MerchantKey.parse(body);
      state.merchantKeys.set(merchantId, key);
      return { merchantIds: [...state.merchantKeys.keys()] };
    },
    'PUT /_sandbox/webhook': (body) => {
      const webhook = PurchaseWebhook.parse(body);
      set.webhooks.set(webhook.clientId, webhook);
      state.webhooks.set(webhook.clientId, webhook);
      return { clientIds: [...set.webhooks.keys()] };
    },
    'PUT /_sandbox/members': (body) => {
      const { merchantId, add, remove } = Members.parse(body);
      const members = (state.books().members[merchantId] ??= {});
      for (const email of add) members[email.toLowerCase()] = true;
      for (const email of remove) members[email.toLowerCase()] = false;
      changed();
      return { merchantId, exceptions: Object.keys(members).length };
    },
    'PUT /_sandbox/receipts': (body) => {
      const { id, ...settled } = SettledReceipt.parse(body);
      const receipt = state.books().receipts.find((one) => one.id === id);
      if (receipt !== undefined) receipt.settled = settled;
      changed();
      return { found: receipt !== undefined };
    },
    'DELETE /_sandbox/tokens': () => {
      state.userTokens.clear();
      return {};
    },
  };
}
