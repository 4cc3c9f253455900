import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { limitStore, type LimitStore } from '../../lib/limit/limit-store.ts';
import type { ErasePorts } from '../../lib/privacy/erase.ts';
import { erasuresSince, type ErasureNote } from '../../lib/privacy/erasure-log.ts';
import { restoreRows, type RestoreRow } from '../../lib/restore/restored.ts';
import { settingsStore, type StoredSettings } from '../../lib/shops/settings-store.ts';
import {
  controlKeys,
  credentialControl,
  shopControl,
  type Control,
  type CredentialControl,
  type ShopControl,
} from '../../lib/store/control.ts';
import type { Rows } from '../../lib/store/rows.ts';
import { privacyPorts } from '../privacy/ports.ts';
import type { StageAws } from '../stage/aws.ts';

/** What making restored tables safe needs from the world. */
export interface RestorePorts extends ErasePorts {
  /** The stage's last restore. */
  stage: Rows<RestoreRow>;
  shops(): Promise<StoredSettings[]>;
  credentials: readonly string[];
  control(shop: string): Control<ShopControl>;
  credential(name: string): Control<CredentialControl>;
  limits(shop: string): LimitStore;
  /** Without its row, a credential's permits count as used up. */
  forgetPermits(credential: string): Promise<void>;
  erasuresSince(ms: number): AsyncIterable<ErasureNote>;
  /** Waits until the due index shows what was written before. */
  indexShowsAll(): Promise<void>;
  /** Whether the stage sends anything to Thanx. */
  sends: boolean;
}

export const restorePorts = (aws: StageAws): RestorePorts => {
  const { documents, controlTable, settingsTable, stage } = aws;
  return {
    ...privacyPorts(aws),
    stage: restoreRows(documents, controlTable),
    shops: () => settingsStore(documents, settingsTable).list(),
    credentials: stage.thanxCredentials,
    control: shopControl(documents, controlTable),
    credential: (name) => credentialControl(documents, controlTable, name),
    limits: limitStore(documents, controlTable),
    forgetPermits: async (name) =>
      void (await documents.send(new DeleteCommand({ TableName: controlTable, Key: controlKeys.permits(name) }))),
    erasuresSince: async function* (ms) {
      yield* erasuresSince(await aws.s3(), await aws.erasuresBucket(), ms);
    },
    indexShowsAll: () => sleep(aws.waits.indexLagMs),
    sends: stage.spend === 'real',
  };
};
