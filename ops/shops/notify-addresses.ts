import { notPublic } from '../../lib/notify/webhook/public-address.ts';
import type { ShopSettings } from '../../lib/shops/settings.ts';
import type { ChangeWarning } from './change-warning.ts';

/** Addresses of targets that a stage never calls. notify-shop refuses them as well, and others by what their names resolve to. */
export function refusedAddresses({ notify = [] }: ShopSettings, stage: { name: string }): ChangeWarning[] {
  if (stage.name === 'local') return [];
  return notify.flatMap((target, index) => {
    if (target.to !== 'webhook') return [];
    const reserved = notPublic(target.url);
    if (reserved === undefined && target.url.startsWith('https:')) return [];
    const expected = reserved === undefined ? 'https://' : `a public address, found ${reserved}`;
    const message = `expected ${expected}. Only the local stage calls this computer`;
    return [{ path: ['notify', index, 'url'], message }];
  });
}
