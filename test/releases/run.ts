export type Run = [input: unknown, output: unknown, replaced?: string[]];
/** @param replaced the objects that it puts in the place of others */
export const run = <Row>(input: Row, transition: (row: Row) => unknown, ...replaced: string[]): Run => [
  input,
  transition(input),
  replaced,
];
