import * as z from 'zod';
import { jsonOrUndefined } from '../../../lib/json.ts';
import { wixAppOf } from '../known-access.ts';
import type { LocalPlatform } from '../local-platform.ts';
import { wixAccount, wixSandbox, type WixAccount } from './sandbox.ts';
import { wixFormat, wixTopics } from './webhooks.ts';

const Asking = z.object({ client_id: z.string() });

export const localWix: LocalPlatform = {
  format: wixFormat,
  topics: Object.values(wixTopics),
  shopOf: ({ authorization = '' }, body) =>
    /^wix_local_([^.]+)\./.exec(authorization)?.[1] ??
    /^wix_app_(.+)$/.exec(Asking.safeParse(jsonOrUndefined(body)).data?.client_id ?? '')?.[1],
  sandbox(options) {
    const accounts = new Map<string, WixAccount>();
    return {
      api: wixSandbox({ ...options, accounts }),
      admit(shop) {
        const { appId, appSecret } = wixAppOf(shop.options.id);
        accounts.set(appId, wixAccount(shop, { appId, appSecret }));
      },
    };
  },
};
