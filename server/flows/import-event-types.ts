import type { ImportedTypes } from '../contract/event-type-import.ts';
import { AppError } from '../core/errors.ts';
import { readSpec, type SpecType } from '../core/spec-import/read-spec.ts';
import type { Catalogue } from './event-types.ts';

type Deps = { readonly catalogue: Pick<Catalogue, 'find' | 'save'> };

/**
 * Adds what a document describes to the catalogue; types of one's own with the same name are replaced,
 * those that ship with the program are kept. Throws AppError `invalid_import`.
 */
export async function importEventTypes(
  { catalogue }: Deps,
  { text, isDryRun }: { readonly text: string; readonly isDryRun: boolean },
): Promise<ImportedTypes> {
  const { format, group, types } = readSpec(text);
  const items: ImportedTypes['items'] = [];
  for (const type of types) {
    const before = catalogue.find(type.name);
    if (before && before.origin !== 'user') {
      const note = 'ships with Hookbench and stays as it is';
      items.push({ name: type.name, outcome: 'kept', note });
      continue;
    }
    const fault = isDryRun ? null : await save(catalogue, group, type);
    const outcome = fault !== null ? 'kept' : before ? 'replaced' : 'added';
    items.push({ name: type.name, outcome, note: fault ?? type.note });
  }
  return { format, items };
}

/** Why it could not be taken; null where it was. One bad schema does not stop the others. */
async function save(
  catalogue: Pick<Catalogue, 'save'>,
  group: string,
  { name, description, schema, example }: SpecType,
): Promise<string | null> {
  try {
    await catalogue.save(name, { group, description, schema, sample: example });
    return null;
  } catch (error) {
    if (error instanceof AppError) {
      return error.message;
    }
    throw error;
  }
}
