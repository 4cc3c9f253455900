interface Named {
  name: string;
}

/**
 * The name of a stage's resource: `thankflow-dev-orders`; without a part, that of what there is once in a stage: `thankflow-dev`.
 * Operators, the runbook and the command line rely on it.
 */
export const resourceName = ({ name }: Named, part?: string): string =>
  ['thankflow', name, ...(part ? [part] : [])].join('-');

/** The log group of a function, by its name without the stage: `/thankflow/dev/ingest`. */
export const logName = (stage: Named, functionName: string): string => `/thankflow/${stage.name}/${functionName}`;

/** CloudWatch namespace of everything the functions count. */
export const metricNamespace = 'thankflow';

/** The one dimension of every metric: stages in one account stay apart. The functions get it as POWERTOOLS_SERVICE_NAME. */
export const serviceOf = (stage: Named): string => resourceName(stage);
