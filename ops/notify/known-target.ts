import { ThankflowError } from '../../lib/errors.ts';
import { didYouMean } from '../../lib/nearest.ts';
import { targetsIn, type NotifyTarget } from '../../lib/shops/notify-settings.ts';
import type { StoredSettings } from '../../lib/shops/settings-store.ts';

/** A target in a shop's settings. @throws `usage`, which suggests a similar name, if the settings don't have it; `settings-newer` if this version can't read it */
export function knownTarget({ shop, raw }: StoredSettings, name: string): NotifyTarget {
  const targets = targetsIn(raw);
  const found = targets.find((target) => target.name === name);
  if (found?.target !== undefined) return found.target;
  if (found !== undefined)
    throw new ThankflowError(
      'settings-newer',
      `the target ${name} of ${shop} is a ${found.to}, which only a newer version knows: use that one. Nothing was written.`,
    );
  const names = targets.map((target) => target.name);
  const there =
    names.length === 0 ? 'Its settings have no `notify`' : `Its targets: ${names.join(', ')}${didYouMean(name, names)}`;
  throw new ThankflowError(
    'usage',
    `${shop} has no target "${name}". ${there}. To add one, put it in the settings and apply them first: docs/notifications.md`,
  );
}
