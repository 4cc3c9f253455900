import type { Notification, Outcome, SendTo } from './notification.ts';
import type { TargetSecret } from './secret.ts';
import type { NotifyTarget, TargetKind } from '../shops/notify-settings.ts';

/** A sender for each kind of target. */
export type Senders = { [Kind in TargetKind]: SendTo<Kind> };

/** Sends a notification with its target's sender. */
export const sendTo =
  (senders: Senders) =>
  async (target: NotifyTarget, secret: TargetSecret, notification: Notification): Promise<Outcome> => {
    switch (target.to) {
      case 'webhook':
        if (secret.to === target.to) return await senders.webhook(target, secret, notification);
        break;
      case 'shopify-metafield':
        if (secret.to === target.to) return await senders['shopify-metafield'](target, secret, notification);
        break;
      case 'woocommerce-meta':
        if (secret.to === target.to) return await senders['woocommerce-meta'](target, secret, notification);
        break;
      case 'woocommerce-note':
        if (secret.to === target.to) return await senders['woocommerce-note'](target, secret, notification);
        break;
      case 'klaviyo':
        if (secret.to === target.to) return await senders.klaviyo(target, secret, notification);
        break;
    }
    return { kind: 'stop', reason: 'unauthorized', code: 'no-secret' };
  };
