import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { limitStore } from '../../lib/limit/limit-store.ts';
import { ofShop, sendMessage } from '../../lib/queue/send.ts';
import { wakeUp } from '../../lib/queue/wake.ts';
import { restoreRows } from '../../lib/restore/restored.ts';
import { settingsStore } from '../../lib/shops/settings-store.ts';
import { controlKeys, credentialControl, shopControl } from '../../lib/store/control.ts';
import { dueEntries, indexLagMs } from '../../lib/store/due.ts';
import { customerStore } from '../../lib/store/orders.ts';
import { parking } from '../../lib/store/parked.ts';
import type { RestorePorts } from '../../ops/restore/ports.ts';
import { names } from '../stage.ts';
import type { Surroundings } from './surroundings.ts';

/** The ports of the operator who restores the tables. */
export function restorePorts({ kernel, aws, newId, customers, erasures }: Surroundings): RestorePorts {
  const { documents, sqs } = aws;
  const settings = settingsStore(documents, names.settings);
  return {
    store: customerStore(documents, names.orders, customers, newId),
    due: dueEntries(documents, names.orders),
    parking: parking(documents, names.orders, kernel.now, newId),
    settings: (shop) => settings.stored(shop),
    finish: (shop, pid) => sendMessage(sqs, names.ordersQueue, ofShop(wakeUp(shop, pid))),
    noteErasure: async (note) => {
      await kernel.turn('notes the erasure');
      erasures.push(note);
    },
    now: kernel.now,
    stage: restoreRows(documents, names.control, newId),
    shops: () => settings.list(),
    credentials: [names.credential],
    control: shopControl(documents, names.control, newId),
    credential: (name) => credentialControl(documents, names.control, name, newId),
    limits: limitStore(documents, names.control, newId),
    forgetPermits: async (name) =>
      void (await documents.send(new DeleteCommand({ TableName: names.control, Key: controlKeys.permits(name) }))),
    erasuresSince: async function* (ms) {
      await kernel.turn('reads the notes of erasures');
      yield* erasures.filter(({ at }) => Date.parse(at) >= ms);
    },
    indexShowsAll: () => kernel.turn('waits for the index', kernel.nowMs + indexLagMs),
    sends: true,
  };
}
