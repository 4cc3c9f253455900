import type { NoticesState } from '../../lib/notify/state.ts';
import { resumed } from '../../lib/notify/stopping.ts';
import type { Key } from '../../lib/store/rows.ts';
import type { Ports } from './ports.ts';

/** If a pause or a circuit ended before the row was written, the scan missed it: it goes on within a minute. */
export async function resumeIfFree(ports: Ports, key: Key, row: NoticesState): Promise<void> {
  const stopped = new Map(
    row.deliveries.flatMap(({ state, waitsFor, target }) =>
      state === 'waiting' && waitsFor !== undefined ? [[target, waitsFor] as const] : [],
    ),
  );
  for (const [target, waitsFor] of stopped) {
    const isStopped =
      waitsFor === 'brake'
        ? (await ports.shopControl(row.shop).get()).notifyBrake !== undefined
        : (await ports.targetControl(row.shop, target).get()).hold !== undefined;
    if (!isStopped)
      await ports.store.notices.change(key, (current) => resumed(current, waitsFor, target, ports.now(), ports.now()));
  }
}
