// Writes the lists of src/operations/all-*.ts from the folders beside them, by what these hold. A part of the build.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../src/operations/', import.meta.url));

/** The file that a folder may have, and the type of its export: one of them, or a list. */
const kinds = [
  { file: 'operation', type: 'OperationModule', from: './operation-module.js' },
  { file: 'checks', type: 'RequirementCheck', from: '../checks/observation.js', list: true },
  { file: 'probes', type: 'RequirementProbe', from: './requirement-probe.js', list: true },
  { file: 'faults', type: 'Behaviour', from: '../mock/behaviour.js', list: true },
  { file: 'variations', type: 'Behaviour', from: '../mock/behaviour.js', list: true },
  { file: 'scenarios', type: 'Scenario', from: '../client/scenario.js', list: true },
];

const names = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

/** Biome's order: what is further away stands first. */
function order(one, other) {
  const [a, b] = [one, other].map((line) => line.split("'")[1] ?? '');
  return b.startsWith('../') - a.startsWith('../') || (a < b ? -1 : 1);
}

for (const { file, type, from, list = false } of kinds) {
  const found = names.filter((name) => existsSync(`${folder}${name}/${file}.ts`));
  if (found.length === 0) continue;
  const word = (name) => name.replaceAll(/-(\w)/g, (_, letter) => letter.toUpperCase());
  const plural = list ? file : `${file}s`;
  const imports = found.map((name) => `import { ${file} as ${word(name)} } from './${name}/${file}.js';`);
  const items = found.map((name) => `${list ? '...' : ''}${word(name)}`);
  const onOneLine = `export const ${plural}: readonly ${type}[] = [${items.join(', ')}];`;
  const text = [
    '// Written by scripts/list-operations.mjs.',
    ...[...imports, `import type { ${type} } from '${from}';`].sort(order),
    '',
    '/** Those of every operation that has a folder here. */',
    ...(onOneLine.length <= 110
      ? [onOneLine]
      : [`export const ${plural}: readonly ${type}[] = [`, ...items.map((item) => `  ${item},`), '];']),
    '',
  ].join('\n');
  const path = `${folder}all-${plural}.ts`;
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text);
}
