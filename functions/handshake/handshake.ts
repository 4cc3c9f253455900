import { errorFacts } from '../../lib/error-facts.ts';
import { ShopId } from '../../lib/order/order.ts';
import { PlatformName } from '../../lib/shops/platform-name.ts';
import { removedIn } from '../../lib/shops/stored-settings.ts';
import { answerChallenge } from './adobe-commerce/challenge.ts';
import { end, type Ending, type Response } from './ending.ts';
import type { HandshakePorts, HandshakeRequest, HandshakeShop } from './ports.ts';
import { confirmShopware } from './shopware/confirm.ts';
import { registerShopware } from './shopware/register.ts';

type Step = (shop: HandshakeShop, request: HandshakeRequest, ports: HandshakePorts) => Promise<Ending>;

/** The platforms that have to shake hands before they send webhooks, by route. */
const steps: Partial<Record<PlatformName, Partial<Record<string, Step>>>> = {
  shopware: { 'GET /handshakes/{shop}': registerShopware, 'POST /handshakes/{shop}': confirmShopware },
  'adobe-commerce': { 'GET /webhooks/{shop}': answerChallenge },
};

/**
 * Handles a handshake: what a platform and thankflow say to each other before the first webhook, and when their secret is replaced. In its own
 * function, because it may write secrets, which ingest may not.
 */
export async function handshake(request: HandshakeRequest, ports: HandshakePorts): Promise<Response> {
  const { shop, route } = request;
  if (!ShopId.safeParse(shop).success) return end(unknownShop, { step: route }, ports.telemetry);
  try {
    return end(await take(request, ports), { shop, step: route }, ports.telemetry);
  } catch (error) {
    const ending: Ending = { outcome: 'failed', reason: 'thankflow could not decide. Try again in a few minutes.' };
    return end(ending, { shop, step: route, ...errorFacts(error) }, ports.telemetry);
  }
}

const unknownShop: Ending = { outcome: 'unknown', reason: 'thankflow has no shop with this address.' };

async function take(request: HandshakeRequest, ports: HandshakePorts): Promise<Ending> {
  const settings = await ports.settings(request.shop);
  if (settings === undefined || removedIn(settings).removed !== undefined) return unknownShop;
  const platform = PlatformName.safeParse(settings['platform']).data;
  const step = platform && steps[platform]?.[request.route];
  if (step === undefined) return { outcome: 'unknown', reason: "this shop's platform needs no registration." };
  const { platformShopId } = settings;
  const pinned = typeof platformShopId === 'string' ? platformShopId : undefined;
  return await step({ shop: request.shop, platformShopId: pinned }, request, ports);
}
