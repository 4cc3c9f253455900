import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a shop's admin API answers. Tests change it. */
export interface FakeShop {
  scopes: string[];
  /** The credential that it accepts: the Shopify token, or `key:secret`. */
  credential: string;
  /** The secret of the app that gets that token. */
  clientSecret: string;
  /** Whether the WooCommerce key's user may see webhooks. */
  seesWebhooks: boolean;
  /** Whether the WooCommerce key may write, too. */
  mayWrite: boolean;
  webhooks: { id: string; topic: string; url: string; status: 'active' | 'paused' | 'disabled'; secret?: unknown }[];
  /** Errors in the answer about one order, as Shopify's GraphQL reports them. */
  orderErrors: unknown[];
}

/** Of the mutation that creates a webhook. */
interface Variables {
  topic: string;
  webhookSubscription: { uri: string };
}

const allScopes = ['read_orders', 'read_customers', 'read_products', 'read_all_orders'];

/** The few operations of Shopify's and WooCommerce's admin APIs that the command line needs, in the vendors' shapes. */
export async function startFakeAdmin() {
  const shop: FakeShop = {
    scopes: allScopes,
    credential: '',
    clientSecret: '',
    seesWebhooks: true,
    mayWrite: true,
    webhooks: [],
    orderErrors: [],
  };
  const calls: string[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const path = request.url ?? '';
      calls.push(`${request.method} ${path.split('?')[0]}`);
      const [status, answer] =
        path === '/admin/oauth/access_token'
          ? token(body)
          : path.startsWith('/admin/api/')
            ? shopify(request, body)
            : wooCommerce(request, path, body);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  });

  function token(body: string): [number, unknown] {
    const given = Object.fromEntries(new URLSearchParams(body));
    if (given['client_secret'] !== shop.clientSecret) return [400, 'Oauth error app_not_installed: not installed'];
    return [200, { access_token: shop.credential, scope: shop.scopes.join(','), expires_in: 86_399 }];
  }

  function shopify(request: IncomingMessage, body: string): [number, unknown] {
    if (request.headers['x-shopify-access-token'] !== shop.credential) return [401, { errors: 'Invalid API key' }];
    const { query, variables } = JSON.parse(body) as { query: string; variables: Variables };
    const currentAppInstallation = { accessScopes: shop.scopes.map((handle) => ({ handle })) };
    if (query.includes('webhookSubscriptionCreate')) {
      const topic = variables.topic.toLowerCase().replace('_', '/');
      shop.webhooks.push({ id: 'new', topic, url: variables.webhookSubscription.uri, status: 'active' });
      return [200, { data: { webhookSubscriptionCreate: { userErrors: [] } } }];
    }
    if (query.includes('webhookSubscriptions')) {
      const nodes = shop.webhooks.map(({ id, topic, url }) => ({
        id,
        topic: topic.toUpperCase().replace('/', '_'),
        uri: url,
      }));
      return [200, { data: { webhookSubscriptions: { nodes } } }];
    }
    if (query.includes('orders(')) {
      const order = {
        id: 'gid://shopify/Order/1',
        createdAt: '2026-11-01T10:00:00Z',
        updatedAt: '2026-11-01T10:00:00Z',
        refunds: [],
      };
      const nodes = shop.orderErrors.length === 0 ? [] : [order];
      const orders = { nodes, pageInfo: { hasNextPage: false } };
      return [200, { data: { orders, currentAppInstallation } }];
    }
    if (query.includes('order(')) return [200, { data: { order: null }, errors: shop.orderErrors }];
    return [200, { data: { shop: { myshopifyDomain: 'oak.myshopify.com' }, currentAppInstallation } }];
  }

  function wooCommerce(request: IncomingMessage, path: string, body: string): [number, unknown] {
    const wanted = `Basic ${Buffer.from(shop.credential).toString('base64')}`;
    if (request.headers.authorization !== wanted) return [401, { code: 'woocommerce_rest_authentication_error' }];
    if (request.method !== 'GET' && !shop.mayWrite) {
      const message = 'The API key provided does not have write permissions.';
      return [401, { code: 'woocommerce_rest_authentication_error', message }];
    }
    if (!path.startsWith('/wp-json/wc/v3/webhooks')) return [200, []];
    if (!shop.seesWebhooks) return [401, { code: 'woocommerce_rest_cannot_view' }];
    const shown = ({ id, topic, url, status }: FakeShop['webhooks'][number]) => ({
      id,
      topic,
      status,
      delivery_url: url,
    });
    if (request.method === 'GET') return [200, shop.webhooks.map(shown)];
    const { topic, delivery_url, secret } = JSON.parse(body) as Record<string, string>;
    const made = { id: '9', topic: topic!, url: delivery_url!, status: 'active' as const, secret };
    shop.webhooks.push(made);
    return [201, shown(made)];
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    shop,
    calls,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
