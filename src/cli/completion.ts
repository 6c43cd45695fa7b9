import type { Command } from 'commander';
import { loadCatalogue } from '../catalogue/catalogue.js';
import type { Side } from '../catalogue/requirement.js';
import { scenarios } from '../client/scenarios.js';
import { loadContract } from '../contract/load-contract.js';
import { faults } from '../mock/faults.js';
import { bashScript } from './completion-bash.js';
import { fishScript } from './completion-fish.js';
import { completedCommands, type KnownWords, type Shell } from './completion-words.js';
import { zshScript } from './completion-zsh.js';

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

/** Prints the script that makes a shell complete commands, options, and the names of requirements, faults and scenarios. */
export function completion(kit: Command, shell: Shell): void {
  process.stdout.write(scripts[shell](completedCommands(kit, wordsOf(kit))));
}

/** The words that stand in catalogue, contract and mock. */
function wordsOf(kit: Command): KnownWords {
  const catalogue = loadCatalogue();
  const selecting = (side: Side) => [
    ...new Set(catalogue.select(side, []).flatMap(({ id, area }) => [area, id])),
  ];
  const [ofService, ofClient] = [selecting('service'), selecting('client')];
  const faultNames = faults.map(({ name }) => name);
  const scenarioNames = scenarios.map(({ name }) => name);
  const ids = catalogue.requirements.map(({ id }) => id);
  return {
    'service --only': ofService,
    'plan --only': ofService,
    'client --only': [...ofClient, ...scenarioNames],
    'list --only': [...ofService, ...ofClient],
    'mock --fault': faultNames,
    'explain id': [...new Set([...ids, ...faultNames, ...scenarioNames])],
    'help command': kit.commands.map((command) => command.name()),
    '--operation': loadContract().operations.map(({ id }) => id),
  };
}
