/** The name of a stage's resource: `thankflow-dev-orders`. Operators, the runbook and the command line rely on it. */
export const resourceName = (stage: { name: string }, part: string): string => `thankflow-${stage.name}-${part}`;
