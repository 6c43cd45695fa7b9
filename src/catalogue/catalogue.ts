import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KitError } from '../errors.js';
import { demandValid } from '../json-schema.js';
import { didYouMean } from '../nearest.js';
import { packageRoot } from '../package-root.js';
import { YamlFile } from '../yaml-file.js';
import type { Requirement, Side, Source } from './requirement.js';

interface AreaFile {
  readonly area: string;
  readonly side: Side;
  readonly order: number;
  readonly title: string;
  readonly requirements: readonly (Omit<Requirement, 'area' | 'side' | 'dependsOn' | 'readings'> &
    Partial<Pick<Requirement, 'dependsOn' | 'readings'>>)[];
}

/** All requirements of specs/, in the order of areas and files. */
export class Catalogue {
  readonly requirements: readonly Requirement[];
  readonly areas: ReadonlyMap<string, string>;
  readonly sources: ReadonlyMap<string, Source>;
  readonly #byId: ReadonlyMap<string, Requirement>;

  constructor(requirements: readonly Requirement[], areas: ReadonlyMap<string, string>, sources: ReadonlyMap<string, Source>) {
    this.requirements = requirements;
    this.areas = areas;
    this.sources = sources;
    this.#byId = new Map(requirements.map((requirement) => [requirement.id, requirement]));
  }

  /** The requirement with the id. Throws KitError with the nearest id when there is none. */
  get(id: string): Requirement {
    const found = this.#byId.get(id);
    if (!found) throw new KitError(`unknown requirement "${id}"${didYouMean(id, this.#byId.keys())}`);
    return found;
  }

  has(id: string): boolean {
    return this.#byId.has(id);
  }

  /** The requirements of a side that the words select (ids or areas, in any letter case); all of them for no words. Throws KitError for an unknown word. */
  select(side: Side, words: readonly string[]): readonly Requirement[] {
    const ofSide = this.requirements.filter((requirement) => requirement.side === side);
    if (words.length === 0) return ofSide;
    const wanted = new Set<string>();
    for (const word of words) {
      const lower = word.toLowerCase();
      const hits = ofSide.filter(({ id, area }) => id.toLowerCase() === lower || area === lower);
      if (hits.length === 0) {
        const known = ofSide.flatMap(({ id, area }) => [id, area]);
        throw new KitError(`unknown requirement or area "${word}"${didYouMean(word, known)}`);
      }
      for (const hit of hits) wanted.add(hit.id);
    }
    return ofSide.filter(({ id }) => wanted.has(id));
  }
}

/** Reads specs/ and refuses, with file, line and the nearest valid word: unknown keys and words, doubled ids, and citations, readings or dependencies that lead nowhere. */
export function loadCatalogue(folder: string = join(packageRoot, 'specs')): Catalogue {
  const sourcesFile = new YamlFile(join(folder, 'sources.yaml'));
  demandValid([sourcesFile], schemaFile(folder, 'sources.schema.json'));
  const sources = new Map(Object.entries(sourcesFile.data as Record<string, Source>));

  const schema = schemaFile(folder, 'requirements.schema.json');
  const found = (['service', 'client'] as const).flatMap((side) => {
    const inside = join(folder, side);
    if (!existsSync(inside)) return [];
    return readdirSync(inside).filter((name) => name.endsWith('.yaml')).map((name) => ({ side, file: new YamlFile(join(inside, name)) }));
  });
  demandValid(found.map(({ file }) => file), schema);
  const files = found.map(({ side, file }) => ({ side, file, data: file.data as AreaFile }));
  files.sort((a, b) => a.side.localeCompare(b.side) * -1 || a.data.order - b.data.order);
  const areas = new Map<string, string>();
  const requirements: Requirement[] = [];
  const owner = new Map<string, YamlFile>();
  for (const { side, file, data } of files) {
    if (data.side !== side) throw new KitError(`side "${data.side}" at ${file.at(['side'])} contradicts the folder; did you mean "${side}"?`);
    areas.set(data.area, data.title);
    for (const [index, entry] of data.requirements.entries()) {
      const first = owner.get(entry.id);
      if (first) throw new KitError(`requirement ${entry.id} at ${file.at(['requirements', index])} stands already at ${first.atText(`id: ${entry.id}`)}`);
      owner.set(entry.id, file);
      for (const [place, document] of [
        ...entry.sources.map((source, at) => [['sources', at, 'document'], source.document] as const),
        ...(entry.readings ?? []).map((reading, at) => [['readings', at, 'source'], reading.source] as const),
      ]) {
        if (sources.has(document)) continue;
        throw new KitError(`unknown document "${document}" at ${file.at(['requirements', index, ...place])}${didYouMean(document, sources.keys())}`);
      }
      requirements.push({ dependsOn: [], readings: [], ...entry, area: data.area, side: data.side });
    }
  }
  for (const { id, dependsOn } of requirements) {
    for (const needed of dependsOn) {
      if (!owner.has(needed)) {
        const at = owner.get(id)?.atText(needed);
        throw new KitError(`${id} depends on unknown requirement "${needed}" at ${at}${didYouMean(needed, owner.keys())}`);
      }
    }
  }
  return new Catalogue(requirements, areas, sources);
}

function schemaFile(folder: string, name: string): object {
  return JSON.parse(readFileSync(join(folder, name), 'utf8'));
}
