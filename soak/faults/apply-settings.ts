import { liveShop, writeSettings } from '../world.ts';
import type { FaultKind } from './fault.ts';
import { anyShop } from './rotations.ts';

/** Other settings: from now on each ThankU gives more, and says something else. */
export const applySettingsFault: FaultKind = {
  name: 'apply-settings',
  means: 'a shop gets other settings: another impact and another message',
  async inject(world, random) {
    const { id } = anyShop(random);
    const standing = liveShop(world, id);
    // Before it is in force: what it makes is right from then on.
    standing.version += 1;
    const file = await writeSettings(world.folder, id, standing.version);
    await world.operate(['shops', 'apply', '--yes', file]);
    return `${id} to ${standing.version}`;
  },
};
