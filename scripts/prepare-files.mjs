// Lints openapi/ and specs/ and keeps what was parsed, so that a run need not do it again. A part of the build.
import { catalogueFolder, readAreas } from '../dist/src/catalogue/catalogue.js';
import { defaultContractFile } from '../dist/src/contract/load-contract.js';
import { savePrepared } from '../dist/src/files/prepared.js';
import { YamlFile } from '../dist/src/files/yaml-file.js';
import { lint, lintDigest } from '../dist/src/run/lint.js';

try {
  await lint(defaultContractFile);
  const { sources, areas } = readAreas(catalogueFolder);
  const files = [sources, new YamlFile(defaultContractFile), ...areas.map(({ file }) => file)];
  savePrepared({
    parsed: Object.fromEntries(files.map(({ sha256, data }) => [sha256, data])),
    linted: [lintDigest(defaultContractFile)],
  });
} catch (thrown) {
  // The command says it too, and better; a build that fails would hide the command.
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
}
