import type { ShopSettings } from '../../lib/shops/settings.ts';
import type { ChangeWarning } from './change-warning.ts';

/** Addresses of targets that a stage never calls. notify-shop refuses them as well, and others by what their names resolve to. */
export function refusedAddresses({ notify = [] }: ShopSettings, stage: { name: string }): ChangeWarning[] {
  if (stage.name === 'local') return [];
  return notify.flatMap((target, index) => {
    if (target.to !== 'webhook' || target.url.startsWith('https:')) return [];
    const message = `expected https:// on stage ${stage.name}: only the local one calls this computer`;
    return [{ path: ['notify', index, 'url'], message }];
  });
}
