import { ThankflowError } from '../../lib/errors.ts';
import { lackOf } from '../../lib/secrets/lacking.ts';
import { secretNames, WebhookSecret } from '../../lib/secrets/secrets.ts';
import { settingsStore, type AppliedSettings, type StoredSettings } from '../../lib/shops/settings-store.ts';
import { shopControl } from '../../lib/store/control.ts';
import { currentToken } from '../secrets/thanku-token.ts';
import { currentSecret } from '../../lib/secrets/writer.ts';
import type { StageAws } from '../stage/aws.ts';

/** Each costs two reads of secrets and one of a row. */
const maxTried = 20;

/**
 * The shop to test a stage with: one whose orders come through, with simulated shops first, then by ID.
 * @throws `refused` if none of the stage's shops is ready
 */
export async function chooseShop(aws: StageAws): Promise<AppliedSettings> {
  const stage = aws.stage.name;
  const shops = (await settingsStore(aws.documents, aws.settingsTable).list()).filter(isReadable);
  for (const shop of shops.toSorted((a, b) => isReal(a) - isReal(b)).slice(0, maxTried)) {
    if (await isReady(aws, shop.shop).catch(notIfLacking)) return shop;
  }
  throw new ThankflowError(
    'refused',
    shops.length === 0
      ? `stage ${stage} has no shop to send an order from. Connect one first: ./thankflow connect PLATFORM --stage ${stage}`
      : `no shop of stage ${stage} is ready: each is paused, has an open circuit, or lacks a secret. Name one with --shop, or see what is missing: ./thankflow doctor --stage ${stage}`,
  );
}

const isReal = ({ settings }: AppliedSettings): number => Number(!settings.thanku.simulate);

const isReadable = (shop: StoredSettings): shop is AppliedSettings => shop.settings !== undefined;

/** Another shop may be ready. */
function notIfLacking(error: unknown): boolean {
  if (lackOf(error) === undefined) throw error;
  return false;
}

async function isReady(aws: StageAws, shop: string): Promise<boolean> {
  const [webhook, thanku, { hold, thankuBrake }] = await Promise.all([
    currentSecret(aws.secrets, WebhookSecret, secretNames.webhook(aws.stage.name, shop)),
    currentToken(aws, shop),
    shopControl(aws.documents, aws.controlTable)(shop).get(),
  ]);
  return webhook !== undefined && thanku !== undefined && hold === undefined && thankuBrake === undefined;
}
