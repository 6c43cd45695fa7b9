import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KitError } from '../errors.js';
import { demandValid } from '../files/json-schema.js';
import { didYouMean } from '../files/nearest.js';
import type { YamlFile } from '../files/yaml-file.js';
import { type AreaFile, type Catalogue, catalogueFolder, loadCatalogue, readAreas } from './catalogue.js';

/**
 * Reads specs/ and refuses, with file, line and the nearest valid word: unknown keys and words, doubled ids, and
 * citations, readings or dependencies that lead nowhere.
 */
export function lintCatalogue(folder: string = catalogueFolder): Catalogue {
  const { sources, areas } = readAreas(folder);
  demandValid([sources], schemaFile(folder, 'sources.schema.json'));
  demandValid(
    areas.map(({ file }) => file),
    schemaFile(folder, 'requirements.schema.json'),
  );
  const owner = new Map<string, YamlFile>();
  for (const { file, data, side } of areas) {
    if (data.side !== side)
      throw new KitError(
        `side "${data.side}" at ${file.at(['side'])} contradicts the folder; did you mean "${side}"?`,
      );
    for (const [index, entry] of data.requirements.entries()) {
      const first = owner.get(entry.id);
      if (first)
        throw new KitError(
          `requirement ${entry.id} at ${file.at(['requirements', index])} stands already at ${first.atText(`id: ${entry.id}`)}`,
        );
      owner.set(entry.id, file);
      demandSources(file, index, entry, Object.keys(sources.data as object));
    }
  }
  const catalogue = loadCatalogue(folder);
  for (const { id, dependsOn } of catalogue.requirements) {
    const lost = dependsOn.find((needed) => !owner.has(needed));
    if (lost !== undefined)
      throw new KitError(
        `${id} depends on the unknown requirement "${lost}" at ${owner.get(id)?.atText(lost)}${didYouMean(lost, owner.keys())}`,
      );
  }
  return catalogue;
}

function demandSources(
  file: YamlFile,
  index: number,
  { sources, readings = [] }: AreaFile['requirements'][number],
  known: readonly string[],
): void {
  const cited = [
    ...sources.map(({ document }, at) => [['sources', at, 'document'], document] as const),
    ...readings.map(({ source }, at) => [['readings', at, 'source'], source] as const),
  ];
  for (const [place, document] of cited) {
    if (!known.includes(document))
      throw new KitError(
        `unknown document "${document}" at ${file.at(['requirements', index, ...place])}${didYouMean(document, known)}`,
      );
  }
}

function schemaFile(folder: string, name: string): object {
  return JSON.parse(readFileSync(join(folder, name), 'utf8'));
}
