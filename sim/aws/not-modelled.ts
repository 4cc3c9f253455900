/**
 * The product asked a model for something that the model doesn't imitate. Whoever runs the simulation has to end it with this
 * error, even where the product handles errors: every answer would be made up.
 */
export class NotModelled extends Error {
  override readonly name = 'NotModelled';
}

/** @throws NotModelled if a command has an input that isn't one of these; `undefined` counts as absent. */
export function onlyInputs(command: string, input: object, known: ReadonlySet<string>): void {
  for (const [name, value] of Object.entries(input))
    if (value !== undefined && !known.has(name)) throw new NotModelled(`${command} with ${name}`);
}
