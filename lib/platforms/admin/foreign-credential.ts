import { AdminRefusal } from './refusal.ts';

/**
 * The calls of a credential that isn't for the shop of the settings, whose orders must not be thanked as this shop's: each is refused.
 * @param what the credential is for, and which of its values says so
 * @throws AdminRefusal `no-credential` for each call
 */
export const foreignCredential =
  ({ site, id }: { site: string; id: string }) =>
  async (): Promise<never> => {
    throw new AdminRefusal(
      'no-credential',
      `the credential is for another ${site}: its ${id} isn’t the \`platformShopId\` of the settings`,
    );
  };
