import { randomBytes } from 'node:crypto';
import type { Random } from '../../sim/kernel/random.ts';
import { soakShops, type SoakShop } from '../shops.ts';
import { liveShop } from '../world.ts';
import type { FaultKind } from './fault.ts';

export const anyShop = (random: Random): SoakShop => {
  const shop = soakShops[random.below(soakShops.length)];
  if (shop === undefined) throw new Error('there is no sample shop');
  return shop;
};

/** A new webhook secret, and the platform signs with it at once: functions may remember the one before for a second. */
export const rotateWebhookSecret: FaultKind = {
  name: 'rotate-webhook-secret',
  means: 'a shop’s platform signs with a new secret',
  async inject(world, random) {
    const { id } = anyShop(random);
    // As all platforms take it.
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    await world.operate(['secrets', 'put', 'webhook', '--shop', id, '--drop-previous'], `${secret}\n`);
    liveShop(world, id).webhookSecret = secret;
    return id;
  },
};

/** A new token of a ThankU wallet. From then on ThankU refuses the one before, which workers remember for a while. */
export const rotateThankuToken: FaultKind = {
  name: 'rotate-thanku-token',
  means: 'a ThankU wallet has a new token, and ThankU refuses the old one',
  async inject(world, random) {
    const { id, slug } = anyShop(random);
    const token = randomBytes(16).toString('hex');
    await world.operate(['secrets', 'put', 'thanku', '--shop', id], `${token}\n`);
    await world.partners.admin(world.partners.thanku, 'PUT /tokens', { [slug]: token });
    liveShop(world, id).token = token;
    return id;
  },
};

/** A new access token at Thanx. From then on Thanx refuses the one before. */
export const rotateThanxToken: FaultKind = {
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
