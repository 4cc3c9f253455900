import { randomBytes } from 'node:crypto';
import { soakShops } from '../shops.ts';
import { liveShop, writeSettings } from '../world.ts';
import type { FaultKind } from './fault.ts';

/** The platform signs with the new secret immediately. Functions may remember the old one for a second. */
const rotateWebhookSecret: FaultKind = {
  name: 'rotate-webhook-secret',
  means: 'a shop’s platform signs with a new secret',
  async inject(world, random) {
    const { id } = random.pick(soakShops);
    // All platforms accept this format.
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    await world.operate(['secrets', 'put', 'webhook', '--shop', id, '--drop-previous'], `${secret}\n`);
    liveShop(world, id).webhookSecret = secret;
    return id;
  },
};

/** ThankU refuses the old token immediately. Workers remember it for a while. */
const rotateThankuToken: FaultKind = {
  name: 'rotate-thanku-token',
  means: 'a ThankU wallet has a new token, and ThankU refuses the old one',
  async inject(world, random) {
    const { id, slug } = random.pick(soakShops);
    const token = randomBytes(16).toString('hex');
    await world.operate(['secrets', 'put', 'thanku', '--shop', id], `${token}\n`);
    await world.partners.admin(world.partners.thanku, 'PUT /tokens', { [slug]: token });
    liveShop(world, id).token = token;
    return id;
  },
};

const shareThankuToken: FaultKind = {
  name: 'share-thanku-token',
  means: 'a shop’s ThankU token moves to a secret that shops share, where later rotations put it',
  async inject(world, random) {
    const { id } = random.pick(soakShops);
    await world.operate(['secrets', 'share', '--shop', id]);
    return id;
  },
};

const rotateThanxToken: FaultKind = {
  name: 'rotate-thanx-token',
  means: 'the Thanx credential has a new access token, and Thanx refuses the old one',
  async inject(world) {
    const { clientId } = world.credential;
    const accessToken = randomBytes(32).toString('base64url');
    await world.operate(['secrets', 'put', 'thanx', '--credential', 'main'], `${clientId}\n${accessToken}\n`);
    await world.partners.admin(world.partners.thanx, 'PUT /credentials', { clientId, accessToken });
    return 'main';
  },
};

const applyNewSettings: FaultKind = {
  name: 'apply-settings',
  means: 'a shop gets new settings: another impact and another message',
  async inject(world, random) {
    const { id } = random.pick(soakShops);
    const shop = liveShop(world, id);
    // Counted before it is applied: an order that is thanked meanwhile is right either way.
    shop.version += 1;
    const file = await writeSettings(world.folder, id, shop.version);
    await world.operate(['shops', 'apply', '--yes', file]);
    return `${id} to ${shop.version}`;
  },
};

/** What people do, one after the other. */
export const interventions: readonly FaultKind[] = [
  rotateWebhookSecret,
  rotateThankuToken,
  shareThankuToken,
  rotateThanxToken,
  applyNewSettings,
];
