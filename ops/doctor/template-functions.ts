import * as z from 'zod';

/** A function, as a template defines it. */
export const TemplateFunction = z.object({
  /** Its full name, with the stage. */
  name: z.string(),
  /** Names its code by content: the key of the CDK's asset. */
  code: z.string(),
  /** The bucket of that asset; may contain `${AWS::AccountId}` and `${AWS::Region}`. */
  bucket: z.string(),
  /** Its reserved concurrency; 0: none, it uses the account's pool. */
  reserved: z.number(),
});
export type TemplateFunction = z.infer<typeof TemplateFunction>;

const Template = z.object({
  Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.unknown().optional() })).default({}),
});
const FunctionProperties = z.object({
  FunctionName: z.string(),
  Code: z.object({ S3Key: z.string(), S3Bucket: z.union([z.string(), z.object({ 'Fn::Sub': z.string() })]) }),
  ReservedConcurrentExecutions: z.number().default(0),
});

/** The functions of a CloudFormation template, by name. Those that the CDK adds for itself have no name, and are left out. */
export const functionsIn = (template: unknown): TemplateFunction[] =>
  Object.values(Template.parse(template).Resources)
    .flatMap(({ Type, Properties }) => {
      const read = FunctionProperties.safeParse(Properties);
      if (Type !== 'AWS::Lambda::Function' || !read.success) return [];
      const { FunctionName: name, Code, ReservedConcurrentExecutions: reserved } = read.data;
      const bucket = typeof Code.S3Bucket === 'string' ? Code.S3Bucket : Code.S3Bucket['Fn::Sub'];
      return [{ name, code: Code.S3Key, bucket, reserved }];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
