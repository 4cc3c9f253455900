import { ThankflowError } from '../../lib/errors.ts';
import type { Frame } from './layout.ts';

/** The texts of a form's fields with this name. */
export const texts = (form: FormData, name: string): string[] =>
  form.getAll(name).filter((value): value is string => typeof value === 'string');

/** The text of the first field with this name, without space around it; `''` without such a field. */
export const text = (form: FormData, name: string): string => texts(form, name)[0]?.trim() ?? '';

/** @throws `refused` if the console changes nothing */
export function refuseReadOnly({ readOnly }: Frame): void {
  if (readOnly !== undefined) throw new ThankflowError('refused', `${readOnly} Nothing was done.`);
}
