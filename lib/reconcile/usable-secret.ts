import { AdminRefusal } from '../platforms/admin/refusal.ts';
import type { PlatformSecret } from './platform-secret.ts';

/** A shop's credential, if it is one of the shop's platform. @throws AdminRefusal `no-credential` */
export function usableSecret(secret: PlatformSecret | undefined, platform: string): PlatformSecret {
  if (secret === undefined)
    throw new AdminRefusal('no-credential', 'there is no credential: put it with `thankflow secrets put platform`');
  if (secret.platform === platform) return secret;
  throw new AdminRefusal(
    'no-credential',
    `the credential is one of ${secret.platform}, and the shop's platform is ${platform}`,
  );
}
