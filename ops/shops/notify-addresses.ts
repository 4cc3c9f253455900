import { notPublic } from '../../lib/notify/webhook/public-address.ts';
import type { ShopSettings } from '../../lib/shops/settings.ts';
import type { ChangeWarning } from './change-warning.ts';

/** Addresses of targets that a stage never calls. notify-shop refuses them as well, and others by what their names resolve to. */
export function refusedAddresses({ notify = [] }: ShopSettings, stage: { name: string }): ChangeWarning[] {
  if (stage.name === 'local') return [];
  return notify.flatMap((target, index) => {
    if (target.to !== 'webhook') return [];
    const path = ['notify', index, 'url'];
    if (!target.url.startsWith('https:')) {
      const message = `expected https:// on stage ${stage.name}: only the local one calls this computer`;
      return [{ path, message }];
    }
    const host = notPublic(target.url);
    if (host === undefined) return [];
    return [{ path, message: `expected a public address: webhooks are never sent to ${host}` }];
  });
}
