import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Plan } from './plan.ts';
import { names } from './stage.ts';
import { settingsRow } from './settings.ts';
import { limitSettings } from './limits.ts';
import type { World } from './world.ts';

const newWebhookSecret = `whsec_${Buffer.from('another one of 32 bytes, or so….').toString('base64')}`;
const newToken = 'token-of-the-wallet-1111111111111';

/** Schedules outages, and trouble with secrets and settings. */
export function trouble(world: World, { outages, wallet, webhookSecret, newerSettings, shops, healedMs }: Plan): void {
  const { kernel, table, outages: out, secrets } = world;
  for (const outage of outages) {
    if (world.without.includes(outage.fault) || outage.fromMs >= healedMs) continue;
    kernel.at(outage.fromMs, () => {
      kernel.tell(() => `${outage.of} is out: ${outage.fault}`);
      out.begin(outage);
    });
    kernel.at(outage.untilMs, () => out.end(outage));
  }
  if (wallet !== undefined) {
    const { what, fromMs, untilMs } = wallet;
    const { token } = secrets;
    kernel.at(fromMs, () => {
      kernel.tell(() => `the wallet’s token is ${what}`);
      if (what === 'removed') secrets.token = undefined;
      else world.wallet.rotate(newToken);
    });
    kernel.at(untilMs, () => (secrets.token = what === 'removed' ? token : newToken));
  }
  if (webhookSecret !== undefined) {
    const { putMs, usedMs } = webhookSecret;
    const expiresAt = new Date(putMs + 24 * 3_600_000).toISOString();
    kernel.at(putMs, () => {
      const { current } = secrets.webhook;
      secrets.webhook = { current: newWebhookSecret, previous: { secret: current, expiresAt } };
    });
    kernel.at(usedMs, () => (world.platform.secret = newWebhookSecret));
  }
  const shop = shops.find(({ id }) => id === newerSettings?.shop);
  if (newerSettings === undefined || shop === undefined) return;
  const { fromMs, untilMs } = newerSettings;
  const put = (revision: number, newer: Record<string, unknown>) => {
    const { id, changesMs = Number.POSITIVE_INFINITY, limit, ...its } = shop;
    const impact = changesMs < kernel.nowMs ? 2 : 1;
    const Item = settingsRow(id, {
      ...its,
      limit: limit && limitSettings(limit),
      impact,
      revision,
      atMs: kernel.nowMs,
      newer,
    });
    table.execute(new PutCommand({ TableName: names.settings, Item }));
  };
  kernel.at(fromMs, () => {
    kernel.tell(() => 'a newer version applies settings');
    put(3, { maxPerMonth: 100 });
  });
  kernel.at(untilMs, () => put(4, {}));
}
