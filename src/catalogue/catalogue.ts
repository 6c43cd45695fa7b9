import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { KitError } from '../errors.js';
import { didYouMean } from '../files/nearest.js';
import { packageRoot } from '../files/package-root.js';
import { YamlFile } from '../files/yaml-file.js';
import { ownArea, ownRequirements } from './own-requirements.js';
import type { OperationScope, Requirement, Side, Source } from './requirement.js';

/** What a file of an area holds. */
export interface AreaFile {
  readonly area: string;
  readonly side: Side;
  readonly order: number;
  readonly title: string;
  /** Of requirements that do not say it themselves. */
  readonly operations?: OperationScope;
  readonly requirements: readonly (Omit<
    Requirement,
    'area' | 'side' | 'at' | 'dependsOn' | 'readings' | 'operations'
  > &
    Partial<Pick<Requirement, 'dependsOn' | 'readings' | 'operations'>>)[];
}

/** All requirements of specs/, in the order of areas and files. */
export class Catalogue {
  readonly requirements: readonly Requirement[];
  readonly areas: ReadonlyMap<string, string>;
  readonly sources: ReadonlyMap<string, Source>;
  /** Over all files of specs/. */
  readonly sha256: string;
  readonly #byId: ReadonlyMap<string, Requirement>;

  constructor(
    requirements: readonly Requirement[],
    areas: ReadonlyMap<string, string>,
    sources: ReadonlyMap<string, Source>,
    sha256: string,
  ) {
    this.requirements = requirements;
    this.areas = areas;
    this.sources = sources;
    this.sha256 = sha256;
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

  /** Whether a word selects something of a side: an id, an area, or the three letters that ids of an area begin with, in any letter case. */
  selects(side: Side, word: string): boolean {
    return this.requirements.some((requirement) => requirement.side === side && answersTo(requirement, word));
  }

  /** The requirements of a side that the words select, all of them for no words. Throws KitError for an unknown word. */
  select(side: Side, words: readonly string[]): readonly Requirement[] {
    return this.selectFrom([side], words);
  }

  /** Like select, of one side or of several. */
  selectFrom(sides: readonly Side[], words: readonly string[]): readonly Requirement[] {
    const ofSide = this.requirements.filter((requirement) => sides.includes(requirement.side));
    const unknown = words.find((word) => !sides.some((side) => this.selects(side, word)));
    if (unknown !== undefined) {
      const known = ofSide.flatMap(({ id, area }) => [id, area]);
      throw new KitError(`unknown requirement or area "${unknown}"${didYouMean(unknown, known)}`);
    }
    if (words.length === 0) return ofSide;
    return ofSide.filter((requirement) => words.some((word) => answersTo(requirement, word)));
  }
}

function answersTo({ id, area }: Requirement, word: string): boolean {
  const lower = word.toLowerCase();
  return [id.toLowerCase(), id.slice(0, 3).toLowerCase(), area].includes(lower);
}

/** Reads specs/; the kit's own has the requirements that were declared besides. Throws KitError with file and line for YAML that cannot be read; `lintCatalogue` finds all else that can be wrong. */
export function loadCatalogue(folder: string = catalogueFolder): Catalogue {
  const { sources, areas } = readAreas(folder);
  const requirements = areas.flatMap(({ data, file }) =>
    data.requirements.map(
      (entry): Requirement => ({
        dependsOn: [],
        readings: [],
        operations: data.operations ?? [],
        ...entry,
        area: data.area,
        side: data.side,
        at: file.atText(`id: ${entry.id}`),
      }),
    ),
  );
  const titles = new Map(areas.map(({ data }) => [data.area, data.title]));
  const own = folder === catalogueFolder ? ownRequirements() : { requirements: [] };
  if (own.requirements.length > 0) titles.set(ownArea, 'Requirements of your own');
  const digest = createHash('sha256');
  for (const { sha256 } of [sources, ...areas.map(({ file }) => file)]) digest.update(sha256);
  if (own.sha256 !== undefined) digest.update(own.sha256);
  return new Catalogue(
    [...requirements, ...own.requirements],
    titles,
    new Map(Object.entries(sources.data as Record<string, Source>)),
    digest.digest('hex'),
  );
}

/** The catalogue that comes with the kit. */
export const catalogueFolder = join(packageRoot, 'specs');

/** A file of an area, and the folder it stands in. */
export interface ReadArea {
  readonly side: Side;
  readonly file: YamlFile;
  readonly data: AreaFile;
}

/** The files of a folder like specs/, areas in the order of reports. */
export function readAreas(folder: string): {
  readonly sources: YamlFile;
  readonly areas: readonly ReadArea[];
} {
  const areas = (['service', 'client'] as const).flatMap((side) => {
    const inside = join(folder, side);
    const names = existsSync(inside) ? readdirSync(inside).filter((name) => name.endsWith('.yaml')) : [];
    const ofSide = names
      .map((name) => new YamlFile(join(inside, name)))
      .map((file): ReadArea => ({ side, file, data: areaOf(file) }));
    return ofSide.sort((a, b) => a.data.order - b.data.order);
  });
  return { sources: new YamlFile(join(folder, 'sources.yaml')), areas };
}

function areaOf(file: YamlFile): AreaFile {
  const data = file.data as AreaFile | null;
  if (!Array.isArray(data?.requirements))
    throw new KitError(`key "requirements" is missing at ${file.at([])}`);
  return data;
}
