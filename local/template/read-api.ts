import * as z from 'zod';
import { LocalError } from '../../lib/local-stack/local-error.ts';
import type { FunctionModel, RouteModel } from './model.ts';
import { functionNameOf } from './read-functions.ts';
import type { ResolvedResource } from './resolve-stacks.ts';

const Route = z.object({
  RouteKey: z.string().regex(/^(\$default|[A-Z]+ \/.*)$/),
  Target: z.string().startsWith('integrations/'),
  AuthorizationType: z.literal('NONE', 'authorizers do not run locally').default('NONE'),
});

const Integration = z.object({
  IntegrationType: z.literal('AWS_PROXY', 'only Lambda integrations run locally'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0', 'only payload format 2.0 runs locally'),
  TimeoutInMillis: z.coerce.number().int().default(30_000),
});

const Limit = z
  .object({ ThrottlingRateLimit: z.coerce.number(), ThrottlingBurstLimit: z.coerce.number() })
  .transform(({ ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst }) => ({ rate, burst }));

const DeployedApi = z.object({
  DefaultRouteSettings: Limit.optional(),
  RouteSettings: z.record(z.string(), Limit).default({}),
});

export function readApi(
  routes: readonly ResolvedResource[],
  integrations: readonly ResolvedResource[],
  deployed: readonly ResolvedResource[],
  functions: readonly FunctionModel[],
): RouteModel[] {
  const settings = deployed.map((resource) => DeployedApi.parse(resource.properties()));
  const limitOf = (route: string) =>
    settings.map(({ RouteSettings, DefaultRouteSettings }) => RouteSettings[route] ?? DefaultRouteSettings)[0];
  const byId = new Map(
    integrations.map((resource) => [resource.identity().ref, Integration.parse(resource.properties())]),
  );
  return routes.map((resource) => {
    const { RouteKey, Target } = Route.parse(resource.properties());
    const integration = byId.get(Target.replace('integrations/', ''));
    if (!integration)
      throw new LocalError(`The route ${RouteKey} leads to an integration that is not in the template.`);
    return {
      routeKey: RouteKey,
      functionName: functionNameOf(integration.IntegrationUri, functions),
      timeoutMs: integration.TimeoutInMillis,
      limit: limitOf(RouteKey),
    };
  });
}
